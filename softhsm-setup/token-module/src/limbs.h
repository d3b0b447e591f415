/*
 * Integers modulo an odd number of 64 n bits in Montgomery's form, n = 4 or 16. Nothing here branches on or indexes by a
 * value; results are fully reduced. Numbers are arrays of 64-bit limbs, lowest first.
 */
#ifndef MT_LIMBS_H
#define MT_LIMBS_H

#include <stdint.h>

enum { MT_LIMBS_MAX = 16 };

struct mt_modulus {
  unsigned n;                    /* limbs: 4 or 16 */
  unsigned bits;                 /* of the modulus */
  uint64_t m[MT_LIMBS_MAX];
  uint64_t k;                    /* -1 / m modulo 2^64 */
  uint64_t one[MT_LIMBS_MAX];    /* 2^(64 n) modulo m */
  uint64_t square[MT_LIMBS_MAX]; /* 2^(128 n) modulo m */
};

/* Prepares a modulus given in 8 n octets, big-endian. */
void mt_modulus_init(struct mt_modulus *q, unsigned n, const unsigned char *octets);

/* r = a b / 2^(64 n); one factor may be any number of n limbs, the other is below m. r may be a or b. */
void mt_mul(const struct mt_modulus *q, uint64_t *r, const uint64_t *a, const uint64_t *b);
void mt_add(const struct mt_modulus *q, uint64_t *r, const uint64_t *a, const uint64_t *b);
void mt_sub(const struct mt_modulus *q, uint64_t *r, const uint64_t *a, const uint64_t *b);
/* 1 / a in Montgomery's form; 0 for 0. */
void mt_inv(const struct mt_modulus *q, uint64_t *r, const uint64_t *a);

/* Into and out of Montgomery's form. */
static inline void mt_into(const struct mt_modulus *q, uint64_t *r, const uint64_t *a) { mt_mul(q, r, a, q->square); }
void mt_from(const struct mt_modulus *q, uint64_t *r, const uint64_t *a);

/* Octets, big-endian, 8 n of them. */
void mt_limbs_get(uint64_t *r, const unsigned char *octets, unsigned n);
void mt_limbs_put(unsigned char *octets, const uint64_t *a, unsigned n);

/* All ones or 0. */
uint64_t mt_limbs_zero(const uint64_t *a, unsigned n);
uint64_t mt_limbs_equal(const uint64_t *a, const uint64_t *b, unsigned n);
uint64_t mt_limbs_below(const uint64_t *a, const uint64_t *b, unsigned n);

/* All ones if a == b, of at most 63 bits. */
static inline uint64_t mt_same(uint64_t a, uint64_t b) { return (uint64_t)0 - (((a ^ b) - 1) >> 63); }

#endif
