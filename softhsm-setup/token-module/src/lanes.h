/*
 * The loops of SAKKE over eight field elements at a time, twice: for any processor, and with AVX-512 IFMA. Both are
 * lanes_kernel.h over another field; which one runs is chosen once.
 */
#ifndef MT_LANES_H
#define MT_LANES_H

#include <stddef.h>
#include <stdint.h>

enum {
  MT_LANES = 8,
  MT_FE = 16,         /* 64-bit limbs of a field element */
  MT_COMB_BITS = 4,   /* of a signed digit of a secret number */
  MT_COMB_PLACES = 256,
  MT_COMB_ENTRIES = 8, /* magnitudes 1 to 8 */
  MT_LINE_TERMS = 7,   /* c0 + c1 x + c2 x^2 + c3 x^3 + y (e0 + e1 x + e2 x^2) */
  MT_LINE_CHUNKS = 8,
  MT_LINE_STEPS = 8,
  MT_LINE_PLACES = MT_LINE_CHUNKS * MT_LINE_STEPS * MT_LANES
};

typedef uint64_t mt_fe[MT_FE];

/* Signed digits of a secret number, lowest first. */
struct mt_digits {
  signed char d[MT_COMB_PLACES];
};

struct mt_lanes {
  const char *name;
  size_t vector;    /* octets of eight elements in a table */
  size_t work; /* octets of locked memory that comb and pair need, aligned as for the table */
  /* Empties the registers: a signal would put them on a stack. */
  void (*clear)(void);
  /* Into a table; elements are integers below p, not in Montgomery's form. */
  void (*pack)(void *to, mt_fe from[MT_LANES]);
  /*
   * A table has for each of its places MT_COMB_ENTRIES vectors: lanes 0 to 2 are Y - X, Y + X and 2XY of a multiple of one
   * point of the Edwards curve, 3 to 5 of another, 6 and 7 both t of a power of 1 + i t. The digits first
   * multiply the first point, second the second one, and are the power. out is X, Y, Z, T of both points, then the power's real and imaginary
   * part, all integers below p.
   */
  void (*comb)(const void *table, int places, const signed char *first, const signed char *second, mt_fe out[10], void *work);
  /*
   * The Miller loop with a table of lines at the point [i](x, y): real and imaginary part. The table has for each chunk, step
   * and term a vector; lane l is of the digit 64 chunk + 8 l + step of q to the base 4.
   */
  void (*pair)(const void *lines, const mt_fe x, const mt_fe y, mt_fe out[2], void *work);
};

extern const struct mt_lanes mt_lanes_portable;
#ifdef __x86_64__
extern const struct mt_lanes mt_lanes_ifma;
#endif

/* The faster of those that this processor can run. */
const struct mt_lanes *mt_lanes_best(void);

/* A step between multiplications: lane i is (lane a[i] << shift[i]) + sign[i] times lane b[i], of 16 lanes of two vectors. */
struct mt_mix {
  int64_t a[MT_LANES], shift[MT_LANES], b[MT_LANES];
  signed char sign[MT_LANES];
};

#endif
