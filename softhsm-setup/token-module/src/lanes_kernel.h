/*
 * Included by lanes_*.c, which define before it: v8, eight field elements, and
 *
 *   mul(r, a, b), mul2, mul3   r = a b, and sums of products a[0] b[0] + ...
 *   plus(r, a, b), minus(...)  in all lanes
 *   mix(r, a, b, how)          struct mt_mix
 *   lookup(r, place, a, b)     the entry of a comb's place for the digits a (lanes 0 to 2) and b (3 to 7): all entries are read
 *   splat(r, e)                an integer below p in all lanes
 *   one, zero                  constants
 *   out_lanes(v, r)            integers below p
 *   quadratic                  an element of F_p^2, with quadratic_one, _square, _times (a lane of two vectors), _lanes
 *
 * What is done depends on q only. Elements may be unreduced within limits that each field states.
 */

/* X, Y, Z, T of two points. With A = (Y - X) m, B = (Y + X) p, C = T t, D = 2Z: E = B - A, F = D - C, G = D + C, H = B + A,
 * X' = EF, Y' = GH, Z' = FG, T' = EH (Hisil, Wong, Carter and Dawson, "Twisted Edwards curves revisited", 2008, 3.1). */
static const struct mt_mix before = {
    {1, 1, 3, 5, 5, 7, 9, 8}, {0}, {0, 0, 0, 4, 4, 0, 0, 0}, {-1, 1, 0, -1, 1, 0, 0, 0}};
static const struct mt_mix after_x = {
    {1, 10, 10, 1, 4, 14, 14, 4}, {0, 1, 1, 0, 0, 1, 1, 0}, {0, 2, 2, 0, 3, 5, 5, 3}, {-1, 1, -1, -1, -1, 1, -1, -1}};
static const struct mt_mix after_y = {
    {10, 1, 10, 1, 14, 4, 14, 4}, {1, 0, 1, 0, 1, 0, 1, 0}, {2, 0, 2, 0, 5, 3, 5, 3}, {-1, 1, 1, 1, -1, 1, 1, 1}};
/* (re, im) (1 + i t) = (re - im t) + i (im + re t) */
static const struct mt_mix torus = {
    {0, 1, 0, 0, 0, 0, 0, 0}, {0}, {14, 15, 0, 0, 0, 0, 0, 0}, {-1, 1, 0, 0, 0, 0, 0, 0}};
/* Y = Z = 1 of two points, real part 1. */
static const unsigned char neutral_points = 0x66;

struct comb_work {
  v8 s, u, l, m, x, y, entry;
  mt_fe lanes[MT_LANES];
};

static void comb(const void *table, int places, const signed char *first, const signed char *second, mt_fe out[10],
                 void *work) {
  struct comb_work *w = work;
  keep_lanes(&w->s, one(), neutral_points);
  keep_lanes(&w->u, one(), 1);
  const v8 *place = table;
  for (int i = 0; i < places; i++, place += MT_COMB_ENTRIES) {
    lookup(&w->entry, place, first[i], second[i]);
    mix(&w->l, &w->s, &w->u, &before);
    mul(&w->m, &w->l, &w->entry);
    mix(&w->x, &w->m, &w->s, &after_x);
    mix(&w->y, &w->m, &w->s, &after_y);
    mul(&w->s, &w->x, &w->y);
    mix(&w->u, &w->u, &w->m, &torus);
  }
  out_lanes(&w->s, w->lanes);
  memcpy(out, w->lanes, sizeof w->lanes);
  out_lanes(&w->u, w->lanes);
  memcpy(out + 8, w->lanes, 2 * sizeof(mt_fe));
  mt_wipe(w, sizeof *w);
}

struct pairing {
  v8 x1, x2, x3, y0, y1, y2; /* powers of the point's coordinates, all lanes alike */
  v8 re, im;                 /* of eight groups of digits */
  v8 zero, gre, gim, a, b, c;
  quadratic f, x, y;
  mt_fe lanes[MT_LANES];
};

static void evaluate(struct pairing *w, const v8 *c) {
  const v8 *const x[] = {&w->x1, &w->x2, &w->x3};
  const v8 *const real[] = {&c[1], &c[2], &c[3]};
  const v8 *const y[] = {&w->y0, &w->y1, &w->y2};
  const v8 *const imaginary[] = {&c[4], &c[5], &c[6]};
  mul3(&w->gre, real, x);
  plus(&w->gre, &w->gre, &c[0]);
  mul3(&w->gim, imaginary, y);
}

/* The functions of eight groups of eight digits, a group to a lane: g_0 g_1^4 g_2^16 ... */
static void groups(struct pairing *w, const v8 *chunk) {
  for (int step = MT_LINE_STEPS - 1; step >= 0; step--) {
    evaluate(w, chunk + step * MT_LINE_TERMS);
    if (step == MT_LINE_STEPS - 1) {
      w->re = w->gre;
      w->im = w->gim;
      continue;
    }
    for (int twice = 0; twice < 2; twice++) {
      plus(&w->a, &w->re, &w->im);
      minus(&w->b, &w->re, &w->im);
      mul(&w->c, &w->re, &w->im);
      mul(&w->re, &w->a, &w->b);
      plus(&w->im, &w->c, &w->c);
    }
    minus(&w->c, &w->zero, &w->gim);
    const v8 *const f[] = {&w->re, &w->im};
    const v8 *const re[] = {&w->gre, &w->c};
    const v8 *const im[] = {&w->gim, &w->gre};
    mul2(&w->a, f, re);
    mul2(&w->im, f, im);
    w->re = w->a;
  }
}

static void pair(const void *lines, const mt_fe x, const mt_fe y, mt_fe out[2], void *work) {
  struct pairing *w = work;
  const v8 *table = lines;
  /* At [i](x, y) = (-x, i y). */
  splat(&w->a, x);
  keep_lanes(&w->zero, one(), 0);
  minus(&w->x1, &w->zero, &w->a);
  mul(&w->x2, &w->x1, &w->x1);
  mul(&w->x3, &w->x2, &w->x1);
  splat(&w->y0, y);
  mul(&w->y1, &w->x1, &w->y0);
  mul(&w->y2, &w->x2, &w->y0);
  quadratic_one(&w->f);
  for (int chunk = MT_LINE_CHUNKS - 1; chunk >= 0; chunk--) {
    groups(w, table + chunk * MT_LINE_STEPS * MT_LINE_TERMS);
    for (int lane = MT_LANES - 1; lane >= 0; lane--) {
      for (int i = 0; i < 2 * MT_LINE_STEPS && (chunk != MT_LINE_CHUNKS - 1 || lane != MT_LANES - 1); i++) {
        quadratic_square(&w->f, &w->x, &w->y);
      }
      quadratic_times(&w->f, &w->re, &w->im, lane, &w->x, &w->y);
    }
  }
  quadratic_lanes(&w->f, &w->a);
  out_lanes(&w->a, w->lanes);
  memcpy(out, w->lanes, 2 * sizeof(mt_fe));
  mt_wipe(w, sizeof *w);
}
