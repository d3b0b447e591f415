#include "eccsi.h"

#include <nettle/sha2.h>
#include <pthread.h>
#include <string.h>

#include "crypto.h"
#include "declassify.h"
#include "limbs.h"
#include "memory.h"

enum { N = 4, WINDOWS = 64, ENTRIES = 16 };

typedef uint64_t number[N];

/* Homogeneous; the neutral point is (0, 1, 0). */
struct point {
  number x, y, z;
};

static const unsigned char prime[32] = {0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0,
                                        0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
static const unsigned char order[32] = {0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                        0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};
static const unsigned char coefficient[32] = {0x5a, 0xc6, 0x35, 0xd8, 0xaa, 0x3a, 0x93, 0xe7, 0xb3, 0xeb, 0xbd,
                                              0x55, 0x76, 0x98, 0x86, 0xbc, 0x65, 0x1d, 0x06, 0xb0, 0xcc, 0x53,
                                              0xb0, 0xf6, 0x3b, 0xce, 0x3c, 0x3e, 0x27, 0xd2, 0x60, 0x4b};
static const unsigned char generator[MT_ECCSI_POINT] = {
    0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
    0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f,
    0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce,
    0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5};

static struct {
  struct mt_modulus p, q;
  number b, three;
  struct point multiples[WINDOWS][ENTRIES]; /* k 16^i G */
} curve;

#define P (&curve.p)
#define Q (&curve.q)

/* Complete for every pair of points: J. Renes, C. Costello and L. Batina, 2016, algorithm 4 (a = -3). */
static void plus(struct point *r, const struct point *p, const struct point *q) {
  number t0, t1, t2, t3, t4, x, y, z;
  mt_mul(P, t0, p->x, q->x);
  mt_mul(P, t1, p->y, q->y);
  mt_mul(P, t2, p->z, q->z);
  mt_add(P, t3, p->x, p->y);
  mt_add(P, t4, q->x, q->y);
  mt_mul(P, t3, t3, t4);
  mt_add(P, t4, t0, t1);
  mt_sub(P, t3, t3, t4);
  mt_add(P, t4, p->y, p->z);
  mt_add(P, x, q->y, q->z);
  mt_mul(P, t4, t4, x);
  mt_add(P, x, t1, t2);
  mt_sub(P, t4, t4, x);
  mt_add(P, x, p->x, p->z);
  mt_add(P, y, q->x, q->z);
  mt_mul(P, x, x, y);
  mt_add(P, y, t0, t2);
  mt_sub(P, y, x, y);
  mt_mul(P, z, curve.b, t2);
  mt_sub(P, x, y, z);
  mt_add(P, z, x, x);
  mt_add(P, x, x, z);
  mt_sub(P, z, t1, x);
  mt_add(P, x, t1, x);
  mt_mul(P, y, curve.b, y);
  mt_add(P, t1, t2, t2);
  mt_add(P, t2, t1, t2);
  mt_sub(P, y, y, t2);
  mt_sub(P, y, y, t0);
  mt_add(P, t1, y, y);
  mt_add(P, y, t1, y);
  mt_add(P, t1, t0, t0);
  mt_add(P, t0, t1, t0);
  mt_sub(P, t0, t0, t2);
  mt_mul(P, t1, t4, y);
  mt_mul(P, t2, t0, y);
  mt_mul(P, y, x, z);
  mt_add(P, r->y, y, t2);
  mt_mul(P, x, x, t3);
  mt_sub(P, r->x, x, t1);
  mt_mul(P, z, z, t4);
  mt_mul(P, t1, t3, t0);
  mt_add(P, r->z, z, t1);
}

static void neutral(struct point *r) {
  memset(r, 0, sizeof *r);
  memcpy(r->y, curve.p.one, sizeof r->y);
}

static bool decode(const unsigned char *in, struct point *r) {
  number left, right, t;
  if (in[0] != 4) {
    return false;
  }
  mt_limbs_get(r->x, in + 1, N);
  mt_limbs_get(r->y, in + 33, N);
  if (!mt_limbs_below(r->x, P->m, N) || !mt_limbs_below(r->y, P->m, N)) {
    return false;
  }
  mt_into(P, r->x, r->x);
  mt_into(P, r->y, r->y);
  memcpy(r->z, P->one, sizeof r->z);
  mt_mul(P, t, r->x, r->x);
  mt_sub(P, t, t, curve.three);
  mt_mul(P, right, t, r->x);
  mt_add(P, right, right, curve.b);
  mt_mul(P, left, r->y, r->y);
  return mt_limbs_equal(left, right, N) != 0;
}

static void prepare(void) {
  mt_modulus_init(&curve.p, N, prime);
  mt_modulus_init(&curve.q, N, order);
  mt_limbs_get(curve.b, coefficient, N);
  mt_into(P, curve.b, curve.b);
  mt_add(P, curve.three, P->one, P->one);
  mt_add(P, curve.three, curve.three, P->one);
  struct point base;
  decode(generator, &base);
  for (int i = 0; i < WINDOWS; i++) {
    neutral(&curve.multiples[i][0]);
    for (int k = 1; k < ENTRIES; k++) {
      plus(&curve.multiples[i][k], &curve.multiples[i][k - 1], &base);
    }
    plus(&base, &curve.multiples[i][ENTRIES - 1], &base);
  }
}

static void start(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, prepare);
}

