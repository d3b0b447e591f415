#include "sakke.h"

#include <nettle/sha2.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "crypto.h"
#include "declassify.h"
#include "lanes.h"
#include "limbs.h"
#include "memory.h"
#include "sakke_set.h"

#define P (&mt_set1.p)
#define Q (&mt_set1.q)

static const struct mt_lanes *lanes;
static pthread_once_t choice = PTHREAD_ONCE_INIT;

static void choose(void) {
  mt_set_init();
  if (lanes == NULL) {
    lanes = mt_lanes_best();
  }
}

static void start(void) { pthread_once(&choice, choose); }

void mt_sakke_portable(void) { lanes = &mt_lanes_portable; }

const char *mt_sakke_arithmetic(void) {
  start();
  return lanes->name;
}

/* What the vector code may have spilt to the stack, and has in registers. */
static __attribute__((noinline)) void wipe_deep(void) {
  unsigned char below[8192];
  mt_wipe(below, sizeof below);
  lanes->clear();
}

static void mul(mt_fe r, const mt_fe a, const mt_fe b) { mt_mul(P, r, a, b); }
static void add(mt_fe r, const mt_fe a, const mt_fe b) { mt_add(P, r, a, b); }
static void sub(mt_fe r, const mt_fe a, const mt_fe b) { mt_sub(P, r, a, b); }
static void copy(mt_fe r, const mt_fe a) { memcpy(r, a, sizeof(mt_fe)); }

/* Aligned memory for vectors: locked, or public and plain. */
static void *align(void *p) { return (void *)(((uintptr_t)p + 63) & ~(uintptr_t)63); }

/* ---- points of E ---- */

static const mt_fe nothing = {0};

static bool decode(const unsigned char *in, mt_fe x, mt_fe y) {
  mt_fe left, right;
  mt_limbs_get(x, in + 1, MT_FE);
  mt_limbs_get(y, in + 1 + 8 * MT_FE, MT_FE);
  uint64_t good = mt_same(in[0], 4) & mt_limbs_below(x, P->m, MT_FE) & mt_limbs_below(y, P->m, MT_FE);
  mt_into(P, x, x);
  mt_into(P, y, y);
  mul(right, x, x);
  sub(right, right, mt_set1.three);
  mul(right, right, x);
  mul(left, y, y);
  good &= mt_limbs_equal(left, right, MT_FE);
  mt_wipe(left, sizeof left);
  mt_wipe(right, sizeof right);
  MT_DECLASSIFY(good);
  return good != 0;
}

static void encode(unsigned char *out, const mt_fe x, const mt_fe y) {
  mt_fe t;
  out[0] = 4;
  mt_from(P, t, x);
  mt_limbs_put(out + 1, t, MT_FE);
  mt_from(P, t, y);
  mt_limbs_put(out + 1 + 8 * MT_FE, t, MT_FE);
  mt_wipe(t, sizeof t);
}

/* ---- points of the Edwards curve, X, Y, Z, T = XY / Z ---- */

struct edwards {
  mt_fe x, y, z, t;
};

static void edwards_of(struct edwards *e, const mt_fe x, const mt_fe y) {
  mt_fe a, b, c;
  /* X = (c / s) x / y, Y = (x - s) / (x + s), over y (x + s). */
  add(a, x, mt_set1.s);
  sub(b, x, mt_set1.s);
  mul(e->z, y, a);
  mul(c, x, mt_set1.c_over_s);
  mul(e->x, c, a);
  mul(e->y, y, b);
  mul(e->t, c, b);
}

/* Unified: no exceptional cases among points of odd order. */
static void edwards_add(struct edwards *r, const struct edwards *p, const struct edwards *q) {
  struct {
    mt_fe a, b, c, d, t;
  } w;
  sub(w.a, p->y, p->x);
  sub(w.t, q->y, q->x);
  mul(w.a, w.a, w.t);
  add(w.b, p->y, p->x);
  add(w.t, q->y, q->x);
  mul(w.b, w.b, w.t);
  mul(w.c, p->t, q->t);
  add(w.c, w.c, w.c);
  mul(w.d, p->z, q->z);
  add(w.d, w.d, w.d);
  sub(w.t, w.b, w.a); /* E */
  add(w.b, w.b, w.a); /* H */
  sub(w.a, w.d, w.c); /* F */
  add(w.d, w.d, w.c); /* G */
  mul(r->x, w.t, w.a);
  mul(r->y, w.d, w.b);
  mul(r->z, w.a, w.d);
  mul(r->t, w.t, w.b);
  mt_wipe(&w, sizeof w);
}

