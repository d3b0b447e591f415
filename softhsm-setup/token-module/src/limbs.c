#include "limbs.h"

#include <string.h>

#include "memory.h"

typedef unsigned __int128 wide;
typedef __int128 signed_wide;

/* r = t - m if that is not negative, top being the limb above t, else t. */
static inline __attribute__((always_inline)) void reduce(uint64_t *r, const uint64_t *t, uint64_t top, const uint64_t *m,
                                                         unsigned n) {
  uint64_t d[MT_LIMBS_MAX];
  uint64_t borrow = 0;
  for (unsigned i = 0; i < n; i++) {
    wide x = (wide)t[i] - m[i] - borrow;
    d[i] = (uint64_t)x;
    borrow = (uint64_t)(x >> 64) & 1;
  }
  uint64_t keep = (uint64_t)0 - (borrow & (top ^ 1));
  for (unsigned i = 0; i < n; i++) {
    r[i] = (t[i] & keep) | (d[i] & ~keep);
  }
}

static inline __attribute__((always_inline)) void mul(const struct mt_modulus *q, uint64_t *r, const uint64_t *a,
                                                      const uint64_t *b, unsigned n) {
  uint64_t t[MT_LIMBS_MAX + 1];
  for (unsigned i = 0; i <= n; i++) {
    t[i] = 0;
  }
  for (unsigned i = 0; i < n; i++) {
    /* Two chains of carries side by side. */
    wide c = (wide)a[0] * b[i] + t[0];
    uint64_t k = (uint64_t)c * q->k;
    wide d = (wide)k * q->m[0] + (uint64_t)c;
    for (unsigned j = 1; j < n; j++) {
      c = (wide)a[j] * b[i] + t[j] + (uint64_t)(c >> 64);
      d = (wide)k * q->m[j] + (uint64_t)c + (uint64_t)(d >> 64);
      t[j - 1] = (uint64_t)d;
    }
    c = (wide)t[n] + (uint64_t)(c >> 64) + (uint64_t)(d >> 64);
    t[n - 1] = (uint64_t)c;
    t[n] = (uint64_t)(c >> 64);
  }
  reduce(r, t, t[n], q->m, n);
}

static __attribute__((noinline)) void mul4(const struct mt_modulus *q, uint64_t *r, const uint64_t *a, const uint64_t *b) {
  mul(q, r, a, b, 4);
}

static __attribute__((noinline)) void mul16(const struct mt_modulus *q, uint64_t *r, const uint64_t *a, const uint64_t *b) {
  mul(q, r, a, b, 16);
}

void mt_mul(const struct mt_modulus *q, uint64_t *r, const uint64_t *a, const uint64_t *b) {
  if (q->n == 4) {
    mul4(q, r, a, b);
  } else {
    mul16(q, r, a, b);
  }
}

void mt_add(const struct mt_modulus *q, uint64_t *r, const uint64_t *a, const uint64_t *b) {
  uint64_t t[MT_LIMBS_MAX];
  wide c = 0;
  for (unsigned i = 0; i < q->n; i++) {
    c += (wide)a[i] + b[i];
    t[i] = (uint64_t)c;
    c >>= 64;
  }
  reduce(r, t, (uint64_t)c, q->m, q->n);
}

void mt_sub(const struct mt_modulus *q, uint64_t *r, const uint64_t *a, const uint64_t *b) {
  uint64_t borrow = 0;
  for (unsigned i = 0; i < q->n; i++) {
    wide x = (wide)a[i] - b[i] - borrow;
    r[i] = (uint64_t)x;
    borrow = (uint64_t)(x >> 64) & 1;
  }
  uint64_t add = (uint64_t)0 - borrow;
  wide c = 0;
  for (unsigned i = 0; i < q->n; i++) {
    c += (wide)r[i] + (q->m[i] & add);
    r[i] = (uint64_t)c;
    c >>= 64;
  }
}

void mt_from(const struct mt_modulus *q, uint64_t *r, const uint64_t *a) {
  uint64_t one[MT_LIMBS_MAX] = {1};
  mt_mul(q, r, a, one);
}

uint64_t mt_limbs_zero(const uint64_t *a, unsigned n) {
  uint64_t any = 0;
  for (unsigned i = 0; i < n; i++) {
    any |= a[i];
  }
  return ((any | ((uint64_t)0 - any)) >> 63) - 1;
}

uint64_t mt_limbs_equal(const uint64_t *a, const uint64_t *b, unsigned n) {
  uint64_t any = 0;
  for (unsigned i = 0; i < n; i++) {
    any |= a[i] ^ b[i];
  }
  return mt_limbs_zero(&any, 1);
}

uint64_t mt_limbs_below(const uint64_t *a, const uint64_t *b, unsigned n) {
  uint64_t borrow = 0;
  for (unsigned i = 0; i < n; i++) {
    borrow = (uint64_t)(((wide)a[i] - b[i] - borrow) >> 64) & 1;
  }
  return (uint64_t)0 - borrow;
}