struct work {
  struct point sum, entry, other, table[ENTRIES];
  number a, b, c, x, y;
};

static void pick(struct point *r, const struct point *all, uint64_t which) {
  memset(r, 0, sizeof *r);
  for (uint64_t k = 0; k < ENTRIES; k++) {
    uint64_t mask = mt_same(k, which);
    for (int i = 0; i < N; i++) {
      r->x[i] |= all[k].x[i] & mask;
      r->y[i] |= all[k].y[i] & mask;
      r->z[i] |= all[k].z[i] & mask;
    }
  }
}

static uint64_t window(const number k, int i) { return k[i / 16] >> (4 * (i % 16)) & 15; }

/* w->sum = [k]G */
static void multiple_of_g(struct work *w, const number k) {
  neutral(&w->sum);
  for (int i = 0; i < WINDOWS; i++) {
    pick(&w->entry, curve.multiples[i], window(k, i));
    plus(&w->sum, &w->sum, &w->entry);
  }
}

/* w->sum = [k]w->other */
static void multiple(struct work *w, const number k) {
  neutral(&w->table[0]);
  for (int i = 1; i < ENTRIES; i++) {
    plus(&w->table[i], &w->table[i - 1], &w->other);
  }
  neutral(&w->sum);
  for (int i = WINDOWS - 1; i >= 0; i--) {
    for (int j = 0; j < 4; j++) {
      plus(&w->sum, &w->sum, &w->sum);
    }
    pick(&w->entry, w->table, window(k, i));
    plus(&w->sum, &w->sum, &w->entry);
  }
}

/* Affine coordinates as integers. */
static void affine(struct work *w) {
  mt_inv(P, w->a, w->sum.z);
  mt_mul(P, w->x, w->sum.x, w->a);
  mt_mul(P, w->y, w->sum.y, w->a);
  mt_from(P, w->x, w->x);
  mt_from(P, w->y, w->y);
}

static void encode(const struct work *w, unsigned char *out) {
  out[0] = 4;
  mt_limbs_put(out + 1, w->x, N);
  mt_limbs_put(out + 33, w->y, N);
}

static void give(struct work *w) {
  mt_secret_free(w);
  mt_wipe_stack();
}

