/* The module through its function list, on a SoftHSM2 token: mechanisms against vectors, rules, PKCS#11's own rules. */
#define _GNU_SOURCE
#include <gmp.h>

#include "../src/crypto.h"
#include "../src/rsa.h"
#include "harness.h"
#include "hex.h"
#include "vectors.h"

static CK_SESSION_HANDLE s;

/* RFC 3711 appendix B.3. */
static const unsigned char b3_master_key[] = {0xE1, 0xF9, 0x7A, 0x0D, 0x3E, 0x01, 0x8B, 0xE0,
                                              0xD6, 0x4F, 0xA3, 0x2C, 0x06, 0xDE, 0x41, 0x39};
static const unsigned char b3_master_salt[] = {0x0E, 0xC6, 0x75, 0xAD, 0x49, 0x8A, 0xFE,
                                               0xEB, 0xB6, 0x96, 0x0B, 0x3A, 0xAB, 0xE6};
static const unsigned char b3_cipher_key[] = {0xC6, 0x1E, 0x7A, 0x93, 0x74, 0x4F, 0x39, 0xEE,
                                              0x10, 0x73, 0x4A, 0xFE, 0x3F, 0xF7, 0xA0, 0x87};
static const unsigned char b3_cipher_salt[] = {0x30, 0xCB, 0xBC, 0x08, 0x86, 0x3D, 0x8C,
                                               0x85, 0xD4, 0x9D, 0xB3, 0x4A, 0x9A, 0xE1};
static const unsigned char b3_auth_key[] = {0xCE, 0xBE, 0x32, 0x1F, 0x6F, 0xF7, 0x71, 0x6B, 0x6F, 0xD4,
                                            0xAB, 0x49, 0xAF, 0x25, 0x6A, 0x15, 0x6D, 0x38, 0xBA, 0xA4};

static void host_hmac(const unsigned char *key, size_t len, unsigned char mac[20]) {
  struct mt_hmac h;
  mt_hmac_key(&h, CKM_SHA_1_HMAC, key, len);
  mt_hmac_update(&h, (const unsigned char *)PROBE, sizeof PROBE - 1);
  mt_hmac_digest(&h, mac);
}

static void pattern(unsigned char *out, size_t len) {
  for (size_t i = 0; i < len; i++) {
    out[i] = (unsigned char)(7 * i + 3);
  }
}

/* The probe's MAC under a TEK's SRTP authentication key: equal if and only if TEK and salt are. */
static void tek_probe(CK_OBJECT_HANDLE tek, unsigned char salt_len, unsigned char mac[20]) {
  unsigned char p[8] = {1, 0, 0, 0, 0, 0, 0, salt_len};
  CK_OBJECT_HANDLE key = 0;
  memset(mac, 0, 20);
  OK(derive(s, CKM_MIKEY_SRTP_KDF, p, sizeof p, tek, 20, &key));
  OK(probe(s, key, mac));
  OK(f->C_DestroyObject(s, key));
}

static void mac_of_inkey(CK_OBJECT_HANDLE inkey, unsigned char mac[20]) {
  memset(mac, 0, 20);
  CK_OBJECT_HANDLE key = prf(s, inkey, 0, MIKEY_LABEL_AUTH_KEY, 20);
  OK(probe(s, key, mac));
  OK(f->C_DestroyObject(s, key));
}

static void prf_matches_vectors_for_every_inkey_length(void) {
  unsigned char inkey[1024];
  pattern(inkey, sizeof inkey);
  for (size_t i = 0; i < COUNT(prf_vectors); i++) {
    const struct prf_vector *v = &prf_vectors[i];
    CK_OBJECT_HANDLE key = import_key(s, MIKEY_USE_INKEY, inkey, v->inkey_len);
    CK_OBJECT_HANDLE auth = prf(s, key, v->func, MIKEY_LABEL_AUTH_KEY, 20);
    unsigned char mac[20];
    OK(probe(s, auth, mac));
    CHECK(memcmp(mac, v->mac, 20) == 0);

    unsigned char p[28] = {(unsigned char)v->func, 0, 14, 0x39, 0xA2, 0xC1, 0x4B, 7, 1, 2, 3, 4};
    for (int k = 0; k < 16; k++) {
      p[12 + k] = (unsigned char)(0x10 + k);
    }
    CK_OBJECT_HANDLE object = 0;
    unsigned char salt[14];
    size_t len;
    OK(derive(s, CKM_MIKEY_PRF_SALT, p, sizeof p, key, 0, &object));
    OK(attribute(s, object, CKA_VALUE, salt, sizeof salt, &len));
    CHECK(len == 14 && memcmp(salt, v->salt, 14) == 0);
    OK(f->C_DestroyObject(s, object));

    /* The master salt that is bound to a TEK is the same salt. */
    CK_OBJECT_HANDLE tek = v->inkey_len >= 16 ? prf(s, key, v->func, MIKEY_LABEL_TEK, 16) : 0;
    if (tek != 0) {
      OK(attribute(s, tek, CKA_MIKEY_SALT, salt, sizeof salt, &len));
      CHECK(len == 14 && memcmp(salt, v->salt, 14) == 0);
      OK(f->C_DestroyObject(s, tek));
    }
    OK(f->C_DestroyObject(s, auth));
    OK(f->C_DestroyObject(s, key));
  }
}

static CK_RV sp800(CK_OBJECT_HANDLE base, CK_MECHANISM_TYPE hmac, const void *label, size_t len, CK_ULONG out_len,
                   CK_OBJECT_HANDLE *out) {
  CK_PRF_DATA_PARAM d[] = {{CK_SP800_108_ITERATION_VARIABLE, NULL, 0}, {CK_SP800_108_BYTE_ARRAY, (void *)label, len}};
  CK_SP800_108_KDF_PARAMS p = {hmac, 2, d, 0, NULL};
  return derive(s, CKM_SP800_108_DOUBLE_PIPELINE_KDF, &p, sizeof p, base, out_len, out);
}

static void standard_kdf_is_the_prf(void) {
  unsigned char inkey[64];
  pattern(inkey, sizeof inkey);
  unsigned char label[25];
  mt_put32(label, MIKEY_LABEL_AUTH_KEY);
  label[4] = 0xff;
  mt_put32(label + 5, 0x01020304);
  for (int i = 0; i < 16; i++) {
    label[9 + i] = (unsigned char)(0x10 + i);
  }
  for (int func = 0; func < 2; func++) {
    CK_OBJECT_HANDLE key = import_key(s, MIKEY_USE_INKEY, inkey, 20);
    CK_OBJECT_HANDLE a = prf(s, key, (unsigned)func, MIKEY_LABEL_AUTH_KEY, 20);
    CK_OBJECT_HANDLE b = 0;
    unsigned char x[20];
    unsigned char y[20];
    OK(sp800(key, func == 0 ? CKM_SHA_1_HMAC : CKM_SHA256_HMAC, label, sizeof label, 20, &b));
    OK(probe(s, a, x));
    OK(probe(s, b, y));
    CHECK(memcmp(x, y, 20) == 0);
    EXPECT(CKR_MECHANISM_PARAM_INVALID, sp800(key, CKM_SHA_1_HMAC, "some other label", 16, 20, &b));
    EXPECT(CKR_MECHANISM_PARAM_INVALID, sp800(key, CKM_SHA512_HMAC, label, sizeof label, 20, &b));
    EXPECT(CKR_MECHANISM_PARAM_INVALID, sp800(key, CKM_SHA_1, label, sizeof label, 20, &b));
  }
  CK_OBJECT_HANDLE out = 0;
  EXPECT(CKR_KEY_SIZE_RANGE, sp800(import_key(s, MIKEY_USE_INKEY, inkey, 33), CKM_SHA_1_HMAC, label, sizeof label, 20, &out));
}

/* encr_key and S for the tests of key data. */
struct kek {
  CK_OBJECT_HANDLE key, salt;
  unsigned char key_value[32], salt_value[14];
};

static struct kek import_kek(size_t key_len, size_t salt_len, unsigned char seed) {
  struct kek k;
  memset(k.key_value, seed, sizeof k.key_value);
  memset(k.salt_value, seed ^ 0x55, sizeof k.salt_value);
  k.key = import_key(s, MIKEY_USE_KEK, k.key_value, key_len);
  k.salt = import_key(s, MIKEY_USE_SALT, k.salt_value, salt_len);
  return k;
}

static const unsigned char t_ntp[8] = {0xC0, 1, 2, 3, 4, 5, 6, 7};

