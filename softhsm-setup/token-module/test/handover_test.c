/* A pre-shared key that is generated on one side goes to the RSA key of the other by CKM_RSA_AES_KEY_WRAP. */
#include "harness.h"

#include "../src/crypto.h"

static CK_SESSION_HANDLE s;
static CK_RSA_PKCS_OAEP_PARAMS oaep = {CKM_SHA_1, CKG_MGF1_SHA1, CKZ_DATA_SPECIFIED, NULL, 0};
static MIKEY_RSA_AES_KEY_WRAP_PARAMS parameter = {256, &oaep};
static CK_MECHANISM by_rsa = {CKM_RSA_AES_KEY_WRAP, &parameter, sizeof parameter};
static unsigned char inkey = MIKEY_USE_INKEY;
enum { RSA = 256, ROOM = 700 };

static CK_OBJECT_HANDLE generate(CK_ULONG len, CK_BBOOL extractable) {
  CK_MECHANISM m = {CKM_GENERIC_SECRET_KEY_GEN, NULL, 0};
  CK_ATTRIBUTE t[] = {{CKA_VALUE_LEN, &len, sizeof len}, {CKA_MIKEY_USE, &inkey, 1}, {CKA_EXTRACTABLE, &extractable, 1}};
  CK_OBJECT_HANDLE key = 0;
  OK(f->C_GenerateKey(s, &m, t, COUNT(t), &key));
  return key;
}

static CK_RV unwrap(CK_MECHANISM *m, CK_OBJECT_HANDLE priv, unsigned use, const unsigned char *in, CK_ULONG in_len, CK_ULONG len,
                    CK_OBJECT_HANDLE *key) {
  unsigned char u = (unsigned char)use;
  CK_ATTRIBUTE t[] = {{CKA_MIKEY_USE, &u, 1}, {CKA_VALUE_LEN, &len, sizeof len}};
  return f->C_UnwrapKey(s, m, priv, (CK_BYTE_PTR)in, in_len, t, len == 0 ? 1 : 2, key);
}

static bool flag(CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type) {
  CK_BBOOL value = CK_FALSE;
  size_t len;
  OK(attribute(s, key, type, &value, 1, &len));
  return value != CK_FALSE;
}

static CK_ULONG number(CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type) {
  CK_ULONG value = 0;
  size_t len;
  OK(attribute(s, key, type, &value, sizeof value, &len));
  return value;
}

static unsigned octet(CK_OBJECT_HANDLE key, CK_ATTRIBUTE_TYPE type) {
  unsigned char value = 0;
  size_t len;
  OK(attribute(s, key, type, &value, 1, &len));
  return value;
}

static void destroy(const CK_OBJECT_HANDLE *keys, size_t count) {
  for (size_t i = 0; i < count; i++) {
    OK(f->C_DestroyObject(s, keys[i]));
  }
}

/* A KEMAC of pre-shared key mode (RFC 3830 section 3.1): its TGK made with one, opened with the other. */
static bool carries(CK_OBJECT_HANDLE from, CK_OBJECT_HANDLE to) {
  CK_OBJECT_HANDLE kek[2], salt[2], tgk = 0, got = 0, mac[2];
  unsigned char p[40] = {0}, data_[100], a[20], b[20];
  size_t len;
  for (int i = 0; i < 2; i++) {
    kek[i] = prf(s, i == 0 ? from : to, 0, MIKEY_LABEL_ENCR_KEY, 16);
    salt[i] = prf(s, i == 0 ? from : to, 0, MIKEY_LABEL_SALT_KEY, 8);
  }
  mt_put64(p, kek[0]);
  p[8] = MIKEY_AES_KW_128;
  mt_put64(p + 9, salt[0]);
  p[31] = 1;
  p[34] = 20; /* with the header of a key data sub-payload, whole blocks of AES key wrap */
  CK_MECHANISM make = {CKM_MIKEY_KEY_DATA_GENERATE, p, 39};
  OK(f->C_GenerateKey(s, &make, NULL, 0, &tgk));
  OK(attribute(s, tgk, CKA_MIKEY_WRAPPED, data_, sizeof data_, &len));
  unsigned char q[22] = {MIKEY_AES_KW_128};
  mt_put64(q + 1, salt[1]);
  q[21] = 20;
  CK_MECHANISM open = {CKM_MIKEY_KEY_DATA_UNWRAP, q, sizeof q};
  CK_RV rv = f->C_UnwrapKey(s, &open, kek[1], data_, len, NULL, 0, &got);
  destroy(kek, 2);
  destroy(salt, 2);
  if (rv != CKR_OK) {
    OK(f->C_DestroyObject(s, tgk));
    return false;
  }
  mac[0] = prf(s, tgk, 0, MIKEY_LABEL_AUTH_KEY, 20);
  mac[1] = prf(s, got, 0, MIKEY_LABEL_AUTH_KEY, 20);
  OK(probe(s, mac[0], a));
  OK(probe(s, mac[1], b));
  CK_OBJECT_HANDLE all[] = {tgk, got, mac[0], mac[1]};
  destroy(all, COUNT(all));
  return memcmp(a, b, 20) == 0;
}