void mt_limbs_get(uint64_t *r, const unsigned char *octets, unsigned n) {
  for (unsigned i = 0; i < n; i++) {
    const unsigned char *p = octets + 8 * (n - 1 - i);
    uint64_t v = 0;
    for (int j = 0; j < 8; j++) {
      v = v << 8 | p[j];
    }
    r[i] = v;
  }
}

void mt_limbs_put(unsigned char *octets, const uint64_t *a, unsigned n) {
  for (unsigned i = 0; i < n; i++) {
    unsigned char *p = octets + 8 * (n - 1 - i);
    for (int j = 0; j < 8; j++) {
      p[j] = (unsigned char)(a[i] >> (56 - 8 * j));
    }
  }
}

void mt_modulus_init(struct mt_modulus *q, unsigned n, const unsigned char *octets) {
  memset(q, 0, sizeof *q);
  q->n = n;
  mt_limbs_get(q->m, octets, n);
  q->bits = 64 * n;
  while (((q->m[(q->bits - 1) / 64] >> ((q->bits - 1) % 64)) & 1) == 0) {
    q->bits--;
  }
  uint64_t inverse = 1;
  for (int i = 0; i < 6; i++) {
    inverse *= 2 - q->m[0] * inverse;
  }
  q->k = (uint64_t)0 - inverse;
  uint64_t x[MT_LIMBS_MAX] = {1};
  for (unsigned i = 0; i < 128 * n; i++) {
    mt_add(q, x, x, x);
    if (i == 64 * n - 1) {
      memcpy(q->one, x, sizeof x);
    }
  }
  memcpy(q->square, x, sizeof x);
}

/*
 * Inversion by division steps: D. J. Bernstein and B.-Y. Yang, "Fast constant-time gcd computation and modular inversion",
 * 2019, with delta counted from 1/2 (zeta = -(delta + 1/2)). The number of steps depends on the size of the modulus only.
 * Numbers are in signed limbs of 62 bits, of which all but the highest are not negative.
 */
enum { STEP_BITS = 62, STEP_LIMBS = 17 };
static const uint64_t step_mask = ((uint64_t)1 << STEP_BITS) - 1;

struct matrix {
  int64_t u, v, q, r;
};

static int64_t steps(int64_t zeta, uint64_t f, uint64_t g, struct matrix *t) {
  uint64_t u = 1, v = 0, q = 0, r = 1;
  for (int i = 0; i < STEP_BITS; i++) {
    uint64_t negative = (uint64_t)(zeta >> 63);
    uint64_t odd = (uint64_t)0 - (g & 1);
    uint64_t x = (f ^ negative) - negative;
    uint64_t y = (u ^ negative) - negative;
    uint64_t z = (v ^ negative) - negative;
    g += x & odd;
    q += y & odd;
    r += z & odd;
    negative &= odd;
    zeta = (int64_t)((uint64_t)zeta ^ negative) - 1;
    f += g & negative;
    u += q & negative;
    v += r & negative;
    g >>= 1;
    u <<= 1;
    v <<= 1;
  }
  *t = (struct matrix){(int64_t)u, (int64_t)v, (int64_t)q, (int64_t)r};
  return zeta;
}

/* (f, g) = t (f, g) / 2^62 */
static void update_fg(int64_t *f, int64_t *g, const struct matrix *t, unsigned n) {
  signed_wide cf = (signed_wide)t->u * f[0] + (signed_wide)t->v * g[0];
  signed_wide cg = (signed_wide)t->q * f[0] + (signed_wide)t->r * g[0];
  cf >>= STEP_BITS;
  cg >>= STEP_BITS;
  for (unsigned i = 1; i < n; i++) {
    cf += (signed_wide)t->u * f[i] + (signed_wide)t->v * g[i];
    cg += (signed_wide)t->q * f[i] + (signed_wide)t->r * g[i];
    f[i - 1] = (int64_t)((uint64_t)cf & step_mask);
    g[i - 1] = (int64_t)((uint64_t)cg & step_mask);
    cf >>= STEP_BITS;
    cg >>= STEP_BITS;
  }
  f[n - 1] = (int64_t)cf;
  g[n - 1] = (int64_t)cg;
}

