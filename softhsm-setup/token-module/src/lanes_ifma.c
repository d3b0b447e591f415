/*
 * Eight field elements side by side in AVX-512 registers, in 20 limbs of 52 bits, Montgomery's form with 2^1040. As p has
 * 1024 bits, elements up to 2^7 p multiply without reduction, to less than p (1 + 2^-2): of two factors below 2^a p and 2^b p
 * the product is below p (1 + 2^(a + b - 16)). Sums and differences are carried but not reduced; the largest, the real
 * part of a power, grows by 9p in each of 256 places.
 */
#ifdef __x86_64__
#pragma GCC target("avx512f,avx512ifma,avx512vl")

#include <immintrin.h>
#include <pthread.h>
#include <string.h>

#include "lanes.h"
#include "limbs.h"
#include "memory.h"
#include "sakke_set.h"

enum { LIMBS = 20, BITS = 52 };

typedef struct {
  __m512i v[LIMBS];
} v8;

typedef struct {
  __m256i v[LIMBS];
} v4;

static struct {
  uint64_t p[LIMBS], p8[LIMBS], k;
  v8 one, square;
} ifma;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static const uint64_t low = ((uint64_t)1 << BITS) - 1;

/*
 * r = a[0] b[0] + ... + a[n-1] b[n-1] / 2^1040 with one reduction, and carrying, for vectors of eight elements and of four,
 * the latter twice as fast on processors with 256-bit multipliers. The empty asm keeps the compiler from holding p and a in
 * more registers than there are.
 */
#define UNROLL _Pragma("GCC unroll 20")
#define SET512(x) _mm512_set1_epi64((long long)(x))
#define SET256(x) _mm256_set1_epi64x((long long)(x))
#define ARITHMETIC(V, REG, MM, SET, AND, ZERO)                                                              \
  static inline __attribute__((always_inline)) void V##_carry(V *r, const REG *t) {                         \
    const REG mask = SET(low);                                                                              \
    REG up = ZERO();                                                                                        \
    UNROLL for (int i = 0; i < LIMBS; i++) {                                                                \
      REG x = MM##_add_epi64(t[i], up);                                                                     \
      up = MM##_srai_epi64(x, BITS);                                                                        \
      r->v[i] = AND(x, mask);                                                                               \
    }                                                                                                       \
  }                                                                                                         \
  static inline __attribute__((always_inline)) void V##_products(V *r, const V *const *a, const V *const *b, \
                                                                 const int n) {                             \
    const REG k = SET(ifma.k);                                                                              \
    const REG zero = ZERO();                                                                                \
    REG t[LIMBS];                                                                                           \
    UNROLL for (int i = 0; i < LIMBS; i++) {                                                                \
      t[i] = zero;                                                                                          \
    }                                                                                                       \
    for (int i = 0; i < LIMBS; i++) {                                                                       \
      __asm__ volatile("" ::: "memory");                                                                    \
      REG last = zero;                                                                                      \
      REG t0 = t[0];                                                                                        \
      _Pragma("GCC unroll 3") for (int f = 0; f < n; f++) {                                                 \
        t0 = MM##_madd52lo_epu64(t0, a[f]->v[0], b[f]->v[i]);                                               \
      }                                                                                                     \
      const REG m = MM##_madd52lo_epu64(zero, t0, k);                                                       \
      t0 = MM##_madd52lo_epu64(t0, m, SET(ifma.p[0]));                                                      \
      UNROLL for (int j = 1; j < LIMBS; j++) {                                                              \
        REG x = t[j];                                                                                       \
        _Pragma("GCC unroll 3") for (int f = 0; f < n; f++) {                                               \
          x = MM##_madd52lo_epu64(x, a[f]->v[j], b[f]->v[i]);                                               \
          x = MM##_madd52hi_epu64(x, a[f]->v[j - 1], b[f]->v[i]);                                           \
        }                                                                                                   \
        x = MM##_madd52lo_epu64(x, m, SET(ifma.p[j]));                                                      \
        t[j - 1] = MM##_madd52hi_epu64(x, m, SET(ifma.p[j - 1]));                                           \
      }                                                                                                     \
      _Pragma("GCC unroll 3") for (int f = 0; f < n; f++) {                                                 \
        last = MM##_madd52hi_epu64(last, a[f]->v[LIMBS - 1], b[f]->v[i]);                                   \
      }                                                                                                     \
      t[LIMBS - 1] = MM##_madd52hi_epu64(last, m, SET(ifma.p[LIMBS - 1]));                                  \
      t[0] = MM##_add_epi64(t[0], MM##_srli_epi64(t0, BITS));                                               \
    }                                                                                                       \
    V##_carry(r, t);                                                                                        \
  }