/* x = s (Z + Y) / (Z - Y), y = c (Z + Y) Z / ((Z - Y) X), from 1 / ((Z - Y) X). */
static void edwards_affine(const struct edwards *e, const mt_fe inverse, mt_fe x, mt_fe y) {
  mt_fe t;
  add(t, e->z, e->y);
  mul(t, t, inverse);
  mul(x, t, e->x);
  mul(x, x, mt_set1.s);
  mul(y, t, e->z);
  mul(y, y, mt_set1.c);
  mt_wipe(t, sizeof t);
}

static void edwards_denominator(const struct edwards *e, mt_fe r) {
  sub(r, e->z, e->y);
  mul(r, r, e->x);
}

/* Whether e is the affine point, without an inversion. */
static uint64_t edwards_is(const struct edwards *e, const mt_fe x, const mt_fe y) {
  struct {
    mt_fe sum, difference, l, r;
  } w;
  add(w.sum, e->z, e->y);
  sub(w.difference, e->z, e->y);
  mul(w.l, x, w.difference);
  mul(w.r, mt_set1.s, w.sum);
  uint64_t same = mt_limbs_equal(w.l, w.r, MT_FE);
  mul(w.l, y, w.difference);
  mul(w.l, w.l, e->x);
  mul(w.r, mt_set1.c, w.sum);
  mul(w.r, w.r, e->z);
  same &= mt_limbs_equal(w.l, w.r, MT_FE);
  mt_wipe(&w, sizeof w);
  return same;
}

/* ---- tables of public points ---- */

/* Inverts n elements with one inversion; none is 0. */
static void invert_all(mt_fe *a, mt_fe *product, size_t n) {
  mt_fe inverse, t;
  copy(product[0], a[0]);
  for (size_t i = 1; i < n; i++) {
    mul(product[i], product[i - 1], a[i]);
  }
  mt_inv(P, inverse, product[n - 1]);
  for (size_t i = n - 1; i > 0; i--) {
    mul(t, inverse, product[i - 1]);
    mul(inverse, inverse, a[i]);
    copy(a[i], t);
  }
  copy(a[0], inverse);
}

enum { ENTRIES = MT_COMB_PLACES * MT_COMB_ENTRIES };

/* Y - X, Y + X and 2XY of k 16^i times a point, as integers. */
struct point_table {
  mt_fe e[ENTRIES][3];
};

static bool make_points(struct point_table *table, const mt_fe x, const mt_fe y) {
  struct edwards *points = malloc(ENTRIES * sizeof *points);
  mt_fe(*z)[2] = malloc(ENTRIES * sizeof *z);
  mt_fe *all = (mt_fe *)z;
  if (points == NULL || z == NULL) {
    free(points);
    free(z);
    return false;
  }
  struct edwards base;
  edwards_of(&base, x, y);
  for (int i = 0; i < MT_COMB_PLACES; i++) {
    struct edwards *row = points + i * MT_COMB_ENTRIES;
    row[0] = base;
    for (int k = 1; k < MT_COMB_ENTRIES; k++) {
      edwards_add(&row[k], &row[k - 1], &base);
    }
    edwards_add(&base, &row[MT_COMB_ENTRIES - 1], &row[MT_COMB_ENTRIES - 1]);
  }
  for (int i = 0; i < ENTRIES; i++) {
    copy(all[i], points[i].z);
  }
  invert_all(all, all + ENTRIES, ENTRIES);
  for (int i = 0; i < ENTRIES; i++) {
    mt_fe ax, ay, t;
    mul(ax, points[i].x, all[i]);
    mul(ay, points[i].y, all[i]);
    sub(t, ay, ax);
    mt_from(P, table->e[i][0], t);
    add(t, ay, ax);
    mt_from(P, table->e[i][1], t);
    mul(t, ax, ay);
    add(t, t, t);
    mt_from(P, table->e[i][2], t);
  }
  free(points);
  free(z);
  return true;
}

/* t of g^(k 16^i), as integers. */
struct power_table {
  mt_fe t[ENTRIES];
};

