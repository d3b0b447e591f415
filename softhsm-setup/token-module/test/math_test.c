/* SAKKE and ECCSI without a token: vectors, inverses, bad input. An argument "portable" chooses the arithmetic. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/crypto.h"
#include "../src/eccsi.h"
#include "../src/limbs.h"
#include "../src/sakke_math.h"
#include "hex.h"
#include "identity_vectors.h"

static int failures;
static const char *running;

#define CHECK(what)                                                                  \
  do {                                                                               \
    if (!(what)) {                                                                   \
      fprintf(stderr, "%s:%d: %s: not so: %s\n", __FILE__, __LINE__, running, #what); \
      failures++;                                                                    \
    }                                                                                \
  } while (0)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static unsigned long long seed = 88172645463325252ULL;

static unsigned long long rnd(void) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  return seed ^= seed << 17;
}

static void field_arithmetic_agrees_with_itself(void) {
  mt_set_init();
  const struct mt_modulus *moduli[] = {&mt_set1.p, &mt_set1.q};
  for (size_t m = 0; m < COUNT(moduli); m++) {
    const struct mt_modulus *q = moduli[m];
    uint64_t a[16], b[16], c[16], d[16], zero[16] = {0};
    for (int round = 0; round < 200; round++) {
      for (int i = 0; i < 16; i++) {
        /* Also limbs of all zeros and all ones, where carries go far. */
        a[i] = rnd() % 4 == 0 ? 0 : rnd() % 4 == 0 ? ~0ULL : rnd();
        b[i] = rnd();
      }
      mt_into(q, a, a);
      mt_into(q, b, b);
      mt_mul(q, c, a, b);
      mt_inv(q, d, b);
      mt_mul(q, d, c, d);
      CHECK(mt_limbs_equal(d, a, 16));
      mt_add(q, c, a, b);
      mt_sub(q, c, c, b);
      CHECK(mt_limbs_equal(c, a, 16));
      mt_sub(q, c, a, b);
      mt_add(q, c, c, b);
      CHECK(mt_limbs_equal(c, a, 16));
      mt_from(q, c, a);
      CHECK(mt_limbs_below(c, q->m, 16));
      mt_into(q, c, c);
      CHECK(mt_limbs_equal(c, a, 16));
    }
    mt_inv(q, c, zero);
    CHECK(mt_limbs_zero(c, 16));
    mt_sub(q, c, zero, q->one);
    mt_inv(q, d, c);
    CHECK(mt_limbs_equal(c, d, 16));
    mt_mul(q, d, c, c);
    CHECK(mt_limbs_equal(d, q->one, 16));
  }
}

static void sakke_matches_vectors(void) {
  for (size_t i = 0; i < COUNT(sakke_vectors); i++) {
    const struct sakke_vector *v = &sakke_vectors[i];
    unsigned char z[128], public_key[257], id[64], rsk[257], ssv[16], data[273], out[273];
    size_t id_len = octets_of(v->id, id);
    octets_of(v->public_key, public_key);
    octets_of(v->rsk, rsk);
    octets_of(v->ssv, ssv);
    octets_of(v->data, data);
    struct mt_sakke_kms *kms = NULL;
    struct mt_sakke_lines *lines = NULL;
    if (octets_of(v->z, z) > 0) {
      CHECK(mt_sakke_master_ok(z));
      CHECK(mt_sakke_master_public(z, out) == MT_MATH_OK && memcmp(out, public_key, 257) == 0);
      CHECK(mt_sakke_issue(z, id, id_len, out) == MT_MATH_OK && memcmp(out, rsk, 257) == 0);
    }
    CHECK(mt_sakke_kms_open(public_key, &kms) == MT_MATH_OK);
    CHECK(mt_sakke_lines_make(rsk, &lines) == MT_MATH_OK);
    CHECK(mt_sakke_verify(kms, lines, id, id_len) == MT_MATH_OK);
    CHECK(mt_sakke_encapsulate(kms, ssv, id, id_len, out) == MT_MATH_OK && memcmp(out, data, 273) == 0);
    CHECK(mt_sakke_decapsulate(kms, lines, id, id_len, data, out) == MT_MATH_OK && memcmp(out, ssv, 16) == 0);
    /* And with the table of the user's point. */
    CHECK(mt_sakke_lines_prepare(lines, kms, id, id_len) == MT_MATH_OK);
    CHECK(mt_sakke_decapsulate(kms, lines, id, id_len, data, out) == MT_MATH_OK && memcmp(out, ssv, 16) == 0);

    /* Another identity's key, and tampered R and H. */
    id[0] ^= 1;
    CHECK(mt_sakke_verify(kms, lines, id, id_len) == MT_MATH_INVALID);
    CHECK(mt_sakke_decapsulate(kms, lines, id, id_len, data, out) == MT_MATH_INVALID);
    id[0] ^= 1;
    for (int at = 0; at < 273; at += 17) {
      data[at] ^= 1;
      memset(out, 1, 16);
      CHECK(mt_sakke_decapsulate(kms, lines, id, id_len, data, out) == MT_MATH_INVALID);
      for (int k = 0; k < 16; k++) {
        CHECK(out[k] == 0);
      }
      data[at] ^= 1;
    }
    /* A point of the curve that is no R: the key's own. */
    memcpy(data, rsk, 257);
    CHECK(mt_sakke_decapsulate(kms, lines, id, id_len, data, out) == MT_MATH_INVALID);
    mt_sakke_lines_close(lines);
    mt_sakke_kms_close(kms);
  }
}

