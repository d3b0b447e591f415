/*
 * Speed of SAKKE and ECCSI in this process, one thread, constant-time paths, in thread CPU time; the median of rounds in which every
 * operation has its turn. "portable" chooses the arithmetic for any processor.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../src/eccsi.h"
#include "hex.h"
#include "identity_vectors.h"

enum { ROUNDS = 11, OPERATIONS = 5 };

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a;
  double y = *(const double *)b;
  return (x > y) - (x < y);
}

static struct mt_sakke_kms *kms;
static struct mt_sakke_lines *lines;
static unsigned char id[64], ssv[16], data[273], rsk[257], public_key[257], hs[32], ssk[32], pvt[65], kpak[65], j[32], out[300];
static size_t id_len;

static void encapsulate(void) { mt_sakke_encapsulate(kms, ssv, id, id_len, out); }
static void decapsulate(void) { mt_sakke_decapsulate(kms, lines, id, id_len, data, out); }
static void make_lines(void) {
  struct mt_sakke_lines *made = NULL;
  if (mt_sakke_lines_make(rsk, &made) == MT_MATH_OK) {
    mt_sakke_lines_close(made);
  }
}
static void open_kms(void) {
  struct mt_sakke_kms *made = NULL;
  if (mt_sakke_kms_open(public_key, &made) == MT_MATH_OK) {
    mt_sakke_kms_close(made);
  }
}
static void sign(void) { mt_eccsi_sign(hs, ssk, pvt, data, sizeof data, j, out); }

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*run)(void);
    int times;
  } operations[OPERATIONS] = {{"SAKKE encapsulate", encapsulate, 200},
                              {"SAKKE decapsulate", decapsulate, 100},
                              {"ECCSI sign", sign, 500},
                              {"lines of an RSK", make_lines, 1},
                              {"tables of a KMS", open_kms, 1}};
  if (argc > 1 && strcmp(argv[1], "portable") == 0) {
    mt_sakke_portable();
  }
  id_len = octets_of(sakke_vectors[0].id, id);
  octets_of(sakke_vectors[0].public_key, public_key);
  octets_of(sakke_vectors[0].rsk, rsk);
  octets_of(sakke_vectors[0].ssv, ssv);
  octets_of(sakke_vectors[0].data, data);
  octets_of(eccsi_vectors[0].kpak, kpak);
  octets_of(eccsi_vectors[0].ssk, ssk);
  octets_of(eccsi_vectors[0].pvt, pvt);
  octets_of(eccsi_vectors[0].j, j);
  mt_eccsi_hs(kpak, id, id_len, pvt, hs);
  if (mt_sakke_kms_open(public_key, &kms) != MT_MATH_OK || mt_sakke_lines_make(rsk, &lines) != MT_MATH_OK ||
      mt_sakke_lines_prepare(lines, kms, id, id_len) != MT_MATH_OK) {
    fprintf(stderr, "the key is refused, or memory cannot be locked (ulimit -l)\n");
    return 1;
  }
  static double taken[OPERATIONS][ROUNDS];
  for (int round = 0; round < ROUNDS; round++) {
    for (int o = 0; o < OPERATIONS; o++) {
      double start = now();
      for (int i = 0; i < operations[o].times; i++) {
        operations[o].run();
      }
      taken[o][round] = (now() - start) / operations[o].times;
    }
  }
  printf("arithmetic: %s\n", mt_sakke_arithmetic());
  for (int o = 0; o < OPERATIONS; o++) {
    qsort(taken[o], ROUNDS, sizeof(double), by_size);
    double us = taken[o][ROUNDS / 2];
    printf("%-18s %9.1f us %9.0f /s (best %.1f us)\n", operations[o].name, us, 1e6 / us, taken[o][0]);
  }
  return 0;
}
