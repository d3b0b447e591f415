/*
 * The lines of the Miller loop at a secret point, as functions a(x) + y b(x) of which each does the work of a digit of q to the
 * base 4. Going through them tells as well whether a point has order q.
 */
#include <stdlib.h>
#include <string.h>

#include "declassify.h"
#include "memory.h"
#include "sakke_math.h"

static const mt_fe nothing = {0};

static size_t lines_octets(void) { return (size_t)MT_LINE_CHUNKS * MT_LINE_STEPS * MT_LINE_TERMS * mt_sakke_lanes->vector; }

size_t mt_sakke_lines_size(void) {
  mt_sakke_start();
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
      mt_sakke_lanes->pack(table + ((chunk * MT_LINE_STEPS + s) * MT_LINE_TERMS + term) * mt_sakke_lanes->vector, w->row);
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
  mt_sakke_start();
  struct builder *w = malloc(sizeof *w); /* public */
  if (w == NULL) {
    return MT_MATH_MEMORY;
  }
  memset(w, 0, sizeof *w);
  if (!mt_point_decode(z, w->kx, w->ky) || !walk(w, NULL)) {
    free(w);
    return MT_MATH_INVALID;
  }
  *kms = mt_sakke_kms_make(z, w->kx, w->ky);
  free(w);
  return *kms == NULL ? MT_MATH_MEMORY : MT_MATH_OK;
}

enum mt_math mt_sakke_lines_make(const unsigned char rsk[MT_SAKKE_POINT], struct mt_sakke_lines **lines) {
  mt_sakke_start();
  struct builder *w = mt_secret_alloc(sizeof *w);
  struct mt_sakke_lines *made = mt_secret_alloc(mt_sakke_lines_size());
  if (w == NULL || made == NULL) {
    mt_secret_free(w);
    mt_secret_free(made);
    return MT_MATH_MEMORY;
  }
  made->table = align(made + 1);
  enum mt_math result = mt_point_decode(rsk, w->kx, w->ky) && walk(w, made->table) ? MT_MATH_OK : MT_MATH_INVALID;
  mt_secret_free(w);
  mt_sakke_wipe();
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