static void sakke_round_trips(void) {
  unsigned char z[128] = {0}, public_key[257], rsk[257], ssv[16], out[16], data[273];
  z[5] = 7;
  z[127] = 9;
  struct mt_sakke_kms *kms = NULL;
  struct mt_sakke_lines *lines = NULL;
  CHECK(mt_sakke_master_public(z, public_key) == MT_MATH_OK);
  CHECK(mt_sakke_kms_open(public_key, &kms) == MT_MATH_OK);
  for (int user = 0; user < 3; user++) {
    unsigned char id[100];
    size_t id_len = 20 + (size_t)user * 40;
    for (size_t i = 0; i < id_len; i++) {
      id[i] = (unsigned char)rnd();
    }
    CHECK(mt_sakke_issue(z, id, id_len, rsk) == MT_MATH_OK);
    CHECK(mt_sakke_lines_make(rsk, &lines) == MT_MATH_OK);
    CHECK(mt_sakke_verify(kms, lines, id, id_len) == MT_MATH_OK);
    for (int i = 0; i < 20; i++) {
      for (int k = 0; k < 16; k++) {
        ssv[k] = (unsigned char)rnd();
      }
      CHECK(mt_sakke_encapsulate(kms, ssv, id, id_len, data) == MT_MATH_OK);
      CHECK(mt_sakke_decapsulate(kms, lines, id, id_len, data, out) == MT_MATH_OK && memcmp(out, ssv, 16) == 0);
    }
    mt_sakke_lines_close(lines);
  }
  mt_sakke_kms_close(kms);
}