ARITHMETIC(v8, __m512i, _mm512, SET512, _mm512_and_si512, _mm512_setzero_si512)
ARITHMETIC(v4, __m256i, _mm256, SET256, _mm256_and_si256, _mm256_setzero_si256)

static __attribute__((noinline)) void mul(v8 *r, const v8 *a, const v8 *b) { v8_products(r, &a, &b, 1); }

static __attribute__((noinline)) void mul2(v8 *r, const v8 *const a[2], const v8 *const b[2]) { v8_products(r, a, b, 2); }

static __attribute__((noinline)) void mul3(v8 *r, const v8 *const a[3], const v8 *const b[3]) { v8_products(r, a, b, 3); }

static __attribute__((noinline)) void mul_four(v4 *r, const v4 *a, const v4 *b) { v4_products(r, &a, &b, 1); }

static void plus(v8 *r, const v8 *a, const v8 *b) {
  __m512i t[LIMBS];
#pragma GCC unroll 20
  for (int i = 0; i < LIMBS; i++) {
    t[i] = _mm512_add_epi64(a->v[i], b->v[i]);
  }
  v8_carry(r, t);
}

/* The number taken away is below 8p. */
static void minus(v8 *r, const v8 *a, const v8 *b) {
  __m512i t[LIMBS];
#pragma GCC unroll 20
  for (int i = 0; i < LIMBS; i++) {
    t[i] = _mm512_sub_epi64(_mm512_add_epi64(a->v[i], _mm512_set1_epi64((long long)ifma.p8[i])), b->v[i]);
  }
  v8_carry(r, t);
}

static __mmask8 signs(const struct mt_mix *how, int sign) {
  unsigned mask = 0;
  for (int i = 0; i < MT_LANES; i++) {
    mask |= (how->sign[i] == sign ? 1U : 0U) << i;
  }
  return (__mmask8)mask;
}

static inline __attribute__((always_inline)) void mix(v8 *r, const v8 *a, const v8 *b, const struct mt_mix *how) {
  const __m512i ia = _mm512_loadu_si512(how->a);
  const __m512i ib = _mm512_loadu_si512(how->b);
  const __m512i shift = _mm512_loadu_si512(how->shift);
  const __mmask8 add = signs(how, 1);
  const __mmask8 sub = signs(how, -1);
  __m512i t[LIMBS];
#pragma GCC unroll 20
  for (int i = 0; i < LIMBS; i++) {
    __m512i x = _mm512_sllv_epi64(_mm512_permutex2var_epi64(a->v[i], ia, b->v[i]), shift);
    __m512i y = _mm512_permutex2var_epi64(a->v[i], ib, b->v[i]);
    x = _mm512_mask_add_epi64(x, add, x, y);
    x = _mm512_mask_sub_epi64(x, sub, x, y);
    t[i] = _mm512_mask_add_epi64(x, sub, x, _mm512_set1_epi64((long long)ifma.p8[i]));
  }
  v8_carry(r, t);
}

static void to_limbs(uint64_t r[LIMBS], const mt_fe a) {
  for (int i = 0; i < LIMBS; i++) {
    int bit = i * BITS;
    uint64_t x = bit / 64 < MT_FE ? a[bit / 64] >> (bit % 64) : 0;
    if (bit % 64 > 64 - BITS && bit / 64 + 1 < MT_FE) {
      x |= a[bit / 64 + 1] << (64 - bit % 64);
    }
    r[i] = x & low;
  }
}

static void put_lanes(v8 *r, mt_fe from[MT_LANES]) {
  uint64_t limbs[MT_LANES][LIMBS];
  for (int lane = 0; lane < MT_LANES; lane++) {
    to_limbs(limbs[lane], from[lane]);
  }
  for (int i = 0; i < LIMBS; i++) {
    uint64_t row[MT_LANES];
    for (int lane = 0; lane < MT_LANES; lane++) {
      row[lane] = limbs[lane][i];
    }
    r->v[i] = _mm512_loadu_si512(row);
    mt_wipe(row, sizeof row);
  }
  mt_wipe(limbs, sizeof limbs);
}

