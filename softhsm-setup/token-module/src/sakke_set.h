/* Parameter Set 1 of RFC 6509 Appendix A, and what follows from it. */
#ifndef MT_SAKKE_SET_H
#define MT_SAKKE_SET_H

#include "lanes.h"
#include "limbs.h"

/*
 * p + 1 = 4q. Minus three is a square modulo p, so E: y^2 = x^3 - 3x is isomorphic to a Montgomery curve with A = 0 by
 * x = s u, s^2 = -3: y^2 = s^3 (u^3 + u), which is birational to the twisted Edwards curve -X^2 + Y^2 = 1 + X^2 Y^2 by
 * X = c u / y, Y = (u - 1) / (u + 1), c^2 = -2 s^3. Elements are in Montgomery's form.
 */
struct mt_set {
  struct mt_modulus p, q;
  mt_fe px, py, g;        /* P and <P,P> */
  mt_fe s, c, c_over_s;
  mt_fe three;
};

extern struct mt_set mt_set1;
/* Computes mt_set1, once. */
void mt_set_init(void);

#endif