static void a_shared_key_serves_both_sides(void) {
  static const CK_ULONG lengths[] = {16, 20, 32, 33, 64};
  CK_OBJECT_HANDLE pub = 0, priv = 0;
  make_rsa_pair(s, 2048, CK_FALSE, &pub, &priv);
  for (size_t i = 0; i < COUNT(lengths); i++) {
    unsigned char wrapped[ROOM];
    CK_ULONG len = 0, size = RSA + (lengths[i] + 7) / 8 * 8 + 8;
    CK_OBJECT_HANDLE mine = generate(lengths[i], CK_TRUE), theirs = 0;
    OK(f->C_WrapKey(s, &by_rsa, pub, mine, NULL, &len));
    CHECK(len == size);
    len--;
    EXPECT(CKR_BUFFER_TOO_SMALL, f->C_WrapKey(s, &by_rsa, pub, mine, wrapped, &len));
    OK(f->C_WrapKey(s, &by_rsa, pub, mine, wrapped, &len));
    OK(unwrap(&by_rsa, priv, MIKEY_USE_INKEY, wrapped, len, lengths[i], &theirs));
    CHECK(carries(mine, theirs) && carries(theirs, mine));
    /* Readback: what came in says so, and never leaves again. */
    CHECK(number(theirs, CKA_VALUE_LEN) == lengths[i] && number(theirs, CKA_KEY_TYPE) == CKK_GENERIC_SECRET);
    CHECK(octet(theirs, CKA_MIKEY_USE) == MIKEY_USE_INKEY && octet(theirs, CKA_MIKEY_ORIGIN) == MIKEY_ORIGIN_UNWRAPPED);
    CHECK(flag(theirs, CKA_SENSITIVE) && flag(theirs, CKA_DERIVE) && !flag(theirs, CKA_EXTRACTABLE) && !flag(theirs, CKA_LOCAL));
    CHECK(!flag(theirs, CKA_NEVER_EXTRACTABLE) && !flag(theirs, CKA_ALWAYS_SENSITIVE));
    unsigned char value[100];
    size_t value_len;
    EXPECT(CKR_ATTRIBUTE_SENSITIVE, attribute(s, theirs, CKA_VALUE, value, sizeof value, &value_len));
    EXPECT(CKR_KEY_UNEXTRACTABLE, f->C_WrapKey(s, &by_rsa, pub, theirs, wrapped, &len));
    CK_ATTRIBUTE open = {CKA_EXTRACTABLE, &yes, 1};
    EXPECT(CKR_ATTRIBUTE_READ_ONLY, f->C_SetAttributeValue(s, theirs, &open, 1));
    /* Locked, the sender's never leaves again either, and shows that it could. */
    CK_ATTRIBUTE lock = {CKA_EXTRACTABLE, &no, 1};
    OK(f->C_SetAttributeValue(s, mine, &lock, 1));
    EXPECT(CKR_KEY_UNEXTRACTABLE, f->C_WrapKey(s, &by_rsa, pub, mine, wrapped, &len));
    EXPECT(CKR_ATTRIBUTE_READ_ONLY, f->C_SetAttributeValue(s, mine, &open, 1));
    CHECK(!flag(mine, CKA_NEVER_EXTRACTABLE) && flag(mine, CKA_LOCAL));
    CHECK(carries(mine, theirs) && carries(theirs, mine));
    CK_OBJECT_HANDLE keys[] = {mine, theirs};
    destroy(keys, 2);
  }
  CK_OBJECT_HANDLE pair[] = {pub, priv};
  destroy(pair, 2);
}