static void prepare(void) {
  mt_fe all[MT_LANES];
  mt_fe r = {1};
  mt_fe s;
  uint64_t inverse = 1;
  for (int i = 0; i < 6; i++) {
    inverse *= 2 - mt_set1.p.m[0] * inverse;
  }
  ifma.k = ((uint64_t)0 - inverse) & low;
  to_limbs(ifma.p, mt_set1.p.m);
  uint64_t up = 0;
  for (int i = 0; i < LIMBS; i++) {
    uint64_t x = (ifma.p[i] << 3) + up;
    ifma.p8[i] = x & low;
    up = x >> BITS;
  }
  /* 2^1040 and its square modulo p. */
  for (int i = 0; i < LIMBS * BITS; i++) {
    mt_add(&mt_set1.p, r, r, r);
  }
  memcpy(s, r, sizeof s);
  for (int i = 0; i < LIMBS * BITS; i++) {
    mt_add(&mt_set1.p, s, s, s);
  }
  for (int i = 0; i < MT_LANES; i++) {
    memcpy(all[i], r, sizeof r);
  }
  put_lanes(&ifma.one, all);
  for (int i = 0; i < MT_LANES; i++) {
    memcpy(all[i], s, sizeof s);
  }
  put_lanes(&ifma.square, all);
}

static const v8 *one(void) { return &ifma.one; }

static void keep_lanes(v8 *r, const v8 *value, unsigned lanes) {
  for (int i = 0; i < LIMBS; i++) {
    r->v[i] = _mm512_maskz_mov_epi64((__mmask8)lanes, value->v[i]);
  }
}

/* acc | (x & mask) of whole vectors: a load under a mask might tell by its time that nothing was loaded. */
static inline __m512i or_and(__m512i acc, __m512i x, __m512i mask) { return _mm512_ternarylogic_epi64(acc, x, mask, 0xf8); }

static void lookup(v8 *r, const v8 *place, int first, int second) {
  const long long a = first;
  const long long b = second;
  const __m512i zero = _mm512_setzero_si512();
  const __m512i ones = _mm512_set1_epi64(-1);
  const __m512i digits = _mm512_set_epi64(b, b, b, b, b, a, a, a);
  const __m512i magnitude = _mm512_abs_epi64(digits);
  __m512i acc[LIMBS];
#pragma GCC unroll 20
  for (int i = 0; i < LIMBS; i++) {
    acc[i] = zero;
  }
  for (int k = 0; k < MT_COMB_ENTRIES; k++) {
    const __m512i mask = _mm512_maskz_mov_epi64(_mm512_cmpeq_epi64_mask(magnitude, _mm512_set1_epi64(k + 1)), ones);
#pragma GCC unroll 20
    for (int i = 0; i < LIMBS; i++) {
      acc[i] = or_and(acc[i], place[k].v[i], mask);
    }
  }
  /* The neutral point is (1, 1, 0). The opposite of a point has Y - X and Y + X exchanged and 2XY negated. */
  const __m512i points = _mm512_set_epi64(0, 0, 0, -1, -1, 0, -1, -1);
  const __m512i none = _mm512_and_si512(points, _mm512_maskz_mov_epi64(_mm512_cmpeq_epi64_mask(digits, zero), ones));
  const __m512i negative = _mm512_srai_epi64(digits, 63);
  const __m512i exchange = _mm512_and_si512(points, negative);
  const __m512i negate = _mm512_andnot_si512(points, negative);
  const __m512i other = _mm512_set_epi64(7, 6, 5, 3, 4, 2, 0, 1);
#pragma GCC unroll 20
  for (int i = 0; i < LIMBS; i++) {
    __m512i x = or_and(acc[i], ifma.one.v[i], none);
    __m512i swapped = _mm512_permutexvar_epi64(other, x);
    x = _mm512_xor_si512(x, _mm512_and_si512(_mm512_xor_si512(x, swapped), exchange));
    x = _mm512_sub_epi64(_mm512_xor_si512(x, negate), negate);
    acc[i] = _mm512_add_epi64(x, _mm512_and_si512(_mm512_set1_epi64((long long)ifma.p8[i]), negate));
  }
  v8_carry(r, acc);
}

static void pack(void *to, mt_fe from[MT_LANES]) {
  pthread_once(&once, prepare);
  v8 t;
  put_lanes(&t, from);
  mul(&t, &t, &ifma.square);
  memcpy(to, &t, sizeof t);
  mt_wipe(&t, sizeof t);
}

static void splat(v8 *r, const mt_fe e) {
  uint64_t limbs[LIMBS];
  to_limbs(limbs, e);
  for (int i = 0; i < LIMBS; i++) {
    r->v[i] = _mm512_set1_epi64((long long)limbs[i]);
  }
  mul(r, r, &ifma.square);
}