static size_t put_protection(unsigned char *p, unsigned alg, CK_OBJECT_HANDLE salt) {
  p[0] = (unsigned char)alg;
  mt_put64(p + 1, salt);
  mt_put32(p + 9, 0xCAFEBABE);
  memcpy(p + 13, t_ntp, 8);
  return 21;
}

static void host_iv(const struct kek *k, unsigned char iv[16]) {
  unsigned char x[14] = {0, 0, 0xCA, 0xFE, 0xBA, 0xBE};
  memcpy(x + 6, t_ntp, 8);
  memset(iv, 0, 16);
  for (int i = 0; i < 14; i++) {
    iv[i] = k->salt_value[i] ^ x[i];
  }
}

static CK_RV unwrap_key_data(const struct kek *k, unsigned alg, unsigned first, const unsigned char *in, size_t len,
                             CK_OBJECT_HANDLE *out) {
  unsigned char p[22];
  put_protection(p, alg, k->salt);
  p[21] = (unsigned char)first;
  CK_MECHANISM m = {CKM_MIKEY_KEY_DATA_UNWRAP, p, sizeof p};
  return f->C_UnwrapKey(s, &m, k->key, (CK_BYTE_PTR)in, len, NULL, 0, out);
}

static CK_RV generate_key_data(const struct kek *k, unsigned alg, const unsigned char *rest, size_t rest_len, CK_OBJECT_HANDLE *out) {
  unsigned char p[512];
  mt_put64(p, k->key);
  put_protection(p + 8, alg, k->salt);
  memcpy(p + 29, rest, rest_len);
  CK_MECHANISM m = {CKM_MIKEY_KEY_DATA_GENERATE, p, 29 + rest_len};
  return f->C_GenerateKey(s, &m, NULL, 0, out);
}

static void key_data_goes_from_sender_to_receiver(void) {
  /* No identity; three keys: TGK+SALT with SPI, TGK with interval, TEK+SALT. AES-KW takes a multiple of 8. */
  static const unsigned char rest[] = {0, 0, 3,                                                        /* */
                                       0x11, 0, 20, 0, 14, 0, 5, 4, 0xA, 0xB, 0xC, 0xD,               /* TGK+SALT, SPI */
                                       0x02, 0, 32, 0, 0, 0, 14, 6, 0, 0, 0, 0, 0, 1, 6, 0, 0, 0, 0, 1, 0, /* interval */
                                       0x30, 0, 16, 0, 14, 0, 0};
  for (unsigned alg = MIKEY_AES_CM_128; alg <= MIKEY_AES_CM_256; alg++) {
    struct kek k = import_kek(alg == MIKEY_AES_CM_256 ? 32 : 16, alg == MIKEY_AES_KW_128 ? 8 : 14, (unsigned char)(0x20 + alg));
    CK_OBJECT_HANDLE sent[3] = {0};
    unsigned char wrapped[512];
    unsigned char octets[300];
    size_t len;
    size_t n;
    /* Of 20 + 14, 32, 16 + 14 octets, with the headers: 4 + 20 + 16 + 5 + 4 + 32 + 14 + 4 + 16 + 16 = 131. */
    CK_RV rv = generate_key_data(&k, alg, rest, sizeof rest, &sent[0]);
    if (alg == MIKEY_AES_KW_128) {
      CHECK(rv == CKR_DATA_LEN_RANGE);
      continue;
    }
    CHECK(rv == CKR_OK);
    OK(attribute(s, sent[0], CKA_MIKEY_WRAPPED, wrapped, sizeof wrapped, &len));
    CHECK(len == 131);
    OK(attribute(s, sent[0], CKA_MIKEY_KEYS, octets, sizeof octets, &n));
    CHECK(n == 16);
    sent[1] = mt_get64(octets);
    sent[2] = mt_get64(octets + 8);

    /* What was sent, decrypted here. */
    unsigned char iv[16];
    unsigned char clear[131];
    host_iv(&k, iv);
    mt_aes_ctr(k.key_value, alg == MIKEY_AES_CM_256 ? 32 : 16, iv, 0, wrapped, len, clear);
    CHECK(memcmp(clear, "\x14\x11\x00\x14", 4) == 0);
    CHECK(memcmp(clear + 24, "\x00\x0e", 2) == 0);
    CHECK(memcmp(clear + 40, "\x04\x0a\x0b\x0c\x0d\x14\x02\x00\x20", 9) == 0);
    CHECK(memcmp(clear + 81, "\x06\x00\x00\x00\x00\x00\x01\x06\x00\x00\x00\x00\x01\x00\x00\x30\x00\x10", 18) == 0);
    unsigned char salt[14];
    OK(attribute(s, sent[0], CKA_MIKEY_SALT, salt, sizeof salt, &n));
    CHECK(n == 14 && memcmp(salt, clear + 26, 14) == 0);
    /* The sender's copy is the key that was sent. */
    unsigned char a[20];
    unsigned char b[20];
    mac_of_inkey(sent[0], a);
    CK_OBJECT_HANDLE copy = import_key(s, MIKEY_USE_INKEY, clear + 4, 20);
    mac_of_inkey(copy, b);
    CHECK(memcmp(a, b, 20) == 0);

    CK_OBJECT_HANDLE got[3] = {0};
    OK(unwrap_key_data(&k, alg, 20, wrapped, len, &got[0]));
    OK(attribute(s, got[0], CKA_MIKEY_KEYS, octets, sizeof octets, &n));
    CHECK(n == 16);
    got[1] = mt_get64(octets);
    got[2] = mt_get64(octets + 8);
    for (int i = 0; i < 2; i++) {
      mac_of_inkey(sent[i], a);
      mac_of_inkey(got[i], b);
      CHECK(memcmp(a, b, 20) == 0);
    }
    tek_probe(sent[2], 14, a);
    tek_probe(got[2], 14, b);
    CHECK(memcmp(a, b, 20) == 0);
    OK(attribute(s, got[0], CKA_MIKEY_KEY_VALIDITY, octets, sizeof octets, &n));
    CHECK(n == 5 && memcmp(octets, "\x04\x0a\x0b\x0c\x0d", 5) == 0);
    OK(attribute(s, got[1], CKA_MIKEY_KEY_DATA_TYPE, octets, sizeof octets, &n));
    CHECK(n == 1 && octets[0] == 0x02);
    unsigned char origin;
    OK(attribute(s, got[0], CKA_MIKEY_ORIGIN, &origin, 1, &n));
    CHECK(origin == MIKEY_ORIGIN_UNWRAPPED);
    /* A TEK of a TGK that came with a salt has that salt (RFC 3830 section 6.13). */
    CK_OBJECT_HANDLE tek = prf(s, got[0], 0, MIKEY_LABEL_TEK, 16);
    OK(attribute(s, tek, CKA_MIKEY_SALT, octets, sizeof octets, &n));
    CHECK(n == 14 && memcmp(octets, salt, 14) == 0);
    /* Another ciphertext under this key stream is refused, and so is a second one that is made. */
    wrapped[1] ^= 0x10;
    EXPECT(CKR_FUNCTION_REJECTED, unwrap_key_data(&k, alg, 20, wrapped, len, &got[0]));
    EXPECT(CKR_FUNCTION_REJECTED, generate_key_data(&k, alg, rest, sizeof rest, &sent[0]));
  }
}

static void key_wrap_uses_the_salt_as_iv(void) {
  static const unsigned char rest[] = {0, 0, 1, 0x00, 0, 20, 0, 0, 0, 0};
  struct kek k = import_kek(16, 8, 0x77);
  CK_OBJECT_HANDLE sent = 0;
  CK_OBJECT_HANDLE got = 0;
  unsigned char wrapped[64];
  unsigned char clear[64];
  size_t len;
  size_t good;
  OK(generate_key_data(&k, MIKEY_AES_KW_128, rest, sizeof rest, &sent));
  OK(attribute(s, sent, CKA_MIKEY_WRAPPED, wrapped, sizeof wrapped, &len));
  CHECK(len == 32);
  OK(mt_aes_kw_unwrap(k.key_value, 16, k.salt_value, wrapped, len, clear, &good));
  CHECK(good != 0 && memcmp(clear, "\x00\x00\x00\x14", 4) == 0);
  OK(unwrap_key_data(&k, MIKEY_AES_KW_128, 20, wrapped, len, &got));
  unsigned char a[20];
  unsigned char b[20];
  mac_of_inkey(sent, a);
  mac_of_inkey(got, b);
  CHECK(memcmp(a, b, 20) == 0);
  for (size_t i = 0; i < len; i++) {
    wrapped[i] ^= 1;
    EXPECT(CKR_WRAPPED_KEY_INVALID, unwrap_key_data(&k, MIKEY_AES_KW_128, 20, wrapped, len, &got));
    wrapped[i] ^= 1;
  }
  EXPECT(CKR_WRAPPED_KEY_LEN_RANGE, unwrap_key_data(&k, MIKEY_AES_KW_128, 20, wrapped, len - 1, &got));
  EXPECT(CKR_WRAPPED_KEY_LEN_RANGE, unwrap_key_data(&k, MIKEY_AES_KW_128, 20, wrapped, 8, &got));
  EXPECT(CKR_WRAPPED_KEY_LEN_RANGE, unwrap_key_data(&k, MIKEY_AES_KW_128, 20, wrapped, 0, &got));
}