static void what_was_changed_does_not_come_in(void) {
  CK_OBJECT_HANDLE pub = 0, priv = 0, other_pub = 0, other = 0, none = 0, mine = generate(20, CK_TRUE);
  make_rsa_pair(s, 2048, CK_TRUE, &pub, &priv);
  make_rsa_pair(s, 2048, CK_TRUE, &other_pub, &other);
  unsigned char w[ROOM];
  CK_ULONG len = sizeof w;
  OK(f->C_WrapKey(s, &by_rsa, pub, mine, w, &len));
  CHECK(len == RSA + 32);
  for (CK_ULONG at = 1; at < len; at += at < RSA ? 51 : 1) {
    w[at] ^= 1;
    EXPECT(CKR_WRAPPED_KEY_INVALID, unwrap(&by_rsa, priv, MIKEY_USE_INKEY, w, len, 20, &none));
    w[at] ^= 1;
  }
  EXPECT(CKR_WRAPPED_KEY_INVALID, unwrap(&by_rsa, other, MIKEY_USE_INKEY, w, len, 20, &none));
  /* The length is in what was wrapped: the one who opens it does not choose it (rule 10). */
  for (CK_ULONG wrong = 17; wrong <= 24; wrong++) {
    if (wrong != 20) {
      EXPECT(CKR_WRAPPED_KEY_INVALID, unwrap(&by_rsa, priv, MIKEY_USE_INKEY, w, len, wrong, &none));
    }
  }
  EXPECT(CKR_WRAPPED_KEY_LEN_RANGE, unwrap(&by_rsa, priv, MIKEY_USE_INKEY, w, len, 16, &none));
  EXPECT(CKR_WRAPPED_KEY_LEN_RANGE, unwrap(&by_rsa, priv, MIKEY_USE_INKEY, w, len, 25, &none));
  EXPECT(CKR_WRAPPED_KEY_LEN_RANGE, unwrap(&by_rsa, priv, MIKEY_USE_INKEY, w, len - 1, 20, &none));
  EXPECT(CKR_WRAPPED_KEY_LEN_RANGE, unwrap(&by_rsa, priv, MIKEY_USE_INKEY, w, len - 8, 20, &none));
  EXPECT(CKR_WRAPPED_KEY_LEN_RANGE, unwrap(&by_rsa, priv, MIKEY_USE_INKEY, w, 0, 20, &none));
  EXPECT(CKR_TEMPLATE_INCOMPLETE, unwrap(&by_rsa, priv, MIKEY_USE_INKEY, w, len, 0, &none));
  static const CK_ULONG sizes[] = {1, 8, 15, 65, 4096, ~0UL, ~0UL - 7};
  for (size_t i = 0; i < COUNT(sizes); i++) {
    EXPECT(CKR_KEY_SIZE_RANGE, unwrap(&by_rsa, priv, MIKEY_USE_INKEY, w, len, sizes[i], &none));
  }
  /* Nor as anything else, nor as something that may do more. */
  for (unsigned use = MIKEY_USE_ENVELOPE; use <= MIKEY_USE_TRANSPORT; use++) {
    if (use != MIKEY_USE_RSK && use != MIKEY_USE_SSK) {
      EXPECT(CKR_TEMPLATE_INCONSISTENT, unwrap(&by_rsa, priv, use, w, len, 20, &none));
    }
  }
  CK_ULONG twenty = 20;
  CK_ATTRIBUTE more[] = {{CKA_EXTRACTABLE, &yes, 1}, {CKA_SENSITIVE, &no, 1}, {CKA_PRIVATE, &no, 1}, {CKA_SIGN, &yes, 1},
                         {CKA_WRAP, &yes, 1},        {CKA_UNWRAP, &yes, 1},   {CKA_ENCRYPT, &yes, 1}};
  for (size_t i = 0; i < COUNT(more); i++) {
    CK_ATTRIBUTE t[] = {{CKA_MIKEY_USE, &inkey, 1}, {CKA_VALUE_LEN, &twenty, sizeof twenty}, more[i]};
    EXPECT(CKR_TEMPLATE_INCONSISTENT, f->C_UnwrapKey(s, &by_rsa, priv, w, len, t, 3, &none));
  }
  CHECK(none == 0);
  OK(unwrap(&by_rsa, priv, MIKEY_USE_INKEY, w, len, 20, &none));
  CK_OBJECT_HANDLE all[] = {none, mine, pub, priv, other_pub, other};
  destroy(all, COUNT(all));
}