static bool make_powers(struct power_table *table) {
  mt_fe(*im)[3] = malloc(ENTRIES * sizeof *im);
  if (im == NULL) {
    return false;
  }
  mt_fe *imaginary = (mt_fe *)im;
  mt_fe *real = imaginary + ENTRIES;
  mt_fe br, bi, a, b;
  copy(br, P->one);
  copy(bi, mt_set1.g);
  for (int i = 0; i < MT_COMB_PLACES; i++) {
    for (int k = 0; k < MT_COMB_ENTRIES; k++) {
      int at = i * MT_COMB_ENTRIES + k;
      if (k == 0) {
        copy(real[at], br);
        copy(imaginary[at], bi);
        continue;
      }
      mul(a, real[at - 1], br);
      mul(b, imaginary[at - 1], bi);
      sub(real[at], a, b);
      mul(a, real[at - 1], bi);
      mul(b, imaginary[at - 1], br);
      add(imaginary[at], a, b);
    }
    int last = i * MT_COMB_ENTRIES + MT_COMB_ENTRIES - 1;
    mul(a, real[last], real[last]);
    mul(b, imaginary[last], imaginary[last]);
    sub(br, a, b);
    mul(bi, real[last], imaginary[last]);
    add(bi, bi, bi);
  }
  invert_all(real, real + ENTRIES, ENTRIES);
  for (int i = 0; i < ENTRIES; i++) {
    mul(a, imaginary[i], real[i]);
    mt_from(P, table->t[i], a);
  }
  free(im);
  return true;
}

/* Of P and of g: made once in a process. */
static struct {
  pthread_mutex_t mutex;
  struct point_table *points;
  struct power_table *powers;
  struct mt_sakke_kms *base;
} shared = {.mutex = PTHREAD_MUTEX_INITIALIZER};

void mt_sakke_after_fork(void) {
  pthread_mutex_init(&shared.mutex, NULL);
  if (shared.points == NULL || shared.powers == NULL) {
    /* Another thread was making them. */
    shared.points = NULL;
    shared.powers = NULL;
  }
}

static bool share(void) {
  bool ok = true;
  pthread_mutex_lock(&shared.mutex);
  if (shared.points == NULL) {
    struct point_table *points = malloc(sizeof *points);
    struct power_table *powers = malloc(sizeof *powers);
    ok = points != NULL && powers != NULL && make_points(points, mt_set1.px, mt_set1.py) && make_powers(powers);
    if (ok) {
      shared.points = points;
      shared.powers = powers;
    } else {
      free(points);
      free(powers);
    }
  }
  pthread_mutex_unlock(&shared.mutex);
  return ok;
}

struct mt_sakke_kms {
  unsigned char encoded[MT_SAKKE_POINT];
  void *memory;
  unsigned char *table;
};

static struct mt_sakke_kms *make_kms(const unsigned char *encoded, const mt_fe x, const mt_fe y) {
  struct mt_sakke_kms *kms = calloc(1, sizeof *kms);
  struct point_table *points = malloc(sizeof *points);
  void *memory = malloc(ENTRIES * lanes->vector + 64);
  if (kms == NULL || points == NULL || memory == NULL || !share() || !make_points(points, x, y)) {
    free(kms);
    free(points);
    free(memory);
    return NULL;
  }
  memcpy(kms->encoded, encoded, sizeof kms->encoded);
  kms->memory = memory;
  kms->table = align(memory);
  for (size_t i = 0; i < ENTRIES; i++) {
    mt_fe row[MT_LANES];
    memcpy(row, shared.points->e[i], 3 * sizeof(mt_fe));
    memcpy(row + 3, points->e[i], 3 * sizeof(mt_fe));
    copy(row[6], shared.powers->t[i]);
    copy(row[7], shared.powers->t[i]);
    lanes->pack(kms->table + i * lanes->vector, row);
  }
  free(points);
  return kms;
}

void mt_sakke_kms_close(struct mt_sakke_kms *kms) {
  if (kms != NULL) {
    free(kms->memory);
    free(kms);
  }
}

const unsigned char *mt_sakke_kms_encoded(const struct mt_sakke_kms *kms) { return kms->encoded; }