/* RFC 3394 section 4.1, whose IV is the standard's: 0xA6 eight times. */
static void key_wrap_matches_rfc3394(void) {
  unsigned char kek[16];
  unsigned char in[16];
  unsigned char out[24];
  unsigned char back[16];
  size_t good;
  static const unsigned char iv[8] = {0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6, 0xA6};
  static const unsigned char expected[] = {0x1F, 0xA6, 0x8B, 0x0A, 0x81, 0x12, 0xB4, 0x47, 0xAE, 0xF3, 0x4B, 0xD8,
                                           0xFB, 0x5A, 0x7B, 0x82, 0x9D, 0x3E, 0x86, 0x23, 0x71, 0xD2, 0xCF, 0xE5};
  for (int i = 0; i < 16; i++) {
    kek[i] = (unsigned char)i;
    in[i] = (unsigned char)(0x11 * i);
  }
  OK(mt_aes_kw_wrap(kek, 16, iv, in, 16, out));
  CHECK(memcmp(out, expected, 24) == 0);
  OK(mt_aes_kw_unwrap(kek, 16, iv, out, 24, back, &good));
  CHECK(good != 0 && memcmp(back, in, 16) == 0);
}

static CK_RV unwrap_clear(unsigned char seed, unsigned first, const unsigned char *clear, size_t len, CK_OBJECT_HANDLE *out) {
  struct kek k = import_kek(16, 14, seed);
  unsigned char iv[16];
  unsigned char in[2048];
  host_iv(&k, iv);
  mt_aes_ctr(k.key_value, 16, iv, 0, clear, len, in);
  return unwrap_key_data(&k, MIKEY_AES_CM_128, first, in, len, out);
}

static void received_identity_is_told_and_nonsense_refused(void) {
  unsigned char clear[2048] = {20, 1, 0, 5, 'a', 'l', 'i', 'c', 'e', 0, 0x00, 0, 16};
  unsigned char identity[16];
  size_t len;
  CK_OBJECT_HANDLE key = 0;
  OK(unwrap_clear(0xA0, 6, clear, 29, &key));
  OK(attribute(s, key, CKA_MIKEY_IDENTITY, identity, sizeof identity, &len));
  CHECK(len == 9 && memcmp(identity, clear, 9) == 0);
  size_t before = find_all(s, NULL, 0, (CK_OBJECT_HANDLE[4096]){0}, 4096);
  struct {
    const char *octets;
    size_t len, total;
    unsigned first;
  } bad[] = {
      {"\x00\x00\x00\x0f", 4, 19, 20},             /* a key below 128 bits */
      {"\x00\x00\x00\x00", 4, 4, 20},              /* no key */
      {"\x00\x00\x00\x10", 4, 21, 20},             /* an octet too many */
      {"\x00\x00\x00\x10", 4, 19, 20},             /* one too few */
      {"\x14\x00\x00\x10", 4, 20, 20},             /* a next payload that is not there */
      {"\x01\x00\x00\x10", 4, 20, 20},             /* KEMAC inside */
      {"\x00\x80\x00\x10", 4, 20, 20},             /* unassigned type */
      {"\x00\x70\x00\x10", 4, 20, 20},             /* K_PR */
      {"\x00\x03\x00\x10", 4, 20, 20},             /* unassigned KV */
      {"\x00\x10\x00\x10", 4, 20, 20},             /* salt missing */
      {"\x00\x01\x00\x10", 4, 20, 20},             /* SPI missing */
      {"\x00\x02\x00\x10", 4, 21, 20},             /* half an interval */
      {"\x00\x01\x00\x05", 4, 29, 6},              /* an identity and no key */
      {"\x14\x01\xff\xff", 4, 29, 6},              /* an identity too long */
      {"\x14", 1, 1, 6},
      {"\x00", 1, 1, 20},
  };
  for (size_t i = 0; i < COUNT(bad); i++) {
    memset(clear, 0, sizeof clear);
    memcpy(clear, bad[i].octets, bad[i].len);
    EXPECT(CKR_WRAPPED_KEY_INVALID, unwrap_clear((unsigned char)(0xB0 + i), bad[i].first, clear, bad[i].total, &key));
  }
  /* Seventeen keys; and the seventh of seven is bad: none of the six is left. */
  for (int i = 0; i < 17; i++) {
    memset(clear + 20 * i, 0, 20);
    clear[20 * i] = i < 16 ? 20 : 0;
    clear[20 * i + 3] = 16;
  }
  EXPECT(CKR_WRAPPED_KEY_INVALID, unwrap_clear(0xD0, 20, clear, 340, &key));
  /* Each try left its encr_key and S, which this test imports. */
  CHECK(find_all(s, NULL, 0, (CK_OBJECT_HANDLE[4096]){0}, 4096) == before + 2 * (COUNT(bad) + 1));
}

static void existing_keys_are_wrapped_only_if_extractable(void) {
  struct kek k = import_kek(16, 8, 0x61);
  CK_ULONG len = 20;
  CK_MECHANISM gen = {CKM_GENERIC_SECRET_KEY_GEN, NULL, 0};
  CK_ATTRIBUTE t[] = {{CKA_VALUE_LEN, &len, sizeof len}, {CKA_EXTRACTABLE, &yes, sizeof yes}};
  CK_OBJECT_HANDLE key = 0;
  CK_OBJECT_HANDLE fixed = 0;
  CK_OBJECT_HANDLE got = 0;
  OK(f->C_GenerateKey(s, &gen, t, 2, &key));
  OK(f->C_GenerateKey(s, &gen, t, 1, &fixed));
  unsigned char p[64];
  unsigned char out[64];
  CK_ULONG out_len = 0;
  put_protection(p, MIKEY_AES_KW_128, k.salt);
  memcpy(p + 21, "\0\0\1", 3);
  mt_put64(p + 24, key);
  memcpy(p + 32, "\x40\0\0\0\0", 5);
  CK_MECHANISM m = {CKM_MIKEY_KEY_DATA_WRAP, p, 37};
  OK(f->C_WrapKey(s, &m, k.key, key, NULL, &out_len));
  CHECK(out_len == 32);
  out_len = 31;
  EXPECT(CKR_BUFFER_TOO_SMALL, f->C_WrapKey(s, &m, k.key, key, out, &out_len));
  CHECK(out_len == 32);
  OK(f->C_WrapKey(s, &m, k.key, key, out, &out_len));
  OK(unwrap_key_data(&k, MIKEY_AES_KW_128, 20, out, out_len, &got));
  unsigned char a[20];
  unsigned char b[20];
  mac_of_inkey(key, a);
  mac_of_inkey(got, b);
  CHECK(memcmp(a, b, 20) == 0);
  mt_put64(p + 24, fixed);
  EXPECT(CKR_KEY_UNEXTRACTABLE, f->C_WrapKey(s, &m, k.key, fixed, out, &out_len));
  EXPECT(CKR_KEY_UNEXTRACTABLE, f->C_WrapKey(s, &m, k.key, key, out, &out_len));
  mt_put64(p + 24, key);
  EXPECT(CKR_MECHANISM_PARAM_INVALID, f->C_WrapKey(s, &m, k.key, fixed, out, &out_len));
  /* Whoever knows this key would have the key stream of one that others decrypt by. */
  struct kek cm = import_kek(16, 14, 0x62);
  put_protection(p, MIKEY_AES_CM_128, cm.salt);
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, f->C_WrapKey(s, &m, cm.key, key, out, &out_len));
}

static void make_rsa(CK_ULONG bits, CK_BBOOL decrypts, CK_OBJECT_HANDLE *pub, CK_OBJECT_HANDLE *priv) {
  make_rsa_pair(s, bits, decrypts, pub, priv);
}