bool mt_eccsi_scalar_ok(const unsigned char scalar[MT_ECCSI_SCALAR]) {
  number n;
  start();
  mt_limbs_get(n, scalar, N);
  uint64_t good = mt_limbs_below(n, Q->m, N) & ~mt_limbs_zero(n, N);
  mt_wipe(n, sizeof n);
  MT_DECLASSIFY(good);
  return good != 0;
}

bool mt_eccsi_point_ok(const unsigned char point[MT_ECCSI_POINT]) {
  struct point p;
  start();
  return decode(point, &p);
}

enum mt_math mt_eccsi_public(const unsigned char k[MT_ECCSI_SCALAR], unsigned char point[MT_ECCSI_POINT]) {
  start();
  struct work *w = mt_secret_alloc(sizeof *w);
  if (w == NULL) {
    return MT_MATH_MEMORY;
  }
  mt_limbs_get(w->b, k, N);
  multiple_of_g(w, w->b);
  affine(w);
  encode(w, point);
  give(w);
  return MT_MATH_OK;
}

void mt_eccsi_hs(const unsigned char kpak[MT_ECCSI_POINT], const unsigned char *id, size_t id_len,
                 const unsigned char pvt[MT_ECCSI_POINT], unsigned char hs[MT_ECCSI_SCALAR]) {
  struct sha256_ctx sha;
  sha256_init(&sha);
  sha256_update(&sha, sizeof generator, generator);
  sha256_update(&sha, MT_ECCSI_POINT, kpak);
  sha256_update(&sha, id_len, id);
  sha256_update(&sha, MT_ECCSI_POINT, pvt);
  sha256_digest(&sha, 32, hs);
}

enum mt_math mt_eccsi_validate(const unsigned char kpak[MT_ECCSI_POINT], const unsigned char hs[MT_ECCSI_SCALAR],
                               const unsigned char ssk[MT_ECCSI_SCALAR], const unsigned char pvt[MT_ECCSI_POINT]) {
  start();
  struct point k, v;
  if (!decode(kpak, &k) || !decode(pvt, &v) || !mt_eccsi_scalar_ok(ssk)) {
    return MT_MATH_INVALID;
  }
  struct work *w = mt_secret_alloc(sizeof *w);
  if (w == NULL) {
    return MT_MATH_MEMORY;
  }
  /* [HS]PVT + KPAK against [SSK]G; both are public points. HS may be q or more: windows take any 256 bits. */
  w->other = v;
  mt_limbs_get(w->b, hs, N);
  multiple(w, w->b);
  plus(&w->other, &w->sum, &k);
  mt_limbs_get(w->b, ssk, N);
  multiple_of_g(w, w->b);
  mt_mul(P, w->a, w->sum.x, w->other.z);
  mt_mul(P, w->b, w->other.x, w->sum.z);
  uint64_t same = mt_limbs_equal(w->a, w->b, N);
  mt_mul(P, w->a, w->sum.y, w->other.z);
  mt_mul(P, w->b, w->other.y, w->sum.z);
  same &= mt_limbs_equal(w->a, w->b, N) & ~mt_limbs_zero(w->sum.z, N) & ~mt_limbs_zero(w->other.z, N);
  give(w);
  MT_DECLASSIFY(same);
  return same ? MT_MATH_OK : MT_MATH_INVALID;
}

enum mt_math mt_eccsi_nonce(const unsigned char ssk[MT_ECCSI_SCALAR], const unsigned char random[32],
                            const unsigned char hs[MT_ECCSI_SCALAR], const unsigned char *message, size_t len,
                            unsigned char j[MT_ECCSI_SCALAR]) {
  struct nonce {
    struct mt_hmac hmac;
    unsigned char digest[MT_MAX_HASH];
  } *w = mt_secret_alloc(sizeof *w);
  if (w == NULL) {
    return MT_MATH_MEMORY;
  }
  mt_hmac_key(&w->hmac, CKM_SHA256_HMAC, ssk, MT_ECCSI_SCALAR);
  mt_hmac_update(&w->hmac, random, 32);
  mt_hmac_update(&w->hmac, hs, MT_ECCSI_SCALAR);
  mt_hmac_update(&w->hmac, message, len);
  mt_hmac_digest(&w->hmac, w->digest);
  memcpy(j, w->digest, MT_ECCSI_SCALAR);
  mt_secret_free(w);
  mt_wipe_stack();
  return mt_eccsi_scalar_ok(j) ? MT_MATH_OK : MT_MATH_INVALID;
}

