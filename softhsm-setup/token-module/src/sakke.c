#include <nettle/sha2.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "declassify.h"
#include "memory.h"
#include "sakke_math.h"

const struct mt_lanes *mt_sakke_lanes;
static pthread_once_t choice = PTHREAD_ONCE_INIT;

static void choose(void) {
  mt_set_init();
  if (mt_sakke_lanes == NULL) {
    mt_sakke_lanes = mt_lanes_best();
  }
}

void mt_sakke_start(void) { pthread_once(&choice, choose); }

void mt_sakke_portable(void) { mt_sakke_lanes = &mt_lanes_portable; }

const char *mt_sakke_arithmetic(void) {
  mt_sakke_start();
  return mt_sakke_lanes->name;
}

__attribute__((noinline)) void mt_sakke_wipe(void) {
  unsigned char below[8192];
  mt_wipe(below, sizeof below);
  mt_sakke_lanes->clear();
}

static const mt_fe nothing = {0};

enum { HALF = MT_COMB_PLACES / 2 };

/* ---- integers modulo q ---- */

static void to_digits(struct mt_digits *out, const mt_fe a) {
  uint64_t up = 0;
  for (int i = 0; i < MT_COMB_PLACES; i++) {
    uint64_t v = (a[i / 16] >> (4 * (i % 16)) & 15) + up;
    up = (v + 7) >> 4;
    out->d[i] = (signed char)((int64_t)v - (int64_t)(up << 4));
  }
}

static bool read_identifier(const unsigned char *id, size_t len, mt_fe b) {
  unsigned char octets[8 * MT_FE] = {0};
  while (len > 0 && *id == 0) {
    id++;
    len--;
  }
  if (len == 0 || len > sizeof octets) {
    return false;
  }
  memcpy(octets + sizeof octets - len, id, len);
  mt_limbs_get(b, octets, MT_FE);
  return (len > 1 || id[0] > 1) && mt_limbs_below(b, Q->m, MT_FE);
}

bool mt_sakke_identifier_ok(const unsigned char *id, size_t len) {
  mt_fe b;
  mt_sakke_start();
  return read_identifier(id, len, b);
}

/* HashToIntegerRange of RFC 6508 section 5.1 with SHA-256 up to the reduction; len a multiple of 32. */
static void expand(const unsigned char *s, size_t s_len, const unsigned char *t, size_t t_len, unsigned char *out, size_t len) {
  struct {
    struct sha256_ctx sha;
    unsigned char a[32], h[32];
  } w;
  sha256_init(&w.sha);
  sha256_update(&w.sha, s_len, s);
  if (t_len > 0) {
    sha256_update(&w.sha, t_len, t);
  }
  sha256_digest(&w.sha, 32, w.a);
  memset(w.h, 0, 32);
  for (size_t i = 0; i < len; i += 32) {
    sha256_update(&w.sha, 32, w.h);
    sha256_digest(&w.sha, 32, w.h);
    sha256_update(&w.sha, 32, w.h);
    sha256_update(&w.sha, 32, w.a);
    sha256_digest(&w.sha, 32, out + i);
  }
  mt_wipe(&w, sizeof w);
}

/* to = from XOR HashToIntegerRange(w, 2^128). */
static void mask(const mt_fe w, const unsigned char *from, unsigned char *to) {
  unsigned char octets[8 * MT_FE];
  unsigned char hash[32];
  mt_limbs_put(octets, w, MT_FE);
  expand(octets, sizeof octets, NULL, 0, hash, sizeof hash);
  for (int i = 0; i < MT_SAKKE_SSV; i++) {
    to[i] = (unsigned char)(from[i] ^ hash[16 + i]);
  }
  mt_wipe(octets, sizeof octets);
  mt_wipe(hash, sizeof hash);
}

/* ---- work in locked memory ---- */

struct work {
  mt_fe comb[10];
  struct mt_digits r_digits, rb_digits;
  mt_fe r, rb, fr, fi, a, b, w, x, y;
  struct edwards first, second, sum;
  unsigned char octets[8 * MT_FE];
};

enum { WORK = (sizeof(struct work) + 63) / 64 * 64 };

static struct work *take(void **vectors) {
  void *memory = mt_secret_alloc(WORK + 64 + mt_sakke_lanes->work);
  struct work *w = align(memory);
  if (memory != NULL) {
    *vectors = (unsigned char *)w + WORK;
  }
  return memory == NULL ? NULL : w;
}

static void give(struct work *w) {
  /* mt_secret_alloc gives 64-octet alignment: header and pages do. */
  mt_secret_free(w);
  mt_sakke_wipe();
}

static void points_of(struct work *w) {
  for (int i = 0; i < 10; i++) {
    mt_into(P, w->comb[i], w->comb[i]);
  }
  memcpy(&w->first, w->comb, sizeof w->first);
  memcpy(&w->second, w->comb + 4, sizeof w->second);
  mt_edwards_add(&w->sum, &w->first, &w->second);
}