static void sakke_refuses_what_is_no_key(void) {
  unsigned char point[257], id[200] = {0}, z[128];
  struct mt_sakke_kms *kms = NULL;
  struct mt_sakke_lines *lines = NULL;
  octets_of(sakke_vectors[0].public_key, point);
  point[256] ^= 1; /* off the curve */
  CHECK(mt_sakke_kms_open(point, &kms) == MT_MATH_INVALID);
  CHECK(mt_sakke_lines_make(point, &lines) == MT_MATH_INVALID);
  memset(point, 0, sizeof point);
  point[0] = 4; /* (0, 0), of order 2 */
  CHECK(mt_sakke_kms_open(point, &kms) == MT_MATH_INVALID);
  CHECK(mt_sakke_lines_make(point, &lines) == MT_MATH_INVALID);
  /* A point of the curve whose order is not q: (x, y) + (0, 0) = (-3 / x, 3 y / x^2), of order 2q. */
  mt_fe x, y, i, t;
  memcpy(i, mt_set1.px, sizeof i);
  mt_inv(&mt_set1.p, i, i);
  mt_mul(&mt_set1.p, x, mt_set1.three, i);
  mt_mul(&mt_set1.p, y, x, i);
  mt_mul(&mt_set1.p, y, y, mt_set1.py);
  mt_fe zero = {0};
  mt_sub(&mt_set1.p, x, zero, x);
  mt_from(&mt_set1.p, t, x);
  mt_limbs_put(point + 1, t, 16);
  mt_from(&mt_set1.p, t, y);
  mt_limbs_put(point + 129, t, 16);
  CHECK(mt_sakke_kms_open(point, &kms) == MT_MATH_INVALID);
  CHECK(mt_sakke_lines_make(point, &lines) == MT_MATH_INVALID);
  /* As R it is on the curve, and not this key's. */
  unsigned char public_key[257], rsk[257], real_id[64], data[273] = {0}, ssv[16];
  octets_of(sakke_vectors[0].public_key, public_key);
  octets_of(sakke_vectors[0].rsk, rsk);
  size_t real_len = octets_of(sakke_vectors[0].id, real_id);
  CHECK(mt_sakke_kms_open(public_key, &kms) == MT_MATH_OK && mt_sakke_lines_make(rsk, &lines) == MT_MATH_OK);
  memcpy(data, point, 257);
  CHECK(mt_sakke_decapsulate(kms, lines, real_id, real_len, data, ssv) == MT_MATH_INVALID);
  memset(data, 0, sizeof data);
  data[0] = 4;
  CHECK(mt_sakke_decapsulate(kms, lines, real_id, real_len, data, ssv) == MT_MATH_INVALID);
  /* A coordinate that is p or more. */
  memset(point + 1, 0xff, 128);
  CHECK(mt_sakke_kms_open(point, &kms) == MT_MATH_INVALID);
  /* Identifiers that are no integers from 2 to q - 1. */
  CHECK(!mt_sakke_identifier_ok(id, 0) && !mt_sakke_identifier_ok(id, 200));
  id[199] = 1;
  CHECK(!mt_sakke_identifier_ok(id, 200));
  id[199] = 2;
  CHECK(mt_sakke_identifier_ok(id, 200));
  mt_limbs_put(z, mt_set1.q.m, 16);
  CHECK(!mt_sakke_identifier_ok(z, 128) && !mt_sakke_master_ok(z));
  z[127]--;
  CHECK(mt_sakke_identifier_ok(z, 128) && mt_sakke_master_ok(z));
  memset(z, 0, sizeof z);
  CHECK(!mt_sakke_master_ok(z));
  z[127] = 1;
  CHECK(!mt_sakke_master_ok(z));
  mt_sakke_lines_close(lines);
  mt_sakke_kms_close(kms);
}

static void eccsi_matches_vectors(void) {
  for (size_t i = 0; i < COUNT(eccsi_vectors); i++) {
    const struct eccsi_vector *v = &eccsi_vectors[i];
    unsigned char kpak[65], id[64], ssk[32], pvt[65], secret[32], hs[32], signature[129], right[129], message[1024], out[65];
    size_t id_len = octets_of(v->id, id);
    octets_of(v->kpak, kpak);
    octets_of(v->ssk, ssk);
    octets_of(v->pvt, pvt);
    size_t len = octets_of(v->message, message);
    octets_of(v->signature, right);
    if (octets_of(v->ksak, secret) > 0) {
      unsigned char number[32], issued[32];
      CHECK(mt_eccsi_public(secret, out) == MT_MATH_OK && memcmp(out, kpak, 65) == 0);
      octets_of(v->v, number);
      CHECK(mt_eccsi_issue(secret, kpak, id, id_len, number, issued, out) == MT_MATH_OK);
      CHECK(memcmp(issued, ssk, 32) == 0 && memcmp(out, pvt, 65) == 0);
    }
    mt_eccsi_hs(kpak, id, id_len, pvt, hs);
    CHECK(mt_eccsi_validate(kpak, hs, ssk, pvt) == MT_MATH_OK);
    if (octets_of(v->j, secret) > 0) {
      CHECK(mt_eccsi_sign(hs, ssk, pvt, message, len, secret, signature) == MT_MATH_OK);
      CHECK(memcmp(signature, right, 129) == 0);
    }
    ssk[31] ^= 1;
    CHECK(mt_eccsi_validate(kpak, hs, ssk, pvt) == MT_MATH_INVALID);
    ssk[31] ^= 1;
    hs[0] ^= 1;
    CHECK(mt_eccsi_validate(kpak, hs, ssk, pvt) == MT_MATH_INVALID);
    hs[0] ^= 1;
    pvt[64] ^= 1;
    CHECK(!mt_eccsi_point_ok(pvt) && mt_eccsi_validate(kpak, hs, ssk, pvt) == MT_MATH_INVALID);
  }
  unsigned char order[32], small[32] = {0};
  octets_of("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", order);
  CHECK(!mt_eccsi_scalar_ok(order) && !mt_eccsi_scalar_ok(small));
  order[31]--;
  small[31] = 1;
  CHECK(mt_eccsi_scalar_ok(order) && mt_eccsi_scalar_ok(small));
}