/* PKE data that a message brought (RFC 3830 section 6.4) is no pre-shared key, whatever is put behind it. */
static void an_envelope_key_does_not_come_in(void) {
  CK_OBJECT_HANDLE pub = 0, priv = 0, envelope = 0, none = 0, mine = generate(32, CK_TRUE);
  make_rsa_pair(s, 2048, CK_TRUE, &pub, &priv);
  unsigned char p[5 + RSA + 3] = {MIKEY_RSAES_OAEP_SHA_1, 0, 32, RSA >> 8, RSA & 0xff}, pke[RSA], w[ROOM], forged[ROOM] = {0};
  size_t got;
  CK_ULONG len = sizeof w;
  OK(attribute(s, pub, CKA_MODULUS, p + 5, RSA, &got));
  CHECK(got == RSA);
  memcpy(p + 5 + RSA, (unsigned char[]){1, 0, 1}, 3);
  CK_MECHANISM seal = {CKM_MIKEY_ENVELOPE_GENERATE, p, sizeof p};
  OK(f->C_GenerateKey(s, &seal, NULL, 0, &envelope));
  OK(attribute(s, envelope, CKA_MIKEY_WRAPPED, pke, sizeof pke, &got));
  CHECK(got == RSA);
  OK(f->C_WrapKey(s, &by_rsa, pub, mine, w, &len));

  CK_MECHANISM standard = {CKM_RSA_PKCS_OAEP, &oaep, sizeof oaep};
  unsigned char q[3] = {MIKEY_RSAES_OAEP_SHA_1, 0, 32};
  CK_MECHANISM mikey = {CKM_MIKEY_ENVELOPE_UNWRAP, q, sizeof q};
  EXPECT(CKR_TEMPLATE_INCONSISTENT, unwrap(&standard, priv, MIKEY_USE_INKEY, pke, RSA, 32, &none));
  EXPECT(CKR_TEMPLATE_INCONSISTENT, unwrap(&mikey, priv, MIKEY_USE_INKEY, pke, RSA, 32, &none));
  EXPECT(CKR_WRAPPED_KEY_LEN_RANGE, unwrap(&by_rsa, priv, MIKEY_USE_INKEY, pke, RSA, 32, &none));
  memcpy(forged, pke, RSA);
  EXPECT(CKR_WRAPPED_KEY_INVALID, unwrap(&by_rsa, priv, MIKEY_USE_INKEY, forged, RSA + 40, 32, &none));
  memcpy(forged + RSA, w + RSA, 40);
  EXPECT(CKR_WRAPPED_KEY_INVALID, unwrap(&by_rsa, priv, MIKEY_USE_INKEY, forged, RSA + 40, 32, &none));
  CHECK(none == 0);

  /* The AES key of a wrapped pre-shared key gives the host no way to that key: as an envelope key it is input of the PRF. */
  OK(unwrap(&standard, priv, MIKEY_USE_ENVELOPE, w, RSA, 32, &none));
  CK_MECHANISM kw = {CKM_MIKEY_KEY_WRAP, NULL, 0};
  EXPECT(CKR_TEMPLATE_INCONSISTENT, unwrap(&kw, none, MIKEY_USE_INKEY, w + RSA, 40, 32, &envelope));
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, unwrap(&kw, none, MIKEY_USE_SSK, w + RSA, 40, 0, &envelope));
  CK_OBJECT_HANDLE all[] = {none, envelope, mine, pub, priv};
  destroy(all, COUNT(all));
}