/* (d, e) = t (d, e) / 2^62 modulo m; inverse is 1 / m modulo 2^62. d and e stay between -2m and m. */
static void update_de(int64_t *d, int64_t *e, const struct matrix *t, const int64_t *m, uint64_t inverse, unsigned n) {
  int64_t sd = d[n - 1] >> 63;
  int64_t se = e[n - 1] >> 63;
  int64_t md = (t->u & sd) + (t->v & se);
  int64_t me = (t->q & sd) + (t->r & se);
  signed_wide cd = (signed_wide)t->u * d[0] + (signed_wide)t->v * e[0];
  signed_wide ce = (signed_wide)t->q * d[0] + (signed_wide)t->r * e[0];
  md -= (int64_t)((inverse * (uint64_t)cd + (uint64_t)md) & step_mask);
  me -= (int64_t)((inverse * (uint64_t)ce + (uint64_t)me) & step_mask);
  cd += (signed_wide)m[0] * md;
  ce += (signed_wide)m[0] * me;
  cd >>= STEP_BITS;
  ce >>= STEP_BITS;
  for (unsigned i = 1; i < n; i++) {
    cd += (signed_wide)t->u * d[i] + (signed_wide)t->v * e[i] + (signed_wide)m[i] * md;
    ce += (signed_wide)t->q * d[i] + (signed_wide)t->r * e[i] + (signed_wide)m[i] * me;
    d[i - 1] = (int64_t)((uint64_t)cd & step_mask);
    e[i - 1] = (int64_t)((uint64_t)ce & step_mask);
    cd >>= STEP_BITS;
    ce >>= STEP_BITS;
  }
  d[n - 1] = (int64_t)cd;
  e[n - 1] = (int64_t)ce;
}

static void to_steps(int64_t *r, const uint64_t *a, unsigned limbs, unsigned n) {
  for (unsigned i = 0; i < n; i++) {
    unsigned bit = i * STEP_BITS;
    unsigned at = bit / 64;
    unsigned shift = bit % 64;
    uint64_t v = at < limbs ? a[at] >> shift : 0;
    if (shift > 2 && at + 1 < limbs) {
      v |= a[at + 1] << (64 - shift);
    }
    r[i] = (int64_t)(v & step_mask);
  }
}

static void from_steps(uint64_t *r, const int64_t *a, unsigned limbs, unsigned n) {
  for (unsigned i = 0; i < limbs; i++) {
    unsigned bit = i * 64;
    unsigned at = bit / STEP_BITS;
    unsigned shift = bit % STEP_BITS;
    uint64_t v = (uint64_t)a[at] >> shift;
    if (at + 1 < n) {
      v |= (uint64_t)a[at + 1] << (STEP_BITS - shift);
    }
    if (shift > 60 && at + 2 < n) {
      v |= (uint64_t)a[at + 2] << (2 * STEP_BITS - shift);
    }
    r[i] = v;
  }
}

/* Adds m where add is all ones, then negates where negate is, and carries. */
static void settle(int64_t *a, const int64_t *m, int64_t add, int64_t negate, unsigned n) {
  int64_t carry = 0;
  for (unsigned i = 0; i < n; i++) {
    int64_t v = a[i] + (m[i] & add);
    v = (v ^ negate) - negate + carry;
    carry = i + 1 < n ? v >> STEP_BITS : 0;
    a[i] = i + 1 < n ? (int64_t)((uint64_t)v & step_mask) : v;
  }
}

void mt_inv(const struct mt_modulus *q, uint64_t *r, const uint64_t *a) {
  struct {
    int64_t d[STEP_LIMBS], e[STEP_LIMBS], f[STEP_LIMBS], g[STEP_LIMBS];
    struct matrix t;
  } w;
  int64_t m[STEP_LIMBS];
  unsigned n = q->n == 4 ? 5 : STEP_LIMBS;
  /* Enough for any number below m: (45907 bits + 26313) / 19929 steps. */
  unsigned rounds = ((45907 * q->bits + 26313) / 19929 + STEP_BITS) / STEP_BITS;
  uint64_t inverse = (uint64_t)0 - q->k;
  memset(&w, 0, sizeof w);
  to_steps(m, q->m, q->n, n);
  to_steps(w.f, q->m, q->n, n);
  to_steps(w.g, a, q->n, n);
  w.e[0] = 1;
  int64_t zeta = -1;
  for (unsigned i = 0; i < rounds; i++) {
    zeta = steps(zeta, (uint64_t)w.f[0] | (uint64_t)w.f[1] << STEP_BITS, (uint64_t)w.g[0] | (uint64_t)w.g[1] << STEP_BITS, &w.t);
    update_de(w.d, w.e, &w.t, m, inverse & step_mask, n);
    update_fg(w.f, w.g, &w.t, n);
  }
  /* f is 1 or -1, and d is f / a. */
  settle(w.d, m, w.d[n - 1] >> 63, w.f[n - 1] >> 63, n);
  settle(w.d, m, w.d[n - 1] >> 63, 0, n);
  from_steps(r, w.d, q->n, n);
  mt_wipe(&w, sizeof w);
  /* 1 / (a 2^(64 n)) times 2^(128 n), twice. */
  mt_mul(q, r, r, q->square);
  mt_mul(q, r, r, q->square);
}