static CK_RV unwrap_envelope(CK_OBJECT_HANDLE rsa, unsigned encoding, unsigned len, const unsigned char *in, size_t in_len,
                             CK_OBJECT_HANDLE *out) {
  unsigned char p[3] = {(unsigned char)encoding, (unsigned char)(len >> 8), (unsigned char)len};
  CK_MECHANISM m = {CKM_MIKEY_ENVELOPE_UNWRAP, p, 3};
  return f->C_UnwrapKey(s, &m, rsa, (CK_BYTE_PTR)in, in_len, NULL, 0, out);
}

static CK_RV generate_envelope(unsigned encoding, unsigned len, const unsigned char *modulus, size_t k, CK_OBJECT_HANDLE *out) {
  unsigned char p[1100] = {(unsigned char)encoding, (unsigned char)(len >> 8), (unsigned char)len, (unsigned char)(k >> 8),
                           (unsigned char)k};
  memcpy(p + 5, modulus, k);
  memcpy(p + 5 + k, "\1\0\1", 3);
  CK_MECHANISM m = {CKM_MIKEY_ENVELOPE_GENERATE, p, 8 + k};
  return f->C_GenerateKey(s, &m, NULL, 0, out);
}

static void envelope_goes_through_rsa(void) {
  for (int decrypts = 0; decrypts < 2; decrypts++) {
    CK_OBJECT_HANDLE pub = 0;
    CK_OBJECT_HANDLE priv = 0;
    unsigned char modulus[512];
    unsigned char wrapped[512];
    size_t k;
    size_t len;
    make_rsa(2048, decrypts ? CK_TRUE : CK_FALSE, &pub, &priv);
    OK(attribute(s, pub, CKA_MODULUS, modulus, sizeof modulus, &k));
    for (unsigned encoding = 1; encoding <= 3; encoding++) {
      CK_OBJECT_HANDLE sent = 0;
      CK_OBJECT_HANDLE got = 0;
      unsigned char a[20];
      unsigned char b[20];
      unsigned char c[20];
      OK(generate_envelope(encoding, 16, modulus, k, &sent));
      OK(attribute(s, sent, CKA_MIKEY_WRAPPED, wrapped, sizeof wrapped, &len));
      CHECK(len == k);
      if (encoding == 3 && !decrypts) {
        /* SoftHSM2's own OAEP is SHA-1 only. */
        EXPECT(CKR_MECHANISM_PARAM_INVALID, unwrap_envelope(priv, encoding, 16, wrapped, len, &got));
        continue;
      }
      OK(unwrap_envelope(priv, encoding, 16, wrapped, len, &got));
      mac_of_inkey(sent, a);
      mac_of_inkey(got, b);
      CHECK(memcmp(a, b, 20) == 0);
      /* What does not decrypt yields a key all the same, always the same one, and another for another input. */
      wrapped[20] ^= 1;
      OK(unwrap_envelope(priv, encoding, 16, wrapped, len, &got));
      mac_of_inkey(got, b);
      OK(unwrap_envelope(priv, encoding, 16, wrapped, len, &got));
      mac_of_inkey(got, c);
      CHECK(memcmp(b, c, 20) == 0 && memcmp(a, b, 20) != 0);
      wrapped[20] ^= 3;
      OK(unwrap_envelope(priv, encoding, 16, wrapped, len, &got));
      mac_of_inkey(got, c);
      CHECK(memcmp(b, c, 20) != 0);
      wrapped[20] ^= 2;
      /* The right block with another length than expected is one that does not decrypt. */
      OK(unwrap_envelope(priv, encoding, 20, wrapped, len, &got));
      mac_of_inkey(got, c);
      CHECK(memcmp(a, c, 20) != 0);
      EXPECT(CKR_WRAPPED_KEY_LEN_RANGE, unwrap_envelope(priv, encoding, 16, wrapped, len - 1, &got));
      EXPECT(CKR_KEY_SIZE_RANGE, unwrap_envelope(priv, encoding, 15, wrapped, len, &got));
      EXPECT(CKR_KEY_SIZE_RANGE, unwrap_envelope(priv, encoding, 250, wrapped, len, &got));
    }
    EXPECT(CKR_UNWRAPPING_KEY_HANDLE_INVALID, unwrap_envelope(pub, 1, 16, wrapped, k, &(CK_OBJECT_HANDLE){0}));
    /* The standard mechanism gives the same key, and needs the length. */
    CK_OBJECT_HANDLE sent = 0;
    CK_OBJECT_HANDLE got = 0;
    OK(generate_envelope(1, 16, modulus, k, &sent));
    OK(attribute(s, sent, CKA_MIKEY_WRAPPED, wrapped, sizeof wrapped, &len));
    CK_ULONG sixteen = 16;
    CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_VALUE_LEN, &sixteen, sizeof sixteen}};
    CK_MECHANISM m = {CKM_RSA_PKCS, NULL, 0};
    EXPECT(CKR_TEMPLATE_INCOMPLETE, f->C_UnwrapKey(s, &m, priv, wrapped, len, t, 1, &got));
    OK(f->C_UnwrapKey(s, &m, priv, wrapped, len, t, 2, &got));
    unsigned char a[20];
    unsigned char b[20];
    mac_of_inkey(sent, a);
    mac_of_inkey(got, b);
    CHECK(memcmp(a, b, 20) == 0);
    /* Sender and receiver work in one direction each. */
    CK_OBJECT_HANDLE kek = prf(s, sent, 0, MIKEY_LABEL_ENCR_KEY, 16);
    CK_BBOOL may[2];
    CK_ATTRIBUTE ab[] = {{CKA_WRAP, &may[0], 1}, {CKA_UNWRAP, &may[1], 1}};
    OK(f->C_GetAttributeValue(s, kek, ab, 2));
    CHECK(may[0] && !may[1]);
    kek = prf(s, got, 0, MIKEY_LABEL_ENCR_KEY, 16);
    OK(f->C_GetAttributeValue(s, kek, ab, 2));
    CHECK(!may[0] && may[1]);
    OK(f->C_DestroyObject(s, pub));
    OK(f->C_DestroyObject(s, priv));
  }
}

static void a_group_key_goes_to_each_member_under_its_envelope(void) {
  static const unsigned char identity[] = {20, 1, 0, 5, 's', 'i', 'p', ':', 'b'};
  CK_OBJECT_HANDLE pub = 0;
  CK_OBJECT_HANDLE priv = 0;
  CK_OBJECT_HANDLE group = 0;
  unsigned char modulus[512];
  size_t k;
  CK_ULONG sixteen = 16;
  CK_MECHANISM gen = {CKM_GENERIC_SECRET_KEY_GEN, NULL, 0};
  CK_ATTRIBUTE t[] = {{CKA_VALUE_LEN, &sixteen, sizeof sixteen}, {CKA_EXTRACTABLE, &yes, sizeof yes}};
  make_rsa(2048, CK_FALSE, &pub, &priv);
  OK(attribute(s, pub, CKA_MODULUS, modulus, sizeof modulus, &k));
  OK(f->C_GenerateKey(s, &gen, t, 2, &group));
  unsigned char expected[20];
  mac_of_inkey(group, expected);
  for (int member = 0; member < 2; member++) {
    CK_OBJECT_HANDLE sent = 0;
    CK_OBJECT_HANDLE received = 0;
    CK_OBJECT_HANDLE got = 0;
    unsigned char pke[512];
    size_t pke_len;
    OK(generate_envelope(1, 16, modulus, k, &sent));
    OK(attribute(s, sent, CKA_MIKEY_WRAPPED, pke, sizeof pke, &pke_len));
    OK(unwrap_envelope(priv, 1, 16, pke, pke_len, &received));
    CK_OBJECT_HANDLE kek = prf(s, sent, 0, MIKEY_LABEL_ENCR_KEY, 16);
    CK_OBJECT_HANDLE salt = prf(s, sent, 0, MIKEY_LABEL_SALT_KEY, 14);
    unsigned char p[64];
    unsigned char out[64];
    CK_ULONG out_len = sizeof out;
    put_protection(p, MIKEY_AES_CM_128, salt);
    mt_put16(p + 21, sizeof identity);
    memcpy(p + 23, identity, sizeof identity);
    p[32] = 1;
    mt_put64(p + 33, group);
    memset(p + 41, 0, 5);
    CK_MECHANISM m = {CKM_MIKEY_KEY_DATA_WRAP, p, 46};
    OK(f->C_WrapKey(s, &m, kek, group, out, &out_len));
    CHECK(out_len == sizeof identity + 20);
    EXPECT(CKR_FUNCTION_REJECTED, f->C_WrapKey(s, &m, kek, group, out, &out_len));
    struct kek receiver = {.key = prf(s, received, 0, MIKEY_LABEL_ENCR_KEY, 16), .salt = salt};
    OK(unwrap_key_data(&receiver, MIKEY_AES_CM_128, 6, out, out_len, &got));
    unsigned char mac[20];
    mac_of_inkey(got, mac);
    CHECK(memcmp(mac, expected, 20) == 0);
    unsigned char told[64];
    size_t told_len;
    OK(attribute(s, got, CKA_MIKEY_IDENTITY, told, sizeof told, &told_len));
    CHECK(told_len == sizeof identity && memcmp(told, identity, told_len) == 0);
    EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, f->C_WrapKey(s, &m, receiver.key, group, out, &out_len));
  }
  OK(f->C_DestroyObject(s, pub));
  OK(f->C_DestroyObject(s, priv));
}