/* Tables with P in the place of Z: for a KMS that has no public key yet. */
static struct mt_sakke_kms *base_kms(void) {
  static const unsigned char none[MT_SAKKE_POINT];
  pthread_mutex_lock(&shared.mutex);
  struct mt_sakke_kms *base = shared.base;
  pthread_mutex_unlock(&shared.mutex);
  if (base != NULL) {
    return base;
  }
  struct mt_sakke_kms *made = make_kms(none, mt_set1.px, mt_set1.py);
  pthread_mutex_lock(&shared.mutex);
  if (shared.base == NULL) {
    shared.base = made;
    made = NULL;
  }
  base = shared.base;
  pthread_mutex_unlock(&shared.mutex);
  mt_sakke_kms_close(made);
  return base;
}

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
  start();
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
  void *memory = mt_secret_alloc(WORK + 64 + lanes->work);
  struct work *w = align(memory);
  if (memory != NULL) {
    *vectors = (unsigned char *)w + WORK;
  }
  return memory == NULL ? NULL : w;
}

static void give(struct work *w) {
  /* mt_secret_alloc gives 64-octet alignment: header and pages do. */
  mt_secret_free(w);
  wipe_deep();
}

static void points_of(struct work *w) {
  for (int i = 0; i < 10; i++) {
    mt_into(P, w->comb[i], w->comb[i]);
  }
  memcpy(&w->first, w->comb, sizeof w->first);
  memcpy(&w->second, w->comb + 4, sizeof w->second);
  edwards_add(&w->sum, &w->first, &w->second);
}

/* [rb]P + [r]Z in sum, g^r in comb[8] and comb[9]. */
static void from_kms(struct work *w, const struct mt_sakke_kms *kms, void *vectors) {
  lanes->comb(kms->table, MT_COMB_PLACES, w->rb_digits.d, w->r_digits.d, w->comb, vectors);
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
  start();
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
  edwards_denominator(&w->sum, w->a);
  mul(w->b, w->a, w->comb[8]);
  mt_inv(P, w->b, w->b);
  mul(w->w, w->b, w->a);
  mul(w->w, w->w, w->comb[9]);
  mt_from(P, w->w, w->w);
  mul(w->a, w->b, w->comb[8]);
  edwards_affine(&w->sum, w->a, w->x, w->y);
  encode(data, w->x, w->y);
  mask(w->w, ssv, data + MT_SAKKE_POINT);
  give(w);
  return MT_MATH_OK;
}

/* ---- lines of a secret point ---- */

struct mt_sakke_lines {
  unsigned char *table;
  void *memory;
  unsigned char *user; /* of [b]P + Z, public: the lower half of the places and the upper one are two points; NULL: none yet */
};

enum { HALF = MT_COMB_PLACES / 2 };

static size_t lines_octets(void) { return (size_t)MT_LINE_CHUNKS * MT_LINE_STEPS * MT_LINE_TERMS * lanes->vector; }

size_t mt_sakke_lines_size(void) {
  start();
  return lines_octets() + 128;
}

/* A function a(x) + y b(x) in the making, and points; all secret. */
struct builder {
  mt_fe buffer[MT_LANES][MT_LINE_STEPS][MT_LINE_TERMS]; /* of one chunk, as integers */
  mt_fe row[MT_LANES];
  mt_fe a[6], b[5], pa[6], pb[5];
  mt_fe kx, ky, nky, tk0, tk1, kx2, ky2;
  mt_fe ax, ay, dx, dy, ex, ey, nx, ny;
  mt_fe ta0, ta1, td0, td1, ch0, ch1;
  mt_fe t, slope, inverse;
  uint64_t bad;
};

static void invert(struct builder *w, const mt_fe a) {
  w->bad |= mt_limbs_zero(a, MT_FE);
  mt_inv(P, w->inverse, a);
}

/* y + l0 + l1 x of a slope through a point. */
static void line(struct builder *w, mt_fe l0, mt_fe l1, const mt_fe x, const mt_fe y) {
  sub(l1, nothing, w->slope);
  mul(l0, w->slope, x);
  sub(l0, l0, y);
}

static void tangent(struct builder *w, mt_fe l0, mt_fe l1, const mt_fe x, const mt_fe y) {
  add(w->t, y, y);
  invert(w, w->t);
  mul(w->t, x, x);
  sub(w->t, w->t, P->one);
  add(w->slope, w->t, w->t);
  add(w->slope, w->slope, w->t);
  mul(w->slope, w->slope, w->inverse);
  line(w, l0, l1, x, y);
}

/* The sum of two points, from the line through them: the third point has y = -(l0 + l1 x), the sum is its opposite. */
static void third(struct builder *w, mt_fe x, mt_fe y, const mt_fe l0, const mt_fe l1, const mt_fe x1, const mt_fe x2) {
  mul(w->t, l1, l1);
  sub(w->t, w->t, x1);
  sub(x, w->t, x2);
  mul(w->t, l1, x);
  add(y, w->t, l0);
}