enum mt_math mt_eccsi_sign(const unsigned char hs[MT_ECCSI_SCALAR], const unsigned char ssk[MT_ECCSI_SCALAR],
                           const unsigned char pvt[MT_ECCSI_POINT], const unsigned char *message, size_t len,
                           const unsigned char j[MT_ECCSI_SCALAR], unsigned char signature[MT_ECCSI_SIGNATURE]) {
  start();
  struct work *w = mt_secret_alloc(sizeof *w);
  if (w == NULL) {
    return MT_MATH_MEMORY;
  }
  mt_limbs_get(w->b, j, N);
  multiple_of_g(w, w->b);
  affine(w);
  uint64_t bad = mt_limbs_zero(w->x, N);
  mt_limbs_put(signature, w->x, N);
  unsigned char he[32];
  struct sha256_ctx sha;
  sha256_init(&sha);
  sha256_update(&sha, 32, hs);
  sha256_update(&sha, 32, signature);
  sha256_update(&sha, len, message);
  sha256_digest(&sha, 32, he);
  /* s' = j / (HE + r SSK) modulo q, which always has 256 bits (step 6). */
  mt_limbs_get(w->c, ssk, N);
  mt_into(Q, w->a, w->x);
  mt_into(Q, w->c, w->c);
  mt_mul(Q, w->c, w->a, w->c);
  mt_limbs_get(w->a, he, N);
  mt_into(Q, w->a, w->a);
  mt_add(Q, w->c, w->c, w->a);
  bad |= mt_limbs_zero(w->c, N);
  mt_inv(Q, w->c, w->c);
  mt_mul(Q, w->c, w->c, w->b);
  mt_limbs_put(signature + 32, w->c, N);
  memcpy(signature + 64, pvt, MT_ECCSI_POINT);
  give(w);
  MT_DECLASSIFY(bad);
  if (bad) {
    mt_wipe(signature, MT_ECCSI_SIGNATURE);
  }
  return bad ? MT_MATH_INVALID : MT_MATH_OK;
}

enum mt_math mt_eccsi_issue(const unsigned char ksak[MT_ECCSI_SCALAR], const unsigned char kpak[MT_ECCSI_POINT],
                            const unsigned char *id, size_t id_len, const unsigned char v[MT_ECCSI_SCALAR],
                            unsigned char ssk[MT_ECCSI_SCALAR], unsigned char pvt[MT_ECCSI_POINT]) {
  start();
  enum mt_math result = mt_eccsi_public(v, pvt);
  struct work *w = result == MT_MATH_OK ? mt_secret_alloc(sizeof *w) : NULL;
  if (w == NULL) {
    return MT_MATH_MEMORY;
  }
  unsigned char hs[32];
  mt_eccsi_hs(kpak, id, id_len, pvt, hs);
  mt_limbs_get(w->a, hs, N);
  mt_into(Q, w->a, w->a);
  uint64_t bad = mt_limbs_zero(w->a, N);
  mt_limbs_get(w->b, v, N);
  mt_mul(Q, w->a, w->a, w->b);
  mt_limbs_get(w->b, ksak, N);
  mt_add(Q, w->a, w->a, w->b);
  bad |= mt_limbs_zero(w->a, N);
  mt_limbs_put(ssk, w->a, N);
  give(w);
  MT_DECLASSIFY(bad);
  return bad ? MT_MATH_INVALID : MT_MATH_OK;
}