/* "0123456789abcdef" as `openssl pkeyutl` encodes it with rsa_oaep_md and rsa_mgf1_md SHA-256; SoftHSM2 has no such. */
static void oaep_with_sha256_is_that_of_openssl(void) {
  static const char encoded[] =
      "00c081be2c1709f158d4088afc309a823cd65bc4d965c6d93abe8a3d82eae8b7d68a504674df6040ff0abab721c15db6"
      "df91d6535e7c6ce37e612c164beaef0b4db1d9dd0437cdfff67b31bbecce0708e61164262586c1e59eca8d14193dc317"
      "7c2dfc684e74ca0cbd3b156c76a613bbc4db83b2e982787c0559ef2b6a6e6574";
  unsigned char block[128];
  octets_of(encoded, block);
  CHECK(mt_rsa_decode(MIKEY_RSAES_OAEP_SHA_256, 128, block, 16) == ~(size_t)0);
  CHECK(memcmp(block + 112, "0123456789abcdef", 16) == 0);
  for (size_t i = 0; i < 128; i++) {
    octets_of(encoded, block);
    block[i] ^= 1;
    CHECK(mt_rsa_decode(MIKEY_RSAES_OAEP_SHA_256, 128, block, 16) == 0);
  }
  octets_of(encoded, block);
  CHECK(mt_rsa_decode(MIKEY_RSAES_OAEP_SHA_256, 128, block, 17) == 0);
}

/* The same by rsa_padding_mode pkcs1. The first 112 octets are 00 02, padding without zeros, 00 (RFC 8017 section 7.2.2). */
static void pkcs1_encoding_is_checked_whole(void) {
  static const char encoded[] =
      "00028d9c0b09326d79ca265ff122a3a1f720858c6b7901ae3250a3b5c9929ca5df5883950dfba9b858ef25afc0b960ba"
      "e6a88b1249ed81a3b6652ddf2e60e481481302b8358ef46993a2f2215d288bdd7b0ec852f4c13a061861c10f0fb0b091"
      "0afd114b47daed4cbb596339b423070030313233343536373839616263646566";
  unsigned char block[128];
  octets_of(encoded, block);
  CHECK(mt_rsa_decode(MIKEY_RSAES_PKCS1_V1_5, 128, block, 16) == ~(size_t)0);
  CHECK(memcmp(block + 112, "0123456789abcdef", 16) == 0);
  CHECK(mt_rsa_decode(MIKEY_RSAES_PKCS1_V1_5, 128, block, 15) == 0);
  CHECK(mt_rsa_decode(MIKEY_RSAES_PKCS1_V1_5, 128, block, 17) == 0);
  for (size_t i = 0; i < 112; i++) {
    octets_of(encoded, block);
    block[i] = i == 0 || i == 111 ? 1 : 0;
    CHECK(mt_rsa_decode(MIKEY_RSAES_PKCS1_V1_5, 128, block, 16) == 0);
  }
}

/* RFC 2409 section 6.2, the second Oakley group. */
static const char oakley2[] =
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF";

static void export_octets(unsigned char *out, size_t len, const mpz_t z) {
  memset(out, 0, len);
  size_t n = (mpz_sizeinbase(z, 2) + 7) / 8;
  mpz_export(out + len - n, NULL, 1, 1, 1, 0, z);
}

static void dh_secret_keeps_its_leading_zeros(void) {
  mpz_t p, x, y, z, half;
  mpz_inits(p, x, y, z, half, NULL);
  mpz_set_str(p, oakley2, 16);
  unsigned char prime[128], xo[128], yo[128], zo[128];
  export_octets(prime, 128, p);
  CK_OBJECT_CLASS private_key = CKO_PRIVATE_KEY;
  CK_KEY_TYPE dh = CKK_DH;
  CK_BYTE two = 2;
  int zeros_seen = 0;
  mpz_set_ui(x, 0x123456789);
  mpz_ui_pow_ui(half, 2, 1016);
  for (int i = 0; i < 40 || zeros_seen == 0; i++) {
    mpz_mul_ui(x, x, 0x10001);
    mpz_add_ui(x, x, 17);
    mpz_mod(x, x, p);
    mpz_set_ui(y, 2);
    mpz_powm_ui(y, y, 65537 + (unsigned long)i, p);
    mpz_powm(z, y, x, p);
    bool zero = mpz_cmp(z, half) < 0;
    if (i >= 3 && !zero) {
      continue;
    }
    zeros_seen += zero;
    export_octets(xo, 128, x);
    export_octets(yo, 128, y);
    export_octets(zo, 128, z);
    CK_ATTRIBUTE t[] = {{CKA_CLASS, &private_key, sizeof private_key}, {CKA_KEY_TYPE, &dh, sizeof dh},
                        {CKA_TOKEN, &no, sizeof no},                   {CKA_PRIVATE, &yes, sizeof yes},
                        {CKA_SENSITIVE, &yes, sizeof yes},             {CKA_EXTRACTABLE, &no, sizeof no},
                        {CKA_DERIVE, &yes, sizeof yes},                {CKA_PRIME, prime, 128},
                        {CKA_BASE, &two, 1},                           {CKA_VALUE, xo, 128}};
    CK_OBJECT_HANDLE priv = 0;
    CK_OBJECT_HANDLE tgk = 0;
    OK(f->C_CreateObject(s, t, COUNT(t), &priv));
    CK_MECHANISM m = {i % 2 == 0 ? CKM_MIKEY_DH_DERIVE : CKM_DH_PKCS_DERIVE, yo, 128};
    OK(f->C_DeriveKey(s, &m, priv, NULL, 0, &tgk));
    CK_ULONG len = 0;
    size_t n;
    OK(attribute(s, tgk, CKA_VALUE_LEN, &len, sizeof len, &n));
    CHECK(len == 128);
    unsigned char a[20];
    unsigned char b[20];
    mac_of_inkey(tgk, a);
    mac_of_inkey(import_key(s, MIKEY_USE_INKEY, zo, 128), b);
    CHECK(memcmp(a, b, 20) == 0);
    if (i == 0) {
      unsigned char bad[129] = {0};
      CK_MECHANISM no_public = {CKM_MIKEY_DH_DERIVE, bad, 128};
      EXPECT(CKR_MECHANISM_PARAM_INVALID, f->C_DeriveKey(s, &no_public, priv, NULL, 0, &tgk));
      bad[127] = 1;
      EXPECT(CKR_MECHANISM_PARAM_INVALID, f->C_DeriveKey(s, &no_public, priv, NULL, 0, &tgk));
      memcpy(bad, prime, 128);
      EXPECT(CKR_MECHANISM_PARAM_INVALID, f->C_DeriveKey(s, &no_public, priv, NULL, 0, &tgk));
      bad[127]--;
      EXPECT(CKR_MECHANISM_PARAM_INVALID, f->C_DeriveKey(s, &no_public, priv, NULL, 0, &tgk));
      /* A part of the secret, or one that may do more, there is not. */
      CK_ULONG part = 16;
      CK_ATTRIBUTE shorter[] = {{CKA_VALUE_LEN, &part, sizeof part}};
      EXPECT(CKR_TEMPLATE_INCONSISTENT, f->C_DeriveKey(s, &m, priv, shorter, 1, &tgk));
      CK_ATTRIBUTE signs[] = {{CKA_SIGN, &yes, sizeof yes}};
      EXPECT(CKR_TEMPLATE_INCONSISTENT, f->C_DeriveKey(s, &m, priv, signs, 1, &tgk));
    }
    OK(f->C_DestroyObject(s, priv));
  }
  mpz_clears(p, x, y, z, half, NULL);
}

