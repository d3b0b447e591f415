/* Pieces of SAKKE that its files share: sakke.c, sakke_points.c, sakke_lines.c. */
#ifndef MT_SAKKE_MATH_H
#define MT_SAKKE_MATH_H

#include <stdbool.h>
#include <string.h>

#include "lanes.h"
#include "limbs.h"
#include "sakke.h"
#include "sakke_set.h"

#define P (&mt_set1.p)
#define Q (&mt_set1.q)

/* The arithmetic in use, after mt_sakke_start. */
extern const struct mt_lanes *mt_sakke_lanes;
void mt_sakke_start(void);

/* What the vector code may have spilt to the stack, and has in registers. */
void mt_sakke_wipe(void);

static inline void mul(mt_fe r, const mt_fe a, const mt_fe b) { mt_mul(P, r, a, b); }
static inline void add(mt_fe r, const mt_fe a, const mt_fe b) { mt_add(P, r, a, b); }
static inline void sub(mt_fe r, const mt_fe a, const mt_fe b) { mt_sub(P, r, a, b); }
static inline void copy(mt_fe r, const mt_fe a) { memcpy(r, a, sizeof(mt_fe)); }

/* Aligned memory for vectors: locked, or public and plain. */
static inline void *align(void *p) { return (void *)(((uintptr_t)p + 63) & ~(uintptr_t)63); }

/* 0x04 || x || y into Montgomery's form; false unless it is a point of E. */
bool mt_point_decode(const unsigned char *in, mt_fe x, mt_fe y);
void mt_point_encode(unsigned char *out, const mt_fe x, const mt_fe y);

/* A point of the Edwards curve: X, Y, Z, T = XY / Z. */
struct edwards {
  mt_fe x, y, z, t;
};

/* Unified: no exceptional cases among points of odd order. */
void mt_edwards_add(struct edwards *r, const struct edwards *p, const struct edwards *q);
/* (Z - Y) X, and the point of E from its inverse. */
void mt_edwards_denominator(const struct edwards *e, mt_fe r);
void mt_edwards_affine(const struct edwards *e, const mt_fe inverse, mt_fe x, mt_fe y);
/* Whether e is the affine point, without an inversion. */
uint64_t mt_edwards_is(const struct edwards *e, const mt_fe x, const mt_fe y);

enum { MT_TABLE_ENTRIES = MT_COMB_PLACES * MT_COMB_ENTRIES };

/* Y - X, Y + X and 2XY of k 16^i times a public point, as integers. */
struct point_table {
  mt_fe e[MT_TABLE_ENTRIES][3];
};
/* False where there is no memory. */
bool mt_point_table_make(struct point_table *table, const mt_fe x, const mt_fe y);

struct mt_sakke_kms {
  unsigned char encoded[MT_SAKKE_POINT];
  void *memory;
  unsigned char *table;
};
/* Of a point that is known to have order q; NULL where there is no memory. */
struct mt_sakke_kms *mt_sakke_kms_make(const unsigned char *encoded, const mt_fe x, const mt_fe y);
/* Tables with P in the place of Z: for a KMS that has no public key yet. */
struct mt_sakke_kms *mt_sakke_kms_base(void);

struct mt_sakke_lines {
  unsigned char *table;
  void *memory;
  unsigned char *user; /* of [b]P + Z, public: the lower half of the places and the upper one are two points; NULL: none yet */
};

#endif