static void times_line(struct builder *w, const mt_fe l0, const mt_fe l1, int da, int db) {
  /* (a + y b)(l + y) = a l + (x^3 - 3x) b + y (a + b l) */
  memset(w->pa, 0, sizeof w->pa);
  memset(w->pb, 0, sizeof w->pb);
  for (int i = 0; i <= da; i++) {
    mul(w->t, w->a[i], l0);
    add(w->pa[i], w->pa[i], w->t);
    mul(w->t, w->a[i], l1);
    add(w->pa[i + 1], w->pa[i + 1], w->t);
    add(w->pb[i], w->pb[i], w->a[i]);
  }
  for (int i = 0; i <= db; i++) {
    mul(w->t, w->b[i], mt_set1.three);
    sub(w->pa[i + 1], w->pa[i + 1], w->t);
    add(w->pa[i + 3], w->pa[i + 3], w->b[i]);
    mul(w->t, w->b[i], l0);
    add(w->pb[i], w->pb[i], w->t);
    mul(w->t, w->b[i], l1);
    add(w->pb[i + 1], w->pb[i + 1], w->t);
  }
  memcpy(w->a, w->pa, sizeof w->a);
  memcpy(w->b, w->pb, sizeof w->b);
}

/* Divides by x - root, exactly: synthetic division. */
static void divide(struct builder *w, mt_fe *poly, const mt_fe root, int degree) {
  for (int i = degree - 1; i >= 1; i--) {
    mul(w->t, poly[i + 1], root);
    add(poly[i], poly[i], w->t);
  }
  for (int i = 0; i < degree; i++) {
    copy(poly[i], poly[i + 1]);
  }
  memset(poly[degree], 0, sizeof(mt_fe));
}

static void by_vertical(struct builder *w, const mt_fe root, int da, int db) {
  divide(w, w->a, root, da);
  divide(w, w->b, root, db);
}

/*
 * The function of one digit d, from A = [n]K: with D = [2]A, E = [4]A, S = [d]K, t a tangent, v a vertical line and l the line
 * through E and S, it is t_A^2 t_D / v_D^2, times l / v_E if d is not 0, times t_K / v_S if d is 2. Then A = E + S.
 */
static void digit(struct builder *w, int d, bool functions) {
  const uint64_t *sx = d == 2 ? w->kx2 : w->kx;
  const uint64_t *sy = d == 2 ? w->ky2 : d == 1 ? w->ky : w->nky;
  tangent(w, w->ta0, w->ta1, w->ax, w->ay);
  third(w, w->dx, w->dy, w->ta0, w->ta1, w->ax, w->ax);
  tangent(w, w->td0, w->td1, w->dx, w->dy);
  third(w, w->ex, w->ey, w->td0, w->td1, w->dx, w->dx);
  copy(w->nx, w->ex);
  copy(w->ny, w->ey);
  if (d != 0) {
    sub(w->t, w->ex, sx);
    invert(w, w->t);
    sub(w->slope, w->ey, sy);
    mul(w->slope, w->slope, w->inverse);
    line(w, w->ch0, w->ch1, w->ex, w->ey);
    third(w, w->nx, w->ny, w->ch0, w->ch1, w->ex, sx);
  }
  if (functions) {
    memset(w->a, 0, sizeof w->a);
    memset(w->b, 0, sizeof w->b);
    mul(w->a[0], w->ta0, w->ta0);
    mul(w->a[1], w->ta0, w->ta1);
    add(w->a[1], w->a[1], w->a[1]);
    sub(w->a[1], w->a[1], mt_set1.three);
    mul(w->a[2], w->ta1, w->ta1);
    copy(w->a[3], P->one);
    add(w->b[0], w->ta0, w->ta0);
    add(w->b[1], w->ta1, w->ta1);
    times_line(w, w->td0, w->td1, 3, 1);
    by_vertical(w, w->dx, 4, 3);
    by_vertical(w, w->dx, 3, 2);
    if (d != 0) {
      times_line(w, w->ch0, w->ch1, 2, 1);
      by_vertical(w, w->ex, 4, 2);
    }
    if (d == 2) {
      times_line(w, w->tk0, w->tk1, 3, 1);
      by_vertical(w, w->kx2, 4, 3);
    }
  }
  copy(w->ax, w->nx);
  copy(w->ay, w->ny);
}