static CK_OBJECT_HANDLE import_tek(const unsigned char *key, size_t len, const unsigned char *salt, size_t salt_len) {
  unsigned char use = MIKEY_USE_TEK;
  CK_OBJECT_HANDLE tek = 0;
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_KEY_TYPE, &aes, sizeof aes}, {CKA_MIKEY_USE, &use, 1},
                      {CKA_VALUE, (void *)key, len},       {CKA_MIKEY_SALT, (void *)salt, salt_len}};
  OK(f->C_CreateObject(s, t, COUNT(t), &tek));
  return tek;
}

static CK_RV ctr(CK_OBJECT_HANDLE key, const unsigned char cb[16], CK_ULONG bits, const void *in, CK_ULONG len, void *out) {
  CK_AES_CTR_PARAMS p;
  p.counter_bits = bits;
  memcpy(p.cb, cb, 16);
  CK_MECHANISM m = {CKM_AES_CTR, &p, sizeof p};
  CK_RV rv = f->C_EncryptInit(s, &m, key);
  return rv != CKR_OK ? rv : f->C_Encrypt(s, (CK_BYTE_PTR)in, len, out, &len);
}

static void srtp_keys_match_rfc3711(void) {
  CK_OBJECT_HANDLE tek = import_tek(b3_master_key, 16, b3_master_salt, 14);
  CK_OBJECT_HANDLE key = 0;
  unsigned char p[8] = {2, 0, 0, 0, 0, 0, 0, 14};
  unsigned char got[64];
  unsigned char expected[64];
  size_t len;
  OK(derive(s, CKM_MIKEY_SRTP_KDF_SALT, p, 8, tek, 0, &key));
  OK(attribute(s, key, CKA_VALUE, got, sizeof got, &len));
  CHECK(len == 14 && memcmp(got, b3_cipher_salt, 14) == 0);
  tek_probe(tek, 14, got);
  host_hmac(b3_auth_key, 20, expected);
  CHECK(memcmp(got, expected, 20) == 0);
  p[0] = 0;
  OK(derive(s, CKM_MIKEY_SRTP_KDF, p, 8, tek, 16, &key));
  static const unsigned char cb[16] = {1, 2, 3};
  static const unsigned char text[50] = "a packet of RTP, and some more of it, to the end";
  OK(ctr(key, cb, 16, text, sizeof text, got));
  mt_aes_ctr(b3_cipher_key, 16, cb, 0, text, sizeof text, expected);
  CHECK(memcmp(got, expected, sizeof text) == 0);
  /* In parts: the same. */
  CK_AES_CTR_PARAMS params = {128, {1, 2, 3}};
  CK_MECHANISM m = {CKM_AES_CTR, &params, sizeof params};
  CK_ULONG a = 64;
  CK_ULONG b = 64;
  OK(f->C_DecryptInit(s, &m, key));
  OK(f->C_DecryptUpdate(s, expected, 7, got, &a));
  OK(f->C_DecryptUpdate(s, expected + 7, 43, got + 7, &b));
  CHECK(a == 7 && b == 43 && memcmp(got, text, sizeof text) == 0);
  EXPECT(CKR_OPERATION_ACTIVE, f->C_Decrypt(s, expected, 7, got, &a));
  a = 0;
  OK(f->C_DecryptFinal(s, got, &a));
  EXPECT(CKR_OPERATION_NOT_INITIALIZED, f->C_DecryptFinal(s, got, &a));
  /* A counter that would wrap. */
  unsigned char end[16];
  memset(end, 0xff, sizeof end);
  OK(ctr(key, end, 16, text, 16, got));
  EXPECT(CKR_DATA_LEN_RANGE, ctr(key, end, 16, text, 17, got));
  /* The labels of each mechanism are its own, and the length of the salt is not to choose. */
  for (unsigned label = 0; label < 8; label++) {
    p[0] = (unsigned char)label;
    bool salt = label == 2 || label == 5;
    CK_RV key_rv = salt || label > 5 ? CKR_MECHANISM_PARAM_INVALID : CKR_OK;
    CK_RV salt_rv = salt ? CKR_OK : CKR_MECHANISM_PARAM_INVALID;
    EXPECT(key_rv, derive(s, CKM_MIKEY_SRTP_KDF, p, 8, tek, label == 1 || label == 4 ? 20 : 16, &key));
    EXPECT(salt_rv, derive(s, CKM_MIKEY_SRTP_KDF_SALT, p, 8, tek, 0, &key));
  }
  p[0] = 2;
  for (unsigned n = 0; n < 256; n++) {
    p[7] = (unsigned char)n;
    EXPECT(n == 12 || n == 14 ? CKR_OK : CKR_MECHANISM_PARAM_INVALID, derive(s, CKM_MIKEY_SRTP_KDF_SALT, p, 8, tek, 0, &key));
  }
}

static CK_OBJECT_HANDLE generic_key(const unsigned char *value, size_t len, const CK_MECHANISM_TYPE *allowed, size_t count) {
  CK_OBJECT_HANDLE key = 0;
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret},
                      {CKA_KEY_TYPE, &generic, sizeof generic},
                      {CKA_VALUE, (void *)value, len},
                      {CKA_ALLOWED_MECHANISMS, (void *)allowed, count * sizeof *allowed}};
  OK(f->C_CreateObject(s, t, COUNT(t), &key));
  return key;
}

/* libsrtp's test/srtp_driver.c, srtp_validate(): one RTP and one RTCP packet under AES_CM_128_HMAC_SHA1_80. */
static CK_OBJECT_HANDLE srtp_key(CK_OBJECT_HANDLE tek, unsigned label, CK_ULONG len) {
  unsigned char p[8] = {(unsigned char)label, 0, 0, 0, 0, 0, 0, 14};
  CK_OBJECT_HANDLE key = 0;
  OK(derive(s, CKM_MIKEY_SRTP_KDF, p, sizeof p, tek, len, &key));
  return key;
}

static void protect(CK_OBJECT_HANDLE tek, unsigned label, unsigned char *packet, size_t header, size_t len, size_t trailer,
                    unsigned long index) {
  unsigned char p[8] = {(unsigned char)(label + 2), 0, 0, 0, 0, 0, 0, 14};
  CK_OBJECT_HANDLE salt = 0;
  CK_AES_CTR_PARAMS ctr = {16, {0}};
  size_t salt_len;
  OK(derive(s, CKM_MIKEY_SRTP_KDF_SALT, p, sizeof p, tek, 0, &salt));
  OK(attribute(s, salt, CKA_VALUE, ctr.cb, 14, &salt_len));
  /* RFC 3711 section 4.1.1: the SSRC from octet 4, the index of 48 bits from octet 8 on. */
  for (size_t i = 0; i < 4; i++) {
    ctr.cb[4 + i] ^= packet[header - 4 + i];
    ctr.cb[10 + i] ^= (unsigned char)(index >> (24 - 8 * i));
  }
  CK_MECHANISM m = {CKM_AES_CTR, &ctr, sizeof ctr};
  CK_ULONG out = len;
  OK(f->C_EncryptInit(s, &m, srtp_key(tek, label, 16)));
  OK(f->C_Encrypt(s, packet + header, len, packet + header, &out));
  CK_ULONG tag = 10;
  m = (CK_MECHANISM){CKM_SHA_1_HMAC_GENERAL, &tag, sizeof tag};
  OK(f->C_SignInit(s, &m, srtp_key(tek, label + 1, 20)));
  OK(f->C_Sign(s, packet, header + len + 4, packet + header + len + trailer, &tag));
}

