/* Eight field elements one after the other, in 64-bit limbs. Always reduced. */
#include <string.h>

#include "lanes.h"
#include "limbs.h"
#include "memory.h"
#include "sakke_set.h"

typedef struct {
  mt_fe e[MT_LANES];
} v8;

static void mul(v8 *r, const v8 *a, const v8 *b) {
  for (int i = 0; i < MT_LANES; i++) {
    mt_mul(&mt_set1.p, r->e[i], a->e[i], b->e[i]);
  }
}

static void products(v8 *r, const v8 *const *a, const v8 *const *b, int n) {
  for (int i = 0; i < MT_LANES; i++) {
    mt_fe sum = {0};
    mt_fe t;
    for (int f = 0; f < n; f++) {
      mt_mul(&mt_set1.p, t, a[f]->e[i], b[f]->e[i]);
      mt_add(&mt_set1.p, sum, sum, t);
    }
    memcpy(r->e[i], sum, sizeof sum);
  }
}

static void mul2(v8 *r, const v8 *const a[2], const v8 *const b[2]) { products(r, a, b, 2); }

static void mul3(v8 *r, const v8 *const a[3], const v8 *const b[3]) { products(r, a, b, 3); }

static void plus(v8 *r, const v8 *a, const v8 *b) {
  for (int i = 0; i < MT_LANES; i++) {
    mt_add(&mt_set1.p, r->e[i], a->e[i], b->e[i]);
  }
}

static void minus(v8 *r, const v8 *a, const v8 *b) {
  for (int i = 0; i < MT_LANES; i++) {
    mt_sub(&mt_set1.p, r->e[i], a->e[i], b->e[i]);
  }
}

static const uint64_t *one(void) { return mt_set1.p.one; }

static void keep_lanes(v8 *r, const uint64_t *value, unsigned lanes) {
  memset(r, 0, sizeof *r);
  for (int i = 0; i < MT_LANES; i++) {
    if (lanes >> i & 1) {
      memcpy(r->e[i], value, sizeof(mt_fe));
    }
  }
}

static void mix(v8 *r, const v8 *a, const v8 *b, const struct mt_mix *how) {
  v8 t;
  for (int i = 0; i < MT_LANES; i++) {
    const uint64_t *x = how->a[i] < MT_LANES ? a->e[how->a[i]] : b->e[how->a[i] - MT_LANES];
    const uint64_t *y = how->b[i] < MT_LANES ? a->e[how->b[i]] : b->e[how->b[i] - MT_LANES];
    memcpy(t.e[i], x, sizeof(mt_fe));
    if (how->shift[i] != 0) {
      mt_add(&mt_set1.p, t.e[i], x, x);
    }
    if (how->sign[i] > 0) {
      mt_add(&mt_set1.p, t.e[i], t.e[i], y);
    } else if (how->sign[i] < 0) {
      mt_sub(&mt_set1.p, t.e[i], t.e[i], y);
    }
  }
  *r = t;
  mt_wipe(&t, sizeof t);
}

/* x and y change places where exchange is all ones. */
static void exchange(uint64_t *x, uint64_t *y, uint64_t where) {
  for (int i = 0; i < MT_FE; i++) {
    uint64_t d = (x[i] ^ y[i]) & where;
    x[i] ^= d;
    y[i] ^= d;
  }
}

static void negate(uint64_t *x, uint64_t where) {
  mt_fe zero = {0};
  mt_fe t;
  mt_sub(&mt_set1.p, t, zero, x);
  for (int i = 0; i < MT_FE; i++) {
    x[i] ^= (x[i] ^ t[i]) & where;
  }
}