/* [rb]P + [r]Z in sum, g^r in comb[8] and comb[9]. */
static void from_kms(struct work *w, const struct mt_sakke_kms *kms, void *vectors) {
  mt_sakke_lanes->comb(kms->table, MT_COMB_PLACES, w->rb_digits.d, w->r_digits.d, w->comb, vectors);
  points_of(w);
}

/* r = HashToIntegerRange(SSV || b, q), and r b. */
static void message(struct work *w, const unsigned char *ssv, const unsigned char *id, size_t id_len, const mt_fe b) {
  expand(ssv, MT_SAKKE_SSV, id, id_len, w->octets, sizeof w->octets);
  mt_limbs_get(w->r, w->octets, MT_FE);
  mt_into(Q, w->r, w->r);
  mt_mul(Q, w->rb, w->r, b);
  mt_from(Q, w->r, w->r);
  to_digits(&w->r_digits, w->r);
  to_digits(&w->rb_digits, w->rb);
}

enum mt_math mt_sakke_encapsulate(const struct mt_sakke_kms *kms, const unsigned char ssv[MT_SAKKE_SSV], const unsigned char *id,
                                  size_t id_len, unsigned char data[MT_SAKKE_DATA]) {
  mt_fe b;
  void *vectors;
  mt_sakke_start();
  if (!read_identifier(id, id_len, b)) {
    return MT_MATH_INVALID;
  }
  struct work *w = take(&vectors);
  if (w == NULL) {
    return MT_MATH_MEMORY;
  }
  message(w, ssv, id, id_len, b);
  from_kms(w, kms, vectors);
  /* One inversion for g^r = im / re and for R. */
  mt_edwards_denominator(&w->sum, w->a);
  mul(w->b, w->a, w->comb[8]);
  mt_inv(P, w->b, w->b);
  mul(w->w, w->b, w->a);
  mul(w->w, w->w, w->comb[9]);
  mt_from(P, w->w, w->w);
  mul(w->a, w->b, w->comb[8]);
  mt_edwards_affine(&w->sum, w->a, w->x, w->y);
  mt_point_encode(data, w->x, w->y);
  mask(w->w, ssv, data + MT_SAKKE_POINT);
  give(w);
  return MT_MATH_OK;
}

/* The user's public point [b]P + Z. */
static void user_point(struct work *w, const struct mt_sakke_kms *kms, const mt_fe b, void *vectors) {
  mt_fe unit = {1};
  to_digits(&w->rb_digits, b);
  to_digits(&w->r_digits, unit);
  from_kms(w, kms, vectors);
  mt_edwards_denominator(&w->sum, w->a);
  mt_inv(P, w->a, w->a);
  mt_edwards_affine(&w->sum, w->a, w->x, w->y);
}

enum mt_math mt_sakke_lines_prepare(struct mt_sakke_lines *lines, const struct mt_sakke_kms *kms, const unsigned char *id,
                                    size_t id_len) {
  mt_fe b;
  void *vectors;
  mt_sakke_start();
  if (!read_identifier(id, id_len, b)) {
    return MT_MATH_INVALID;
  }
  struct work *w = take(&vectors);
  struct point_table *points = malloc(sizeof *points);
  void *memory = malloc(MT_TABLE_ENTRIES / 2 * mt_sakke_lanes->vector + 64);
  bool made = w != NULL && points != NULL && memory != NULL;
  if (made) {
    user_point(w, kms, b, vectors);
    made = mt_point_table_make(points, w->x, w->y);
  }
  if (made) {
    unsigned char *table = align(memory);
    for (size_t i = 0; i < MT_TABLE_ENTRIES / 2; i++) {
      mt_fe row[MT_LANES] = {{0}};
      memcpy(row, points->e[i], 3 * sizeof(mt_fe));
      memcpy(row + 3, points->e[i + MT_TABLE_ENTRIES / 2], 3 * sizeof(mt_fe));
      mt_sakke_lanes->pack(table + i * mt_sakke_lanes->vector, row);
    }
    free(lines->memory);
    lines->memory = memory;
    lines->user = table;
    memory = NULL;
  }
  free(memory);
  free(points);
  if (w != NULL) {
    give(w);
  }
  return made ? MT_MATH_OK : MT_MATH_MEMORY;
}

/* <K, (x, y)> as an integer. */
static void pairing(struct work *w, const struct mt_sakke_lines *lines, const mt_fe x, const mt_fe y, void *vectors) {
  mt_from(P, w->a, x);
  mt_from(P, w->b, y);
  mt_sakke_lanes->pair(lines->table, w->a, w->b, w->comb, vectors);
  mt_into(P, w->fr, w->comb[0]);
  mt_into(P, w->fi, w->comb[1]);
  /* To the power (p + 1) / q = 4. */
  for (int i = 0; i < 2; i++) {
    add(w->a, w->fr, w->fi);
    sub(w->b, w->fr, w->fi);
    mul(w->fi, w->fr, w->fi);
    add(w->fi, w->fi, w->fi);
    mul(w->fr, w->a, w->b);
  }
  mt_inv(P, w->a, w->fr);
  mul(w->w, w->fi, w->a);
  mt_from(P, w->w, w->w);
}

