/*
 * Whether secrets show in times: Welch's t between a class of one input and one of random inputs, interleaved at random, after the
 * slowest tenth was cut off (O. Reparaz, J. Balasch and I. Verbauwhede, "Dude, is my code constant time?", 2017). Beyond 4.5 there
 * is a leak; below there is none that so many measurements on this machine show.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../src/eccsi.h"
#include "hex.h"
#include "identity_vectors.h"

static unsigned long long seed = 88172645463325252ULL;

static unsigned long long rnd(void) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  return seed ^= seed << 17;
}

static void randomize(unsigned char *p, size_t len) {
  for (size_t i = 0; i < len; i++) {
    p[i] = (unsigned char)(rnd() >> 32);
  }
}

enum { POOL = 64 };

static struct mt_sakke_kms *kms;
static struct mt_sakke_lines *lines;
static unsigned char id[64], hs[32], pvt[65], out[300];
static unsigned char ssvs[POOL][16], data[POOL][273], broken[POOL][273], scalars[POOL][32], ssks[POOL][32];
static size_t id_len;

/* The input of one measurement, at the same place for both classes, so that caches do not tell them apart. */
static struct {
  unsigned char ssv[16], data[273], broken[273], scalar[32], ssk[32];
} now;

static void prepare(int i) {
  memcpy(now.ssv, ssvs[i], sizeof now.ssv);
  memcpy(now.data, data[i], sizeof now.data);
  memcpy(now.broken, broken[i], sizeof now.broken);
  memcpy(now.scalar, scalars[i], sizeof now.scalar);
  memcpy(now.ssk, ssks[i], sizeof now.ssk);
}

static void encapsulate(void) { mt_sakke_encapsulate(kms, now.ssv, id, id_len, out); }
static void decapsulate(void) { mt_sakke_decapsulate(kms, lines, id, id_len, now.data, out); }
/* The first is not for this key. */
static void open_broken(void) { mt_sakke_decapsulate(kms, lines, id, id_len, now.broken, out); }
static void sign(void) { mt_eccsi_sign(hs, now.ssk, pvt, id, id_len, now.scalar, out); }

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a;
  double y = *(const double *)b;
  return (x > y) - (x < y);
}

static double welch(void (*run)(void), int count) {
  double *time_of = malloc((size_t)count * sizeof(double));
  double *sorted = malloc((size_t)count * sizeof(double));
  int *class_of = malloc((size_t)count * sizeof(int));
  if (time_of == NULL || sorted == NULL || class_of == NULL) {
    exit(1);
  }
  for (int i = 0; i < count; i++) {
    class_of[i] = (int)(rnd() >> 40 & 1);
    int which = class_of[i] ? 1 + (int)((rnd() >> 32) % (POOL - 1)) : 0;
    struct timespec a, b;
    prepare(which);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
    run();
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
    time_of[i] = (double)(b.tv_sec - a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec);
  }
  memcpy(sorted, time_of, (size_t)count * sizeof(double));
  qsort(sorted, (size_t)count, sizeof(double), by_size);
  double limit = sorted[count * 9 / 10];
  double n[2] = {0}, mean[2] = {0}, square[2] = {0};
  for (int i = 0; i < count; i++) {
    if (time_of[i] <= limit) {
      int c = class_of[i];
      double before = mean[c];
      n[c]++;
      mean[c] += (time_of[i] - before) / n[c];
      square[c] += (time_of[i] - before) * (time_of[i] - mean[c]);
    }
  }
  free(time_of);
  free(sorted);
  free(class_of);
  double t = (mean[0] - mean[1]) / sqrt(square[0] / (n[0] - 1) / n[0] + square[1] / (n[1] - 1) / n[1]);
  printf("mean %.0f and %.0f ns, t = %.2f", mean[0], mean[1], t);
  return t;
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*run)(void);
    int weight;
  } tests[] = {{"encapsulate: SSV", encapsulate, 2},
               {"decapsulate: data for this key", decapsulate, 1},
               {"decapsulate: whether they are", open_broken, 1},
               {"ECCSI sign: SSK and j", sign, 10}};
  int count = argc > 1 ? atoi(argv[1]) : 5000;
  unsigned char public_key[257], rsk[257], kpak[65];
  if (argc > 2 && strcmp(argv[2], "portable") == 0) {
    mt_sakke_portable();
  }
  id_len = octets_of(sakke_vectors[0].id, id);
  octets_of(sakke_vectors[0].public_key, public_key);
  octets_of(sakke_vectors[0].rsk, rsk);
  octets_of(eccsi_vectors[0].kpak, kpak);
  octets_of(eccsi_vectors[0].pvt, pvt);
  mt_eccsi_hs(kpak, id, id_len, pvt, hs);
  if (mt_sakke_kms_open(public_key, &kms) != MT_MATH_OK || mt_sakke_lines_make(rsk, &lines) != MT_MATH_OK ||
      mt_sakke_lines_prepare(lines, kms, id, id_len) != MT_MATH_OK) {
    return 1;
  }
  for (int i = 0; i < POOL; i++) {
    randomize(ssvs[i], 16);
    randomize(scalars[i], 31);
    randomize(ssks[i], 31);
    if (i == 0) {
      memset(ssvs[0], 0, 16);
      memset(scalars[0], 0, 31);
      memset(ssks[0], 0, 31);
      scalars[0][31] = ssks[0][31] = 1;
    }
    mt_sakke_encapsulate(kms, ssvs[i], id, id_len, data[i]);
    memcpy(broken[i], data[i], sizeof data[i]);
  }
  broken[0][270] ^= 1;
  printf("arithmetic: %s, %d measurements and more\n", mt_sakke_arithmetic(), count);
  int leaks = 0;
  for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
    printf("%-32s ", tests[i].name);
    int leak = fabs(welch(tests[i].run, count * tests[i].weight)) > 4.5;
    printf("%s\n", leak ? "  LEAK" : "");
    leaks += leak;
  }
  return leaks == 0 ? 0 : 1;
}