static void only_what_was_made_to_be_shared_goes_out(void) {
  CK_OBJECT_HANDLE pub = 0, priv = 0, weak = 0, weak_priv = 0, out_of_range = generate(65, CK_TRUE), imported = 0, copy = 0;
  CK_OBJECT_HANDLE kept = generate(32, CK_FALSE), mine = generate(32, CK_TRUE), transport = 0;
  make_rsa_pair(s, 2048, CK_TRUE, &pub, &priv);
  make_rsa_pair(s, 1024, CK_TRUE, &weak, &weak_priv);
  CK_OBJECT_HANDLE tek = prf(s, mine, 0, MIKEY_LABEL_TEK, 16), tgk = prf(s, mine, 0, MIKEY_LABEL_FORK_TGK, 32);
  unsigned char known[32] = {1}, w[ROOM], use = MIKEY_USE_TRANSPORT;
  CK_ULONG len = sizeof w, length = 32;
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_KEY_TYPE, &generic, sizeof generic}, {CKA_MIKEY_USE, &inkey, 1},
                      {CKA_VALUE, known, 32},              {CKA_EXTRACTABLE, &yes, 1}};
  OK(f->C_CreateObject(s, t, COUNT(t), &imported));
  EXPECT(CKR_KEY_UNEXTRACTABLE, f->C_WrapKey(s, &by_rsa, pub, kept, w, &len));
  EXPECT(CKR_KEY_UNEXTRACTABLE, f->C_WrapKey(s, &by_rsa, pub, tek, w, &len));
  EXPECT(CKR_KEY_UNEXTRACTABLE, f->C_WrapKey(s, &by_rsa, pub, tgk, w, &len));
  EXPECT(CKR_KEY_NOT_WRAPPABLE, f->C_WrapKey(s, &by_rsa, pub, imported, w, &len));
  EXPECT(CKR_KEY_SIZE_RANGE, f->C_WrapKey(s, &by_rsa, pub, out_of_range, w, &len));
  EXPECT(CKR_WRAPPING_KEY_SIZE_RANGE, f->C_WrapKey(s, &by_rsa, weak, mine, w, &len));
  /* What narrows in a copy stays narrow, and a copy of an imported key is one. */
  CK_ATTRIBUTE lock = {CKA_EXTRACTABLE, &no, 1}, open = {CKA_EXTRACTABLE, &yes, 1};
  OK(f->C_CopyObject(s, mine, &lock, 1, &copy));
  EXPECT(CKR_KEY_UNEXTRACTABLE, f->C_WrapKey(s, &by_rsa, pub, copy, w, &len));
  OK(f->C_DestroyObject(s, copy));
  EXPECT(CKR_ATTRIBUTE_READ_ONLY, f->C_CopyObject(s, kept, &open, 1, &copy));
  OK(f->C_CopyObject(s, imported, NULL, 0, &copy));
  EXPECT(CKR_KEY_NOT_WRAPPABLE, f->C_WrapKey(s, &by_rsa, pub, copy, w, &len));
  /* By no other mechanism. */
  CK_MECHANISM gen = {CKM_AES_KEY_GEN, NULL, 0}, kw = {CKM_MIKEY_KEY_WRAP, NULL, 0}, plain = {CKM_RSA_PKCS, NULL, 0};
  CK_MECHANISM by_oaep = {CKM_RSA_PKCS_OAEP, &oaep, sizeof oaep};
  CK_ATTRIBUTE kek[] = {{CKA_MIKEY_USE, &use, 1}, {CKA_VALUE_LEN, &length, sizeof length}};
  OK(f->C_GenerateKey(s, &gen, kek, 2, &transport));
  EXPECT(CKR_KEY_NOT_WRAPPABLE, f->C_WrapKey(s, &kw, transport, mine, w, &len));
  EXPECT(CKR_KEY_NOT_WRAPPABLE, f->C_WrapKey(s, &plain, pub, mine, w, &len));
  EXPECT(CKR_KEY_NOT_WRAPPABLE, f->C_WrapKey(s, &by_oaep, pub, mine, w, &len));
  CK_OBJECT_HANDLE all[] = {pub, priv, weak, weak_priv, out_of_range, imported, copy, kept, mine, transport, tek, tgk};
  destroy(all, COUNT(all));
}

int handover_tests(CK_SESSION_HANDLE session) {
  s = session;
  static const struct {
    const char *name;
    void (*run)(void);
  } tests[] = {
#define TEST(name) {#name, name}
      TEST(a_shared_key_serves_both_sides),
      TEST(what_was_changed_does_not_come_in),
      TEST(an_envelope_key_does_not_come_in),
      TEST(only_what_was_made_to_be_shared_goes_out),
  };
  for (size_t i = 0; i < COUNT(tests); i++) {
    running = tests[i].name;
    int before = failures;
    tests[i].run();
    printf("%s %s\n", failures == before ? "ok  " : "FAIL", running);
  }
  return failures;
}