/* Digits of q to the base 4, lowest first, each -1, 0, 1 or 2; the number of them. */
static int digits_of_q(signed char *out) {
  mt_fe rest;
  int count = 0;
  copy(rest, Q->m);
  while (!mt_limbs_zero(rest, MT_FE)) {
    int d = (int)(rest[0] & 3);
    uint64_t up = 0;
    d = d == 3 ? -1 : d;
    out[count++] = (signed char)d;
    for (int i = 0; i < MT_FE; i++) {
      rest[i] = rest[i] >> 2 | (i + 1 < MT_FE ? rest[i + 1] << 62 : 0);
    }
    up = d < 0;
    for (int i = 0; i < MT_FE; i++) {
      rest[i] += up;
      up &= rest[i] == 0;
    }
  }
  return count;
}

/* The coefficients as integers into the buffer's place of a digit; a chunk that is full into the table. */
static void keep(struct builder *w, int at, unsigned char *table) {
  int lane = at / MT_LINE_STEPS % MT_LANES;
  int step = at % MT_LINE_STEPS;
  for (int i = 0; i < 4; i++) {
    mt_from(P, w->buffer[lane][step][i], w->a[i]);
  }
  for (int i = 0; i < 3; i++) {
    mt_from(P, w->buffer[lane][step][4 + i], w->b[i]);
  }
  if (at % (MT_LINE_STEPS * MT_LANES) != 0) {
    return;
  }
  size_t chunk = (size_t)at / (MT_LINE_STEPS * MT_LANES);
  for (size_t s = 0; s < MT_LINE_STEPS; s++) {
    for (size_t term = 0; term < MT_LINE_TERMS; term++) {
      for (int l = 0; l < MT_LANES; l++) {
        copy(w->row[l], w->buffer[l][s][term]);
      }
      lanes->pack(table + ((chunk * MT_LINE_STEPS + s) * MT_LINE_TERMS + term) * lanes->vector, w->row);
    }
  }
}

/*
 * Goes through the multiples of a point; with a table, keeps the functions. False unless the point has order q: no denominator
 * was zero, so all multiples are right, and at the end [q + 1]K = K, as the lowest digit of q is -1.
 */
static bool walk(struct builder *w, unsigned char *table) {
  signed char d[MT_LINE_PLACES];
  int count = digits_of_q(d);
  sub(w->nky, nothing, w->ky);
  tangent(w, w->tk0, w->tk1, w->kx, w->ky);
  third(w, w->kx2, w->ky2, w->tk0, w->tk1, w->kx, w->kx);
  bool two = d[count - 1] == 2;
  copy(w->ax, two ? w->kx2 : w->kx);
  copy(w->ay, two ? w->ky2 : w->ky);
  if (table != NULL) {
    memset(w->a, 0, sizeof w->a);
    memset(w->b, 0, sizeof w->b);
    copy(w->a[0], P->one);
    for (int i = MT_LINE_PLACES - 1; i >= count; i--) {
      keep(w, i, table);
    }
    if (two) {
      copy(w->a[0], w->tk0);
      copy(w->a[1], w->tk1);
      copy(w->b[0], P->one);
    }
    keep(w, count - 1, table);
  }
  for (int i = count - 2; i >= 0; i--) {
    /* The last digit's line is vertical and left out. */
    digit(w, i == 0 ? 0 : d[i], table != NULL);
    if (table != NULL) {
      keep(w, i, table);
    }
  }
  uint64_t good = ~w->bad & mt_limbs_equal(w->ax, w->kx, MT_FE) & mt_limbs_equal(w->ay, w->ky, MT_FE);
  MT_DECLASSIFY(good);
  return good != 0;
}

enum mt_math mt_sakke_kms_open(const unsigned char z[MT_SAKKE_POINT], struct mt_sakke_kms **kms) {
  start();
  struct builder *w = malloc(sizeof *w); /* public */
  if (w == NULL) {
    return MT_MATH_MEMORY;
  }
  memset(w, 0, sizeof *w);
  if (!decode(z, w->kx, w->ky) || !walk(w, NULL)) {
    free(w);
    return MT_MATH_INVALID;
  }
  *kms = make_kms(z, w->kx, w->ky);
  free(w);
  return *kms == NULL ? MT_MATH_MEMORY : MT_MATH_OK;
}