/* What is opened and verified later would refuse them too: they are refused before a secret meets them. */
static void points_are_on_the_curve(void) {
  unsigned char point[257];
  mt_fe x, y;
  mt_set_init();
  octets_of(sakke_vectors[0].public_key, point);
  CHECK(mt_point_decode(point, x, y));
  for (int at = 0; at < 257; at += 16) {
    point[at] ^= 1;
    CHECK(!mt_point_decode(point, x, y));
    point[at] ^= 1;
  }
  /* (0, 0) is one, of order 2; (p, y) is another form of (0, y). */
  memset(point + 1, 0, 256);
  CHECK(mt_point_decode(point, x, y));
  mt_limbs_put(point + 1, mt_set1.p.m, 16);
  CHECK(!mt_point_decode(point, x, y));
}

/* ---- what stays behind ---- */

struct watcher {
  const volatile unsigned char *buffer;
  const unsigned char *secret;
  volatile int stop;
  unsigned long looks, hits;
};

static void *watch(void *context) {
  struct watcher *w = context;
  while (!w->stop) {
    int same = 1;
    for (int i = 0; i < 4; i++) {
      same &= w->buffer[1028 + i] == w->secret[1020 + i]; /* of the last block, which is enciphered last */
    }
    w->hits += (unsigned long)same;
    w->looks++;
  }
  return NULL;
}

/* AES key wrap works on its blocks in place: not in the caller's memory, which anyone may be looking at. */
static void a_wrapped_key_is_never_clear_in_the_callers_buffer(void) {
  static unsigned char key[32], secret[1024], out[1032];
  static const unsigned char iv[8] = {0xa6, 0x59, 0x59, 0xa6, 0, 0, 4, 0};
  for (size_t i = 0; i < sizeof secret; i++) {
    secret[i] = (unsigned char)(i + 1);
  }
  struct watcher w = {.buffer = out, .secret = secret};
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, watch, &w) == 0);
  for (int i = 0; i < 300 || (w.looks < 1000 && i < 100000); i++) {
    CHECK(mt_aes_kw_wrap(key, sizeof key, iv, secret, sizeof secret, out) == CKR_OK);
  }
  w.stop = 1;
  pthread_join(thread, NULL);
  CHECK(w.looks > 0 && w.hits == 0);
}

/* A generator that repeats itself, as that of a copied machine, must not give one j to two messages. */
static void one_j_serves_one_message(void) {
  unsigned char ssk[32] = {1}, hs[32] = {2}, same[32] = {3}, j[4][32];
  CHECK(mt_eccsi_nonce(ssk, same, hs, (const unsigned char *)"one", 3, j[0]) == MT_MATH_OK);
  CHECK(mt_eccsi_nonce(ssk, same, hs, (const unsigned char *)"two", 3, j[1]) == MT_MATH_OK);
  ssk[0]++;
  CHECK(mt_eccsi_nonce(ssk, same, hs, (const unsigned char *)"one", 3, j[2]) == MT_MATH_OK);
  ssk[0]--;
  same[0]++;
  CHECK(mt_eccsi_nonce(ssk, same, hs, (const unsigned char *)"one", 3, j[3]) == MT_MATH_OK);
  for (int a = 0; a < 4; a++) {
    for (int b = a + 1; b < 4; b++) {
      CHECK(memcmp(j[a], j[b], 32) != 0);
    }
  }
}