enum mt_math mt_sakke_verify(const struct mt_sakke_kms *kms, const struct mt_sakke_lines *lines, const unsigned char *id,
                             size_t id_len) {
  mt_fe b, g;
  void *vectors;
  mt_sakke_start();
  if (!read_identifier(id, id_len, b)) {
    return MT_MATH_INVALID;
  }
  struct work *w = take(&vectors);
  if (w == NULL) {
    return MT_MATH_MEMORY;
  }
  user_point(w, kms, b, vectors);
  pairing(w, lines, w->x, w->y, vectors);
  mt_from(P, g, mt_set1.g);
  uint64_t good = mt_limbs_equal(w->w, g, MT_FE);
  MT_DECLASSIFY(good);
  enum mt_math result = good ? MT_MATH_OK : MT_MATH_INVALID;
  give(w);
  return result;
}

enum mt_math mt_sakke_decapsulate(const struct mt_sakke_kms *kms, const struct mt_sakke_lines *lines, const unsigned char *id,
                                  size_t id_len, const unsigned char data[MT_SAKKE_DATA], unsigned char ssv[MT_SAKKE_SSV]) {
  mt_fe b, x, y;
  void *vectors;
  mt_sakke_start();
  memset(ssv, 0, MT_SAKKE_SSV);
  if (!read_identifier(id, id_len, b) || !mt_point_decode(data, x, y)) {
    return MT_MATH_INVALID;
  }
  struct work *w = take(&vectors);
  if (w == NULL) {
    return MT_MATH_MEMORY;
  }
  pairing(w, lines, x, y, vectors);
  mask(w->w, data + MT_SAKKE_POINT, ssv);
  message(w, ssv, id, id_len, b);
  if (lines->user != NULL) {
    mt_sakke_lanes->comb(lines->user, HALF, w->r_digits.d, w->r_digits.d + HALF, w->comb, vectors);
    points_of(w);
  } else {
    from_kms(w, kms, vectors);
  }
  uint64_t good = mt_edwards_is(&w->sum, x, y);
  for (int i = 0; i < MT_SAKKE_SSV; i++) {
    ssv[i] &= (unsigned char)good;
  }
  give(w);
  MT_DECLASSIFY(good);
  return good ? MT_MATH_OK : MT_MATH_INVALID;
}

/* ---- a KMS ---- */

bool mt_sakke_master_ok(const unsigned char z[MT_SAKKE_SCALAR]) {
  mt_fe n, two = {2};
  mt_sakke_start();
  mt_limbs_get(n, z, MT_FE);
  uint64_t good = mt_limbs_below(n, Q->m, MT_FE) & ~mt_limbs_below(n, two, MT_FE);
  mt_wipe(n, sizeof n);
  MT_DECLASSIFY(good);
  return good != 0;
}

/* [n]P for an integer below q. */
static enum mt_math multiple(struct work *w, const mt_fe n, unsigned char out[MT_SAKKE_POINT], void *vectors) {
  const struct mt_sakke_kms *base = mt_sakke_kms_base();
  if (base == NULL) {
    return MT_MATH_MEMORY;
  }
  to_digits(&w->rb_digits, n);
  to_digits(&w->r_digits, nothing);
  mt_sakke_lanes->comb(base->table, MT_COMB_PLACES, w->rb_digits.d, w->r_digits.d, w->comb, vectors);
  points_of(w);
  mt_edwards_denominator(&w->first, w->a);
  mt_inv(P, w->a, w->a);
  mt_edwards_affine(&w->first, w->a, w->x, w->y);
  mt_point_encode(out, w->x, w->y);
  return MT_MATH_OK;
}

enum mt_math mt_sakke_master_public(const unsigned char z[MT_SAKKE_SCALAR], unsigned char public_key[MT_SAKKE_POINT]) {
  void *vectors;
  mt_sakke_start();
  struct work *w = take(&vectors);
  if (w == NULL) {
    return MT_MATH_MEMORY;
  }
  mt_limbs_get(w->r, z, MT_FE);
  enum mt_math result = multiple(w, w->r, public_key, vectors);
  give(w);
  return result;
}

enum mt_math mt_sakke_issue(const unsigned char z[MT_SAKKE_SCALAR], const unsigned char *id, size_t id_len,
                            unsigned char rsk[MT_SAKKE_POINT]) {
  mt_fe a;
  void *vectors;
  mt_sakke_start();
  if (!read_identifier(id, id_len, a)) {
    return MT_MATH_INVALID;
  }
  struct work *w = take(&vectors);
  if (w == NULL) {
    return MT_MATH_MEMORY;
  }
  mt_limbs_get(w->r, z, MT_FE);
  mt_add(Q, w->r, w->r, a);
  /* Zero once in 2^1022: that KMS cannot serve that identifier. */
  uint64_t none = mt_limbs_zero(w->r, MT_FE);
  MT_DECLASSIFY(none);
  enum mt_math result = none ? MT_MATH_INVALID : MT_MATH_OK;
  mt_into(Q, w->r, w->r);
  mt_inv(Q, w->r, w->r);
  mt_from(Q, w->r, w->r);
  if (result == MT_MATH_OK) {
    result = multiple(w, w->r, rsk, vectors);
  }
  give(w);
  return result;
}
