/*
 * Run under valgrind: secrets are marked as memory whose contents are not known, so that each branch and each index that they
 * decide is an error. valgrind knows no AVX-512, so the arithmetic is that for any processor; the loops are the same.
 */
#include <stdio.h>
#include <string.h>
#include <valgrind/memcheck.h>

#include "../src/eccsi.h"
#include "hex.h"
#include "identity_vectors.h"

#define SECRET(x) VALGRIND_MAKE_MEM_UNDEFINED(x, sizeof(x))
#define PUBLIC(x) VALGRIND_MAKE_MEM_DEFINED(x, sizeof(x))

static int failures;

static void expect(const char *what, const void *got, const char *hex, size_t len) {
  unsigned char right[600];
  octets_of(hex, right);
  if (memcmp(got, right, len) != 0) {
    fprintf(stderr, "%s is wrong\n", what);
    failures++;
  }
}

int main(int argc, char **argv) {
  const struct sakke_vector *v = &sakke_vectors[0];
  const struct eccsi_vector *e = &eccsi_vectors[0];
  unsigned char z[128], public_key[257], id[64], rsk[257], ssv[16], data[273], out[300];
  mt_sakke_portable();
  octets_of(v->z, z);
  octets_of(v->public_key, public_key);
  size_t id_len = octets_of(v->id, id);
  octets_of(v->rsk, rsk);
  octets_of(v->ssv, ssv);
  octets_of(v->data, data);
  struct mt_sakke_kms *kms = NULL;
  struct mt_sakke_lines *lines = NULL;
  failures += mt_sakke_kms_open(public_key, &kms) != MT_MATH_OK;

  SECRET(z);
  SECRET(rsk);
  SECRET(ssv);
  failures += !mt_sakke_master_ok(z) || mt_sakke_master_public(z, out) != MT_MATH_OK;
  PUBLIC(out);
  expect("Z", out, v->public_key, 257);
  failures += mt_sakke_issue(z, id, id_len, out) != MT_MATH_OK;
  PUBLIC(out);
  expect("RSK", out, v->rsk, 257);
  failures += mt_sakke_lines_make(rsk, &lines) != MT_MATH_OK || mt_sakke_verify(kms, lines, id, id_len) != MT_MATH_OK;
  failures += mt_sakke_encapsulate(kms, ssv, id, id_len, out) != MT_MATH_OK;
  PUBLIC(out);
  expect("Encapsulated Data", out, v->data, 273);
  failures += mt_sakke_decapsulate(kms, lines, id, id_len, data, out) != MT_MATH_OK;
  PUBLIC(out);
  expect("SSV", out, v->ssv, 16);
  failures += mt_sakke_lines_prepare(lines, kms, id, id_len) != MT_MATH_OK;
  data[270] ^= 1;
  failures += mt_sakke_decapsulate(kms, lines, id, id_len, data, out) != MT_MATH_INVALID;
  mt_sakke_lines_close(lines);

  unsigned char ksak[32], kpak[65], ssk[32], pvt[65], number[32], j[32], hs[32], issued[32], signature[129];
  octets_of(e->ksak, ksak);
  octets_of(e->kpak, kpak);
  octets_of(e->ssk, ssk);
  octets_of(e->pvt, pvt);
  octets_of(e->v, number);
  octets_of(e->j, j);
  SECRET(ksak);
  SECRET(ssk);
  SECRET(number);
  SECRET(j);
  failures += mt_eccsi_issue(ksak, kpak, id, id_len, number, issued, out) != MT_MATH_OK;
  PUBLIC(issued);
  expect("SSK", issued, e->ssk, 32);
  mt_eccsi_hs(kpak, id, id_len, pvt, hs);
  failures += mt_eccsi_validate(kpak, hs, ssk, pvt) != MT_MATH_OK;
  unsigned char m[64];
  size_t len = octets_of(e->message, m);
  failures += mt_eccsi_sign(hs, ssk, pvt, m, len, j, signature) != MT_MATH_OK;
  unsigned char drawn[32], other[32];
  memcpy(drawn, j, sizeof drawn);
  failures += mt_eccsi_nonce(ssk, drawn, hs, m, len, other) != MT_MATH_OK;
  PUBLIC(signature);
  expect("signature", signature, e->signature, 129);

  /* That the check itself works: this is an error. */
  if (argc > 1 && strcmp(argv[1], "branch") == 0 && (ssk[0] & 1)) {
    printf("odd\n");
  }
  printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