static void lookup(v8 *r, const v8 *place, int first, int second) {
  uint64_t sign[2] = {(uint64_t)(int64_t)(first >> 31), (uint64_t)(int64_t)(second >> 31)};
  uint64_t magnitude[2] = {((uint64_t)(int64_t)first ^ sign[0]) - sign[0], ((uint64_t)(int64_t)second ^ sign[1]) - sign[1]};
  memset(r, 0, sizeof *r);
  for (unsigned k = 0; k < MT_COMB_ENTRIES; k++) {
    uint64_t mask[2] = {mt_same(k + 1, magnitude[0]), mt_same(k + 1, magnitude[1])};
    for (int lane = 0; lane < MT_LANES; lane++) {
      for (int i = 0; i < MT_FE; i++) {
        r->e[lane][i] |= place[k].e[lane][i] & mask[lane > 2];
      }
    }
  }
  /* The neutral point is (1, 1, 0). */
  for (int lane = 0; lane < 5; lane++) {
    uint64_t none = lane == 2 ? 0 : mt_same(0, magnitude[lane > 2]);
    for (int i = 0; i < MT_FE; i++) {
      r->e[lane][i] |= mt_set1.p.one[i] & none;
    }
  }
  exchange(r->e[0], r->e[1], sign[0]);
  exchange(r->e[3], r->e[4], sign[1]);
  negate(r->e[2], sign[0]);
  negate(r->e[5], sign[1]);
  negate(r->e[6], sign[1]);
  negate(r->e[7], sign[1]);
}

static void pack(void *to, mt_fe from[MT_LANES]) {
  v8 *v = to;
  for (int i = 0; i < MT_LANES; i++) {
    mt_into(&mt_set1.p, v->e[i], from[i]);
  }
}

static void splat(v8 *r, const mt_fe e) {
  for (int i = 0; i < MT_LANES; i++) {
    mt_into(&mt_set1.p, r->e[i], e);
  }
}

static void out_lanes(const v8 *v, mt_fe r[MT_LANES]) {
  for (int i = 0; i < MT_LANES; i++) {
    mt_from(&mt_set1.p, r[i], v->e[i]);
  }
}

typedef struct {
  mt_fe re, im;
} quadratic;

static void quadratic_one(quadratic *f) {
  memset(f, 0, sizeof *f);
  memcpy(f->re, mt_set1.p.one, sizeof f->re);
}

static void quadratic_lanes(const quadratic *f, v8 *r) {
  memset(r, 0, sizeof *r);
  memcpy(r->e[0], f->re, sizeof(mt_fe));
  memcpy(r->e[1], f->im, sizeof(mt_fe));
}

/* (re, im)^2 = (re + im) (re - im) and 2 re im. */
static void quadratic_square(quadratic *f, quadratic *x, quadratic *y) {
  mt_add(&mt_set1.p, x->re, f->re, f->im);
  mt_sub(&mt_set1.p, y->re, f->re, f->im);
  mt_mul(&mt_set1.p, f->im, f->re, f->im);
  mt_add(&mt_set1.p, f->im, f->im, f->im);
  mt_mul(&mt_set1.p, f->re, x->re, y->re);
}

static void quadratic_times(quadratic *f, const v8 *a, const v8 *b, int lane, quadratic *x, quadratic *y) {
  mt_mul(&mt_set1.p, x->re, f->re, a->e[lane]);
  mt_mul(&mt_set1.p, y->re, f->im, b->e[lane]);
  mt_mul(&mt_set1.p, x->im, f->re, b->e[lane]);
  mt_mul(&mt_set1.p, y->im, f->im, a->e[lane]);
  mt_sub(&mt_set1.p, f->re, x->re, y->re);
  mt_add(&mt_set1.p, f->im, x->im, y->im);
}

#include "lanes_kernel.h"

/* What a multiplication leaves in the few registers of integers, the next lines of code overwrite. */
static void clear(void) {}

const struct mt_lanes mt_lanes_portable = {"64-bit limbs", sizeof(v8), sizeof(struct pairing), clear, pack, comb, pair};

const struct mt_lanes *mt_lanes_best(void) {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512ifma") && __builtin_cpu_supports("avx512vl")) {
    return &mt_lanes_ifma;
  }
#endif
  return &mt_lanes_portable;
}