#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
/* A signal would put them on a stack. */
__attribute__((noinline, target("avx512f"))) static int vector_registers_are_empty(void) {
  unsigned char all[16][64];
  unsigned any = 0;
  __asm__ volatile(
      "vmovdqu64 %%zmm16, (%0)\n\tvmovdqu64 %%zmm17, 64(%0)\n\tvmovdqu64 %%zmm18, 128(%0)\n\tvmovdqu64 %%zmm19, 192(%0)\n\t"
      "vmovdqu64 %%zmm20, 256(%0)\n\tvmovdqu64 %%zmm21, 320(%0)\n\tvmovdqu64 %%zmm22, 384(%0)\n\tvmovdqu64 %%zmm23, 448(%0)\n\t"
      "vmovdqu64 %%zmm24, 512(%0)\n\tvmovdqu64 %%zmm25, 576(%0)\n\tvmovdqu64 %%zmm26, 640(%0)\n\tvmovdqu64 %%zmm27, 704(%0)\n\t"
      "vmovdqu64 %%zmm28, 768(%0)\n\tvmovdqu64 %%zmm29, 832(%0)\n\tvmovdqu64 %%zmm30, 896(%0)\n\tvmovdqu64 %%zmm31, 960(%0)"
      :
      : "r"(all)
      : "memory");
  for (int i = 0; i < 16; i++) {
    for (int k = 0; k < 64; k++) {
      any |= all[i][k];
    }
  }
  return any == 0;
}

static void nothing_stays_in_vector_registers(void) {
  if (strcmp(mt_sakke_arithmetic(), "AVX-512 IFMA") != 0) {
    return; /* there are no such registers, or nobody used them */
  }
  const struct sakke_vector *v = &sakke_vectors[0];
  unsigned char z[257], rsk[257], id[200], data[273], ssv[16];
  size_t id_len = octets_of(v->id, id);
  octets_of(v->public_key, z);
  octets_of(v->rsk, rsk);
  octets_of(v->data, data);
  struct mt_sakke_kms *kms = NULL;
  struct mt_sakke_lines *lines = NULL;
  CHECK(mt_sakke_kms_open(z, &kms) == MT_MATH_OK);
  enum mt_math result = mt_sakke_lines_make(rsk, &lines);
  CHECK(vector_registers_are_empty());
  CHECK(result == MT_MATH_OK);
  result = mt_sakke_decapsulate(kms, lines, id, id_len, data, ssv);
  CHECK(vector_registers_are_empty());
  CHECK(result == MT_MATH_OK);
  result = mt_sakke_encapsulate(kms, ssv, id, id_len, data);
  CHECK(vector_registers_are_empty());
  CHECK(result == MT_MATH_OK);
  mt_sakke_lines_close(lines);
  mt_sakke_kms_close(kms);
}
#else
/* The sanitizer's own code uses them. */
static void nothing_stays_in_vector_registers(void) {}
#endif

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*run)(void);
  } tests[] = {{"field arithmetic agrees with itself", field_arithmetic_agrees_with_itself},
               {"SAKKE matches vectors", sakke_matches_vectors},
               {"SAKKE round trips", sakke_round_trips},
               {"SAKKE refuses what is no key", sakke_refuses_what_is_no_key},
               {"ECCSI matches vectors", eccsi_matches_vectors},
               {"points are on the curve", points_are_on_the_curve},
               {"one j serves one message", one_j_serves_one_message},
               {"a wrapped key is never clear in the caller's buffer", a_wrapped_key_is_never_clear_in_the_callers_buffer},
               {"nothing stays in vector registers", nothing_stays_in_vector_registers}};
  if (argc > 1 && strcmp(argv[1], "portable") == 0) {
    mt_sakke_portable();
  }
  printf("arithmetic: %s\n", mt_sakke_arithmetic());
  for (size_t i = 0; i < COUNT(tests); i++) {
    running = tests[i].name;
    tests[i].run();
  }
  printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
