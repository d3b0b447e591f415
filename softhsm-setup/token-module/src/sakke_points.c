/* Points of E and of its Edwards curve, and the tables of public ones: P, powers of g, and a KMS's Z. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "declassify.h"
#include "memory.h"
#include "sakke_math.h"

bool mt_point_decode(const unsigned char *in, mt_fe x, mt_fe y) {
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

void mt_point_encode(unsigned char *out, const mt_fe x, const mt_fe y) {
  mt_fe t;
  out[0] = 4;
  mt_from(P, t, x);
  mt_limbs_put(out + 1, t, MT_FE);
  mt_from(P, t, y);
  mt_limbs_put(out + 1 + 8 * MT_FE, t, MT_FE);
  mt_wipe(t, sizeof t);
}

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

void mt_edwards_add(struct edwards *r, const struct edwards *p, const struct edwards *q) {
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
void mt_edwards_affine(const struct edwards *e, const mt_fe inverse, mt_fe x, mt_fe y) {
  mt_fe t;
  add(t, e->z, e->y);
  mul(t, t, inverse);
  mul(x, t, e->x);
  mul(x, x, mt_set1.s);
  mul(y, t, e->z);
  mul(y, y, mt_set1.c);
  mt_wipe(t, sizeof t);
}

void mt_edwards_denominator(const struct edwards *e, mt_fe r) {
  sub(r, e->z, e->y);
  mul(r, r, e->x);
}

uint64_t mt_edwards_is(const struct edwards *e, const mt_fe x, const mt_fe y) {
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

bool mt_point_table_make(struct point_table *table, const mt_fe x, const mt_fe y) {
  struct edwards *points = malloc(MT_TABLE_ENTRIES * sizeof *points);
  mt_fe(*z)[2] = malloc(MT_TABLE_ENTRIES * sizeof *z);
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
      mt_edwards_add(&row[k], &row[k - 1], &base);
    }
    mt_edwards_add(&base, &row[MT_COMB_ENTRIES - 1], &row[MT_COMB_ENTRIES - 1]);
  }
  for (int i = 0; i < MT_TABLE_ENTRIES; i++) {
    copy(all[i], points[i].z);
  }
  invert_all(all, all + MT_TABLE_ENTRIES, MT_TABLE_ENTRIES);
  for (int i = 0; i < MT_TABLE_ENTRIES; i++) {
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
  mt_fe t[MT_TABLE_ENTRIES];
};

static bool make_powers(struct power_table *table) {
  mt_fe(*im)[3] = malloc(MT_TABLE_ENTRIES * sizeof *im);
  if (im == NULL) {
    return false;
  }
  mt_fe *imaginary = (mt_fe *)im;
  mt_fe *real = imaginary + MT_TABLE_ENTRIES;
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
  invert_all(real, real + MT_TABLE_ENTRIES, MT_TABLE_ENTRIES);
  for (int i = 0; i < MT_TABLE_ENTRIES; i++) {
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
    ok = points != NULL && powers != NULL && mt_point_table_make(points, mt_set1.px, mt_set1.py) && make_powers(powers);
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

struct mt_sakke_kms *mt_sakke_kms_make(const unsigned char *encoded, const mt_fe x, const mt_fe y) {
  struct mt_sakke_kms *kms = calloc(1, sizeof *kms);
  struct point_table *points = malloc(sizeof *points);
  void *memory = malloc(MT_TABLE_ENTRIES * mt_sakke_lanes->vector + 64);
  if (kms == NULL || points == NULL || memory == NULL || !share() || !mt_point_table_make(points, x, y)) {
    free(kms);
    free(points);
    free(memory);
    return NULL;
  }
  memcpy(kms->encoded, encoded, sizeof kms->encoded);
  kms->memory = memory;
  kms->table = align(memory);
  for (size_t i = 0; i < MT_TABLE_ENTRIES; i++) {
    mt_fe row[MT_LANES];
    memcpy(row, shared.points->e[i], 3 * sizeof(mt_fe));
    memcpy(row + 3, points->e[i], 3 * sizeof(mt_fe));
    copy(row[6], shared.powers->t[i]);
    copy(row[7], shared.powers->t[i]);
    mt_sakke_lanes->pack(kms->table + i * mt_sakke_lanes->vector, row);
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

struct mt_sakke_kms *mt_sakke_kms_base(void) {
  static const unsigned char none[MT_SAKKE_POINT];
  pthread_mutex_lock(&shared.mutex);
  struct mt_sakke_kms *base = shared.base;
  pthread_mutex_unlock(&shared.mutex);
  if (base != NULL) {
    return base;
  }
  struct mt_sakke_kms *made = mt_sakke_kms_make(none, mt_set1.px, mt_set1.py);
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