enum mt_math mt_sakke_lines_make(const unsigned char rsk[MT_SAKKE_POINT], struct mt_sakke_lines **lines) {
  start();
  struct builder *w = mt_secret_alloc(sizeof *w);
  struct mt_sakke_lines *made = mt_secret_alloc(mt_sakke_lines_size());
  if (w == NULL || made == NULL) {
    mt_secret_free(w);
    mt_secret_free(made);
    return MT_MATH_MEMORY;
  }
  made->table = align(made + 1);
  enum mt_math result = decode(rsk, w->kx, w->ky) && walk(w, made->table) ? MT_MATH_OK : MT_MATH_INVALID;
  mt_secret_free(w);
  wipe_deep();
  if (result != MT_MATH_OK) {
    mt_secret_free(made);
    return result;
  }
  *lines = made;
  return MT_MATH_OK;
}

void mt_sakke_lines_close(struct mt_sakke_lines *lines) {
  if (lines != NULL) {
    free(lines->memory);
    mt_secret_free(lines);
  }
}

/* The user's public point [b]P + Z. */
static void user_point(struct work *w, const struct mt_sakke_kms *kms, const mt_fe b, void *vectors) {
  mt_fe unit = {1};
  to_digits(&w->rb_digits, b);
  to_digits(&w->r_digits, unit);
  from_kms(w, kms, vectors);
  edwards_denominator(&w->sum, w->a);
  mt_inv(P, w->a, w->a);
  edwards_affine(&w->sum, w->a, w->x, w->y);
}

enum mt_math mt_sakke_lines_prepare(struct mt_sakke_lines *lines, const struct mt_sakke_kms *kms, const unsigned char *id,
                                    size_t id_len) {
  mt_fe b;
  void *vectors;
  start();
  if (!read_identifier(id, id_len, b)) {
    return MT_MATH_INVALID;
  }
  struct work *w = take(&vectors);
  struct point_table *points = malloc(sizeof *points);
  void *memory = malloc(ENTRIES / 2 * lanes->vector + 64);
  bool made = w != NULL && points != NULL && memory != NULL;
  if (made) {
    user_point(w, kms, b, vectors);
    made = make_points(points, w->x, w->y);
  }
  if (made) {
    unsigned char *table = align(memory);
    for (size_t i = 0; i < ENTRIES / 2; i++) {
      mt_fe row[MT_LANES] = {{0}};
      memcpy(row, points->e[i], 3 * sizeof(mt_fe));
      memcpy(row + 3, points->e[i + ENTRIES / 2], 3 * sizeof(mt_fe));
      lanes->pack(table + i * lanes->vector, row);
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
  lanes->pair(lines->table, w->a, w->b, w->comb, vectors);
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
  start();
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
  start();
  memset(ssv, 0, MT_SAKKE_SSV);
  if (!read_identifier(id, id_len, b) || !decode(data, x, y)) {
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
    lanes->comb(lines->user, HALF, w->r_digits.d, w->r_digits.d + HALF, w->comb, vectors);
    points_of(w);
  } else {
    from_kms(w, kms, vectors);
  }
  uint64_t good = edwards_is(&w->sum, x, y);
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
  start();
  mt_limbs_get(n, z, MT_FE);
  uint64_t good = mt_limbs_below(n, Q->m, MT_FE) & ~mt_limbs_below(n, two, MT_FE);
  mt_wipe(n, sizeof n);
  MT_DECLASSIFY(good);
  return good != 0;
}

/* [n]P for an integer below q. */
static enum mt_math multiple(struct work *w, const mt_fe n, unsigned char out[MT_SAKKE_POINT], void *vectors) {
  const struct mt_sakke_kms *base = base_kms();
  if (base == NULL) {
    return MT_MATH_MEMORY;
  }
  to_digits(&w->rb_digits, n);
  to_digits(&w->r_digits, nothing);
  lanes->comb(base->table, MT_COMB_PLACES, w->rb_digits.d, w->r_digits.d, w->comb, vectors);
  points_of(w);
  edwards_denominator(&w->first, w->a);
  mt_inv(P, w->a, w->a);
  edwards_affine(&w->first, w->a, w->x, w->y);
  encode(out, w->x, w->y);
  return MT_MATH_OK;
}

enum mt_math mt_sakke_master_public(const unsigned char z[MT_SAKKE_SCALAR], unsigned char public_key[MT_SAKKE_POINT]) {
  void *vectors;
  start();
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
  start();
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