static void packets_match_those_of_libsrtp(void) {
  unsigned char key[] = {0xe1, 0xf9, 0x7a, 0x0d, 0x3e, 0x01, 0x8b, 0xe0, 0xd6, 0x4f, 0xa3, 0x2c, 0x06, 0xde, 0x41, 0x39};
  unsigned char salt[] = {0x0e, 0xc6, 0x75, 0xad, 0x49, 0x8a, 0xfe, 0xeb, 0xb6, 0x96, 0x0b, 0x3a, 0xab, 0xe6};
  unsigned char rtp[64] = {0x80, 0x0f, 0x12, 0x34, 0xde, 0xca, 0xfb, 0xad, 0xca, 0xfe, 0xba, 0xbe};
  static const unsigned char srtp[] = {0x80, 0x0f, 0x12, 0x34, 0xde, 0xca, 0xfb, 0xad, 0xca, 0xfe, 0xba, 0xbe, 0x4e,
                                       0x55, 0xdc, 0x4c, 0xe7, 0x99, 0x78, 0xd8, 0x8c, 0xa4, 0xd2, 0x15, 0x94, 0x9d,
                                       0x24, 0x02, 0xb7, 0x8d, 0x6a, 0xcc, 0x99, 0xea, 0x17, 0x9b, 0x8d, 0xbb};
  unsigned char rtcp[64] = {0x81, 0xc8, 0x00, 0x0b, 0xca, 0xfe, 0xba, 0xbe};
  static const unsigned char srtcp[] = {0x81, 0xc8, 0x00, 0x0b, 0xca, 0xfe, 0xba, 0xbe, 0x71, 0x28, 0x03, 0x5b, 0xe4,
                                        0x87, 0xb9, 0xbd, 0xbe, 0xf8, 0x90, 0x41, 0xf9, 0x77, 0xa5, 0xa8, 0x80, 0x00,
                                        0x00, 0x01, 0x99, 0x3e, 0x08, 0xcd, 0x54, 0xd6, 0xc1, 0x23, 0x07, 0x98};
  unsigned char use = MIKEY_USE_TEK;
  CK_OBJECT_HANDLE tek = 0;
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_KEY_TYPE, &aes, sizeof aes}, {CKA_MIKEY_USE, &use, 1},
                      {CKA_VALUE, key, sizeof key},        {CKA_MIKEY_SALT, salt, sizeof salt}};
  OK(f->C_CreateObject(s, t, COUNT(t), &tek));
  memset(rtp + 12, 0xab, 16);
  protect(tek, 0, rtp, 12, 16, 0, 0x1234); /* the MAC covers the roll-over counter, which is 0 and not sent */
  CHECK(memcmp(rtp, srtp, sizeof srtp) == 0);
  memset(rtcp + 8, 0xab, 16);
  mt_put32(rtcp + 24, 0x80000001); /* E flag and SRTCP index */
  protect(tek, 3, rtcp, 8, 16, 4, 1);
  CHECK(memcmp(rtcp, srtcp, sizeof srtcp) == 0);
}

static void standard_derivations_work_where_allowed(void) {
  static const CK_MECHANISM_TYPE all[] = {CKM_EXTRACT_KEY_FROM_KEY,      CKM_CONCATENATE_BASE_AND_KEY,
                                          CKM_CONCATENATE_BASE_AND_DATA, CKM_CONCATENATE_DATA_AND_BASE,
                                          CKM_XOR_BASE_AND_DATA,         CKM_SP800_108_DOUBLE_PIPELINE_KDF,
                                          CKM_MIKEY_PRF,                 CKM_MIKEY_PRF_SALT};
  unsigned char value[48];
  unsigned char expected[96];
  unsigned char a[20];
  unsigned char b[20];
  pattern(value, sizeof value);
  CK_OBJECT_HANDLE key = generic_key(value, 48, all, COUNT(all));
  CK_OBJECT_HANDLE out = 0;
  CK_ULONG bit = 64;
  OK(derive(s, CKM_EXTRACT_KEY_FROM_KEY, &bit, sizeof bit, key, 16, &out));
  mac_of_inkey(out, a);
  mac_of_inkey(import_key(s, MIKEY_USE_INKEY, value + 8, 16), b);
  CHECK(memcmp(a, b, 20) == 0);
  bit = 67;
  OK(derive(s, CKM_EXTRACT_KEY_FROM_KEY, &bit, sizeof bit, key, 16, &out));
  for (int i = 0; i < 16; i++) {
    expected[i] = (unsigned char)(value[8 + i] << 3 | value[9 + i] >> 5);
  }
  mac_of_inkey(out, a);
  mac_of_inkey(import_key(s, MIKEY_USE_INKEY, expected, 16), b);
  CHECK(memcmp(a, b, 20) == 0);
  EXPECT(CKR_KEY_SIZE_RANGE, derive(s, CKM_EXTRACT_KEY_FROM_KEY, &bit, sizeof bit, key, 15, &out));
  EXPECT(CKR_KEY_SIZE_RANGE, derive(s, CKM_EXTRACT_KEY_FROM_KEY, &bit, sizeof bit, key, 1, &out));
  bit = 257;
  EXPECT(CKR_KEY_SIZE_RANGE, derive(s, CKM_EXTRACT_KEY_FROM_KEY, &bit, sizeof bit, key, 16, &out));
  bit = ~0UL;
  EXPECT(CKR_KEY_SIZE_RANGE, derive(s, CKM_EXTRACT_KEY_FROM_KEY, &bit, sizeof bit, key, 16, &out));

  unsigned char mask[48];
  memset(mask, 0x5a, sizeof mask);
  CK_KEY_DERIVATION_STRING_DATA d = {mask, 32};
  OK(derive(s, CKM_XOR_BASE_AND_DATA, &d, sizeof d, key, 32, &out));
  for (int i = 0; i < 32; i++) {
    expected[i] = value[i] ^ 0x5a;
  }
  mac_of_inkey(out, a);
  mac_of_inkey(import_key(s, MIKEY_USE_INKEY, expected, 32), b);
  CHECK(memcmp(a, b, 20) == 0);
  d.string_data_len = 15;
  EXPECT(CKR_KEY_SIZE_RANGE, derive(s, CKM_XOR_BASE_AND_DATA, &d, sizeof d, key, 0, &out));

  /* Concatenations: the value shows in the standard KDF over the whole. */
  CK_OBJECT_HANDLE joined = 0;
  CK_OBJECT_HANDLE x = 0;
  CK_OBJECT_HANDLE y = 0;
  unsigned char label[] = {0x2D, 0x22, 0xAC, 0x75, 0xff, 1, 2, 3, 4};
  CK_OBJECT_HANDLE short_key = generic_key(value, 16, all, COUNT(all));
  d.string_data_len = 10;
  struct {
    CK_MECHANISM_TYPE type;
    const void *parameter;
    size_t len;
  } cases[] = {{CKM_CONCATENATE_BASE_AND_DATA, &d, sizeof d},
               {CKM_CONCATENATE_DATA_AND_BASE, &d, sizeof d},
               {CKM_CONCATENATE_BASE_AND_KEY, &short_key, sizeof short_key}};
  for (size_t i = 0; i < COUNT(cases); i++) {
    size_t len = i == 2 ? 32 : 26;
    OK(derive(s, cases[i].type, cases[i].parameter, cases[i].len, short_key, 0, &joined));
    memcpy(expected + (i == 1 ? 10 : 0), value, 16);
    memcpy(expected + (i == 1 ? 0 : 16), i == 2 ? value : mask, i == 2 ? 16 : 10);
    OK(sp800(joined, CKM_SHA_1_HMAC, label, sizeof label, 20, &x));
    OK(sp800(import_key(s, MIKEY_USE_INKEY, expected, len), CKM_SHA_1_HMAC, label, sizeof label, 20, &y));
    OK(probe(s, x, a));
    OK(probe(s, y, b));
    CHECK(memcmp(a, b, 20) == 0);
    /* It cannot be cut again. */
    bit = 80;
    EXPECT(CKR_TEMPLATE_INCONSISTENT, derive(s, cases[i].type, cases[i].parameter, cases[i].len, short_key, 16, &out));
    EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, derive(s, CKM_EXTRACT_KEY_FROM_KEY, &bit, sizeof bit, joined, 16, &out));
    EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, derive(s, CKM_XOR_BASE_AND_DATA, &d, sizeof d, joined, 0, &out));
    EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, try_prf(s, joined, 0, MIKEY_LABEL_AUTH_KEY, 20, &out));
  }
  /* A PSK allows none of it. */
  CK_OBJECT_HANDLE psk = import_key(s, MIKEY_USE_INKEY, value, 48);
  bit = 0;
  d.string_data_len = 32;
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, derive(s, CKM_EXTRACT_KEY_FROM_KEY, &bit, sizeof bit, psk, 16, &out));
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, derive(s, CKM_XOR_BASE_AND_DATA, &d, sizeof d, psk, 0, &out));
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, derive(s, CKM_CONCATENATE_BASE_AND_KEY, &psk, sizeof psk, key, 0, &out));
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, derive(s, CKM_CONCATENATE_DATA_AND_BASE, &d, sizeof d, psk, 0, &out));
}