static void out_lanes(const v8 *v, mt_fe r[MT_LANES]) {
  v8 t;
  v8 unit;
  memset(&unit, 0, sizeof unit);
  unit.v[0] = _mm512_set1_epi64(1);
  mul(&t, v, &unit); /* at most p */
  uint64_t rows[LIMBS][MT_LANES];
  memcpy(rows, &t, sizeof rows);
  memset(r, 0, MT_LANES * sizeof(mt_fe));
  mt_fe zero = {0};
  for (int lane = 0; lane < MT_LANES; lane++) {
    for (int i = 0; i < LIMBS; i++) {
      int bit = i * BITS;
      if (bit / 64 < MT_FE) {
        r[lane][bit / 64] |= rows[i][lane] << (bit % 64);
      }
      if (bit % 64 > 64 - BITS && bit / 64 + 1 < MT_FE) {
        r[lane][bit / 64 + 1] |= rows[i][lane] >> (64 - bit % 64);
      }
    }
    mt_add(&mt_set1.p, r[lane], r[lane], zero);
  }
  mt_wipe(rows, sizeof rows);
  mt_wipe(&t, sizeof t);
}

/* re and im in lanes 0 and 1. */
typedef v4 quadratic;

static void quadratic_one(quadratic *f) {
  for (int i = 0; i < LIMBS; i++) {
    f->v[i] = _mm256_maskz_mov_epi64(1, _mm512_castsi512_si256(ifma.one.v[i]));
  }
}

static void quadratic_lanes(const quadratic *f, v8 *r) {
  for (int i = 0; i < LIMBS; i++) {
    r->v[i] = _mm512_zextsi256_si512(f->v[i]);
  }
}

/* (re, im)^2 = (re + im) (re - im) and re 2im. */
static void quadratic_square(quadratic *f, v4 *x, v4 *y) {
  __m256i s[LIMBS];
  __m256i d[LIMBS];
  UNROLL for (int i = 0; i < LIMBS; i++) {
    const __m256i re = _mm256_permutex_epi64(f->v[i], 0);
    const __m256i im = _mm256_permutex_epi64(f->v[i], 0x55);
    s[i] = _mm256_mask_add_epi64(re, 1, re, im);
    d[i] = _mm256_mask_sub_epi64(_mm256_add_epi64(im, im), 1, _mm256_add_epi64(re, SET256(ifma.p8[i])), im);
  }
  v4_carry(x, s);
  v4_carry(y, d);
  mul_four(f, x, y);
}

/* Times one lane's element: (re, im, re, im) times (a, b, b, a), then a difference and a sum. */
static void quadratic_times(quadratic *f, const v8 *a, const v8 *b, int lane, v4 *x, v4 *y) {
  const __m512i pick = _mm512_set_epi64(0, 0, 0, 0, lane, 8 + lane, 8 + lane, lane);
  for (int i = 0; i < LIMBS; i++) {
    x->v[i] = _mm256_permutex_epi64(f->v[i], 0x44);
    y->v[i] = _mm512_castsi512_si256(_mm512_permutex2var_epi64(a->v[i], pick, b->v[i]));
  }
  mul_four(x, x, y);
  __m256i t[LIMBS];
  UNROLL for (int i = 0; i < LIMBS; i++) {
    const __m256i first = _mm256_permutex_epi64(x->v[i], 0x08);
    const __m256i second = _mm256_permutex_epi64(x->v[i], 0x0d);
    t[i] = _mm256_mask_sub_epi64(_mm256_add_epi64(first, second), 1, _mm256_add_epi64(first, SET256(ifma.p8[i])), second);
  }
  v4_carry(f, t);
}

#include "lanes_kernel.h"

static void comb_ready(const void *table, int places, const signed char *first, const signed char *second, mt_fe out[10],
                       void *work) {
  pthread_once(&once, prepare);
  comb(table, places, first, second, out, work);
}

static void pair_ready(const void *lines, const mt_fe x, const mt_fe y, mt_fe out[2], void *work) {
  pthread_once(&once, prepare);
  pair(lines, x, y, out, work);
}

#define ZERO(n) "vpxorq %%zmm" #n ", %%zmm" #n ", %%zmm" #n "\n\t"
static void clear(void) {
  __asm__ volatile("vzeroall\n\t" ZERO(16) ZERO(17) ZERO(18) ZERO(19) ZERO(20) ZERO(21) ZERO(22) ZERO(23) ZERO(24) ZERO(25)
                       ZERO(26) ZERO(27) ZERO(28) ZERO(29) ZERO(30) ZERO(31)
                   :
                   :
                   : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
                     "xmm13", "xmm14", "xmm15", "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23",
                     "xmm24", "xmm25", "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31");
}

const struct mt_lanes mt_lanes_ifma = {"AVX-512 IFMA", sizeof(v8), sizeof(struct pairing), clear, pack, comb_ready, pair_ready};
#endif