static void hmac_takes_short_keys_and_parts(void) {
  CK_OBJECT_HANDLE key = import_key(s, MIKEY_USE_MAC, "k", 1);
  unsigned char mac[64];
  unsigned char expected[20];
  CK_ULONG len = 64;
  CK_MECHANISM m = {CKM_SHA_1_HMAC, NULL, 0};
  host_hmac((const unsigned char *)"k", 1, expected);
  OK(f->C_SignInit(s, &m, key));
  EXPECT(CKR_OPERATION_ACTIVE, f->C_SignInit(s, &m, key));
  OK(f->C_Sign(s, (CK_BYTE_PTR)PROBE, sizeof PROBE - 1, NULL, &len));
  CHECK(len == 20);
  len = 19;
  EXPECT(CKR_BUFFER_TOO_SMALL, f->C_Sign(s, (CK_BYTE_PTR)PROBE, sizeof PROBE - 1, mac, &len));
  CHECK(len == 20);
  OK(f->C_Sign(s, (CK_BYTE_PTR)PROBE, sizeof PROBE - 1, mac, &len));
  CHECK(memcmp(mac, expected, 20) == 0);
  EXPECT(CKR_OPERATION_NOT_INITIALIZED, f->C_Sign(s, (CK_BYTE_PTR)PROBE, 1, mac, &len));
  OK(f->C_SignInit(s, &m, key));
  OK(f->C_SignUpdate(s, (CK_BYTE_PTR)PROBE, 4));
  OK(f->C_SignUpdate(s, (CK_BYTE_PTR)PROBE + 4, sizeof PROBE - 5));
  OK(f->C_SignFinal(s, mac, &len));
  CHECK(memcmp(mac, expected, 20) == 0);
  OK(f->C_VerifyInit(s, &m, key));
  OK(f->C_Verify(s, (CK_BYTE_PTR)PROBE, sizeof PROBE - 1, mac, 20));
  mac[19] ^= 1;
  OK(f->C_VerifyInit(s, &m, key));
  EXPECT(CKR_SIGNATURE_INVALID, f->C_Verify(s, (CK_BYTE_PTR)PROBE, sizeof PROBE - 1, mac, 20));
  OK(f->C_VerifyInit(s, &m, key));
  EXPECT(CKR_SIGNATURE_LEN_RANGE, f->C_Verify(s, (CK_BYTE_PTR)PROBE, sizeof PROBE - 1, mac, 19));
  CK_ULONG ten = 10;
  CK_MECHANISM general = {CKM_SHA_1_HMAC_GENERAL, &ten, sizeof ten};
  OK(f->C_VerifyInit(s, &general, key));
  OK(f->C_VerifyUpdate(s, (CK_BYTE_PTR)PROBE, sizeof PROBE - 1));
  OK(f->C_VerifyFinal(s, mac, 10));
  ten = 21;
  EXPECT(CKR_MECHANISM_PARAM_INVALID, f->C_SignInit(s, &general, key));
  /* A key destroyed while its operation is open. */
  OK(f->C_SignInit(s, &m, key));
  OK(f->C_DestroyObject(s, key));
  EXPECT(CKR_KEY_HANDLE_INVALID, f->C_Sign(s, (CK_BYTE_PTR)PROBE, 4, mac, &len));
}

static bool is_hex(const unsigned char *got, const char *hex) {
  unsigned char expected[128];
  size_t n = octets_of(hex, expected);
  return memcmp(got, expected, n) == 0;
}

/* The chain of docs/pkcs11-mikey-profile.md: from a pre-shared key and a KEMAC to an SRTP packet. */
static void the_documented_vectors_come_out(void) {
  unsigned char in[128];
  unsigned char out[128];
  size_t n = octets_of("000102030405060708090a0b0c0d0e0f", in);
  CK_OBJECT_HANDLE psk = import_key(s, MIKEY_USE_INKEY, in, n);
  CK_OBJECT_HANDLE auth = prf(s, psk, 0, MIKEY_LABEL_AUTH_KEY, 20);
  octets_of("5128fbd4045393bd34d9ffca7e877700781330e8", in);
  OK(probe(s, auth, out));
  host_hmac(in, 20, out + 20);
  CHECK(memcmp(out, out + 20, 20) == 0);

  CK_OBJECT_HANDLE kek = prf(s, psk, 0, MIKEY_LABEL_ENCR_KEY, 16);
  static const struct {
    unsigned alg, salt_len;
    const char *encr_data;
  } messages[] = {{MIKEY_AES_CM_128, 14, "08345e3fd5d557c38325cb99f96cbc3bc002706fbf18f5d64cd1f40327"},
                  {MIKEY_AES_KW_128, 8, "f8f40b080408d7a932ab43c2eebc61025f559db516491acae72433ab37a7576c"}};
  for (size_t i = 0; i < COUNT(messages); i++) {
    unsigned char p[22] = {(unsigned char)messages[i].alg};
    mt_put64(p + 1, prf(s, psk, 0, MIKEY_LABEL_SALT_KEY, messages[i].salt_len));
    octets_of("01020304c000010203040506", p + 9);
    p[21] = 20;
    CK_MECHANISM unwrap = {CKM_MIKEY_KEY_DATA_UNWRAP, p, sizeof p};
    CK_OBJECT_HANDLE tgk = 0;
    n = octets_of(messages[i].encr_data, in);
    OK(f->C_UnwrapKey(s, &unwrap, kek, in, n, NULL, 0, &tgk));
    CK_OBJECT_HANDLE tek = prf(s, tgk, 0, MIKEY_LABEL_TEK, 16);
    OK(attribute(s, tek, CKA_MIKEY_SALT, out, sizeof out, &n));
    CHECK(n == 14 && is_hex(out, "9416371742c07ec9affad6a036a6"));

    unsigned char kdf[8] = {2, 0, 0, 0, 0, 0, 0, 14};
    CK_OBJECT_HANDLE salt = 0;
    CK_OBJECT_HANDLE cipher = 0;
    CK_OBJECT_HANDLE mac = 0;
    OK(derive(s, CKM_MIKEY_SRTP_KDF_SALT, kdf, 8, tek, 0, &salt));
    OK(attribute(s, salt, CKA_VALUE, out, sizeof out, &n));
    CHECK(n == 14 && is_hex(out, "cc358b7bf057e3b7a2da22976275"));
    kdf[0] = 0;
    OK(derive(s, CKM_MIKEY_SRTP_KDF, kdf, 8, tek, 16, &cipher));
    kdf[0] = 1;
    OK(derive(s, CKM_MIKEY_SRTP_KDF, kdf, 8, tek, 20, &mac));
    unsigned char iv[16];
    octets_of("cc358b7be175d0f3a2da229762740000", iv);
    unsigned char packet[28];
    octets_of("800000010000000a11223344", packet);
    OK(ctr(cipher, iv, 128, "hello, mikey", 12, packet + 12));
    CHECK(is_hex(packet + 12, "ebb4e74ccf6b60d7201bebb8"));
    memset(packet + 24, 0, 4);
    CK_ULONG ten = 10;
    CK_MECHANISM tag = {CKM_SHA_1_HMAC_GENERAL, &ten, sizeof ten};
    OK(f->C_SignInit(s, &tag, mac));
    OK(f->C_Sign(s, packet, sizeof packet, out, &ten));
    CHECK(ten == 10 && is_hex(out, "7f15b259eaf1a4f33ea2"));
  }
}

int mechanism_tests(CK_SESSION_HANDLE session) {
  static const struct {
    const char *name;
    void (*run)(void);
  } tests[] = {
#define TEST(name) {#name, name}
      TEST(prf_matches_vectors_for_every_inkey_length),
      TEST(standard_kdf_is_the_prf),
      TEST(key_data_goes_from_sender_to_receiver),
      TEST(key_wrap_uses_the_salt_as_iv),
      TEST(key_wrap_matches_rfc3394),
      TEST(received_identity_is_told_and_nonsense_refused),
      TEST(existing_keys_are_wrapped_only_if_extractable),
      TEST(envelope_goes_through_rsa),
      TEST(a_group_key_goes_to_each_member_under_its_envelope),
      TEST(oaep_with_sha256_is_that_of_openssl),
      TEST(pkcs1_encoding_is_checked_whole),
      TEST(dh_secret_keeps_its_leading_zeros),
      TEST(srtp_keys_match_rfc3711),
      TEST(packets_match_those_of_libsrtp),
      TEST(standard_derivations_work_where_allowed),
      TEST(hmac_takes_short_keys_and_parts),
      TEST(the_documented_vectors_come_out),
  };
  s = session;
  for (size_t i = 0; i < COUNT(tests); i++) {
    running = tests[i].name;
    int before = failures;
    tests[i].run();
    printf("%s %s\n", failures == before ? "ok  " : "FAIL", running);
  }
  return failures;
}
