/* What the module refuses, and PKCS#11's rules of sessions, login and lives; custody seen from outside. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../src/crypto.h"
#include "harness.h"

static CK_SESSION_HANDLE s;

/* Kept masked, so that a search of the memory finds it only where it should not be. */
static const unsigned char masked_psk[32] = {0x11, 0x93, 0x27, 0xfe, 0xdc, 0x5b, 0x40, 0x8a, 0x61, 0x35, 0xb9,
                                             0x0e, 0xf4, 0x72, 0xcd, 0x16, 0x88, 0x3f, 0xa5, 0x69, 0x50, 0xe1,
                                             0x2c, 0x94, 0x07, 0xbb, 0xda, 0x43, 0x7e, 0x1d, 0x96, 0xc8};

static void unmask(unsigned char psk[32]) {
  for (int i = 0; i < 32; i++) {
    psk[i] = masked_psk[i] ^ 0xa7;
  }
}

static CK_OBJECT_HANDLE import_psk(void) {
  unsigned char psk[32];
  unmask(psk);
  CK_OBJECT_HANDLE key = import_key(s, MIKEY_USE_INKEY, psk, sizeof psk);
  explicit_bzero(psk, sizeof psk);
  return key;
}

static CK_RV sign_init(CK_MECHANISM_TYPE type, CK_OBJECT_HANDLE key) {
  CK_MECHANISM m = {type, NULL, 0};
  return f->C_SignInit(s, &m, key);
}

static CK_RV cipher_init(CK_C_EncryptInit init, CK_MECHANISM_TYPE type, CK_OBJECT_HANDLE key) {
  static unsigned char iv[16];
  static CK_AES_CTR_PARAMS counter = {128, {0}};
  static CK_GCM_PARAMS gcm;
  gcm.iv_ptr = iv;
  gcm.iv_len = 12;
  gcm.tag_bits = 128;
  CK_MECHANISM m = {type, iv, sizeof iv};
  if (type == CKM_AES_CTR) {
    m = (CK_MECHANISM){type, &counter, sizeof counter};
  } else if (type == CKM_AES_GCM) {
    m = (CK_MECHANISM){type, &gcm, sizeof gcm};
  } else if (type == CKM_AES_ECB) {
    m = (CK_MECHANISM){type, NULL, 0};
  }
  return init(s, &m, key);
}

static void is_sealed_in(CK_OBJECT_HANDLE key) {
  CK_BBOOL sensitive = CK_FALSE;
  CK_BBOOL extractable = CK_TRUE;
  CK_BBOOL is_private = CK_FALSE;
  unsigned char value[64];
  CK_ATTRIBUTE t[] = {{CKA_SENSITIVE, &sensitive, 1}, {CKA_EXTRACTABLE, &extractable, 1}, {CKA_PRIVATE, &is_private, 1}};
  OK(f->C_GetAttributeValue(s, key, t, 3));
  CHECK(sensitive && !extractable && is_private);
  size_t len;
  EXPECT(CKR_ATTRIBUTE_SENSITIVE, attribute(s, key, CKA_VALUE, value, sizeof value, &len));
  CHECK(len == CK_UNAVAILABLE_INFORMATION);
}

static const unsigned long constants[] = {MIKEY_LABEL_TEK,      MIKEY_LABEL_TRAFFIC_AUTH, MIKEY_LABEL_TRAFFIC_ENCR,
                                          MIKEY_LABEL_ENCR_KEY, MIKEY_LABEL_AUTH_KEY,     MIKEY_LABEL_SALT_KEY,
                                          MIKEY_LABEL_FORK_TGK, MIKEY_LABEL_MPK,          MIKEY_LABEL_MPKR_TGK};

static void every_key_does_only_its_own_work(void) {
  CK_OBJECT_HANDLE psk = import_psk();
  static const CK_MECHANISM_TYPE macs[] = {CKM_SHA_1_HMAC, CKM_SHA256_HMAC, CKM_SHA512_HMAC, CKM_AES_CMAC};
  static const CK_MECHANISM_TYPE ciphers[] = {CKM_AES_ECB, CKM_AES_CBC, CKM_AES_CTR, CKM_AES_GCM, CKM_AES_CBC_PAD};
  for (size_t i = 0; i <= COUNT(constants); i++) {
    CK_OBJECT_HANDLE key = i == COUNT(constants) ? psk : prf(s, psk, 0, constants[i], 16);
    bool mac = i < COUNT(constants) && (constants[i] == MIKEY_LABEL_AUTH_KEY || constants[i] == MIKEY_LABEL_TRAFFIC_AUTH);
    bool cipher = i < COUNT(constants) && constants[i] == MIKEY_LABEL_TRAFFIC_ENCR;
    is_sealed_in(key);
    for (size_t k = 0; k < COUNT(macs) && !mac; k++) {
      EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, sign_init(macs[k], key));
    }
    for (size_t k = 0; k < COUNT(ciphers); k++) {
      if (!cipher) {
        EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, cipher_init(f->C_EncryptInit, ciphers[k], key));
        EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, cipher_init(f->C_DecryptInit, ciphers[k], key));
      } else if (ciphers[k] != CKM_AES_CTR) {
        CK_RV rv = cipher_init(f->C_EncryptInit, ciphers[k], key);
        CHECK(rv == CKR_MECHANISM_INVALID || rv == CKR_KEY_FUNCTION_NOT_PERMITTED);
      }
    }
    /* C_DigestKey hands out a digest of the key. */
    CK_MECHANISM sha1 = {CKM_SHA_1, NULL, 0};
    CK_ULONG len = 20;
    unsigned char digest[20];
    OK(f->C_DigestInit(s, &sha1));
    EXPECT(CKR_KEY_INDIGESTIBLE, f->C_DigestKey(s, key));
    f->C_DigestFinal(s, digest, &len);
    /* The base's own derivations and the host's choice of mechanism. */
    CK_KEY_DERIVATION_STRING_DATA d = {digest, 16};
    CK_OBJECT_HANDLE child = 0;
    CK_RV rv = derive(s, CKM_AES_ECB_ENCRYPT_DATA, &d, sizeof d, key, 16, &child);
    CHECK(rv == CKR_MECHANISM_INVALID);
    rv = derive(s, CKM_SHA1_KEY_DERIVATION, NULL, 0, key, 16, &child);
    CHECK(rv == CKR_MECHANISM_INVALID);
  }
}

static CK_RV derive_with(CK_OBJECT_HANDLE psk, unsigned long constant, CK_ATTRIBUTE extra) {
  unsigned char p[26] = {0};
  CK_ULONG len = 16;
  CK_OBJECT_HANDLE out = 0;
  mt_put32(p + 1, constant);
  CK_MECHANISM m = {CKM_MIKEY_PRF, p, sizeof p};
  CK_ATTRIBUTE t[] = {{CKA_VALUE_LEN, &len, sizeof len}, extra};
  return f->C_DeriveKey(s, &m, psk, t, 2, &out);
}

static void no_child_is_readable_or_small_or_does_more(void) {
  CK_OBJECT_HANDLE psk = import_psk();
  CK_OBJECT_HANDLE out = 0;
  static const CK_ATTRIBUTE_TYPE usages[] = {CKA_ENCRYPT, CKA_DECRYPT, CKA_SIGN, CKA_VERIFY, CKA_WRAP, CKA_UNWRAP, CKA_DERIVE};
  for (size_t i = 0; i < COUNT(constants); i++) {
    EXPECT(CKR_TEMPLATE_INCONSISTENT, derive_with(psk, constants[i], (CK_ATTRIBUTE){CKA_SENSITIVE, &no, 1}));
    EXPECT(CKR_TEMPLATE_INCONSISTENT, derive_with(psk, constants[i], (CK_ATTRIBUTE){CKA_EXTRACTABLE, &yes, 1}));
    EXPECT(CKR_TEMPLATE_INCONSISTENT, derive_with(psk, constants[i], (CK_ATTRIBUTE){CKA_PRIVATE, &no, 1}));
    CK_OBJECT_HANDLE key = prf(s, psk, 0, constants[i], 16);
    for (size_t k = 0; k < COUNT(usages); k++) {
      CK_BBOOL has = CK_FALSE;
      size_t len;
      OK(attribute(s, key, usages[k], &has, 1, &len));
      EXPECT(has ? CKR_OK : CKR_TEMPLATE_INCONSISTENT, derive_with(psk, constants[i], (CK_ATTRIBUTE){usages[k], &yes, 1}));
    }
    CK_MECHANISM_TYPE other = CKM_AES_ECB;
    EXPECT(CKR_TEMPLATE_INCONSISTENT, derive_with(psk, constants[i], (CK_ATTRIBUTE){CKA_ALLOWED_MECHANISMS, &other, sizeof other}));
    unsigned char use = MIKEY_USE_MAC;
    CK_RV rv = derive_with(psk, constants[i], (CK_ATTRIBUTE){CKA_MIKEY_USE, &use, 1});
    CHECK(rv == CKR_TEMPLATE_INCONSISTENT || constants[i] == MIKEY_LABEL_AUTH_KEY || constants[i] == MIKEY_LABEL_TRAFFIC_AUTH);
    EXPECT(CKR_ATTRIBUTE_READ_ONLY, derive_with(psk, constants[i], (CK_ATTRIBUTE){CKA_MIKEY_SALT, &use, 1}));
    if (constants[i] != MIKEY_LABEL_SALT_KEY) {
      EXPECT(CKR_KEY_SIZE_RANGE, try_prf(s, psk, 0, constants[i], 1, &out));
      EXPECT(CKR_KEY_SIZE_RANGE, try_prf(s, psk, 0, constants[i], 15, &out));
    }
    EXPECT(CKR_KEY_SIZE_RANGE, try_prf(s, psk, 0, constants[i], 513, &out));
  }
  EXPECT(CKR_MECHANISM_PARAM_INVALID, try_prf(s, psk, 2, MIKEY_LABEL_TEK, 16, &out));
  EXPECT(CKR_MECHANISM_PARAM_INVALID, try_prf(s, psk, 0, 0x12345678, 16, &out));
  EXPECT(CKR_TEMPLATE_INCOMPLETE, try_prf(s, psk, 0, MIKEY_LABEL_TEK, 0, &out));
}

static void salt_call_returns_salts_only(void) {
  CK_OBJECT_HANDLE psk = import_psk();
  CK_OBJECT_HANDLE out = 0;
  unsigned char p[28] = {0, 0, 16};
  for (size_t i = 0; i < COUNT(constants); i++) {
    mt_put32(p + 3, constants[i]);
    EXPECT(constants[i] == MIKEY_LABEL_SALT_KEY ? CKR_OK : CKR_MECHANISM_PARAM_INVALID,
           derive(s, CKM_MIKEY_PRF_SALT, p, sizeof p, psk, 0, &out));
  }
  /* As a secret key it does not come. */
  mt_put32(p + 3, MIKEY_LABEL_SALT_KEY);
  CK_MECHANISM m = {CKM_MIKEY_PRF_SALT, p, sizeof p};
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}};
  EXPECT(CKR_TEMPLATE_INCONSISTENT, f->C_DeriveKey(s, &m, psk, t, 1, &out));
  p[1] = 3;
  EXPECT(CKR_MECHANISM_PARAM_INVALID, derive(s, CKM_MIKEY_PRF_SALT, p, sizeof p, psk, 0, &out));
}

static void copies_and_changes_only_narrow(void) {
  CK_OBJECT_HANDLE psk = import_psk();
  CK_OBJECT_HANDLE copy = 0;
  CK_MECHANISM_TYPE mac = CKM_SHA_1_HMAC;
  unsigned char use = MIKEY_USE_MAC;
  CK_ATTRIBUTE bad[] = {{CKA_EXTRACTABLE, &yes, 1},  {CKA_SENSITIVE, &no, 1}, {CKA_PRIVATE, &no, 1},
                        {CKA_SIGN, &yes, 1},         {CKA_ENCRYPT, &yes, 1},  {CKA_MIKEY_USE, &use, 1},
                        {CKA_MIKEY_SALT, &use, 1},   {CKA_VALUE, &use, 1},    {CKA_ALLOWED_MECHANISMS, &mac, sizeof mac},
                        {CKA_LOCAL, &yes, 1}};
  for (size_t i = 0; i < COUNT(bad); i++) {
    EXPECT(CKR_ATTRIBUTE_READ_ONLY, f->C_CopyObject(s, psk, &bad[i], 1, &copy));
    EXPECT(CKR_ATTRIBUTE_READ_ONLY, f->C_SetAttributeValue(s, psk, &bad[i], 1));
  }
  CK_ATTRIBUTE fine[] = {{CKA_LABEL, "renamed", 7}, {CKA_ID, "\1\2", 2}};
  char label[16];
  size_t len;
  OK(f->C_SetAttributeValue(s, psk, fine, 2));
  OK(attribute(s, psk, CKA_LABEL, label, sizeof label, &len));
  CHECK(len == 7 && memcmp(label, "renamed", 7) == 0);
  OK(f->C_CopyObject(s, psk, NULL, 0, &copy));
  is_sealed_in(copy);
  OK(attribute(s, copy, CKA_LABEL, label, sizeof label, &len));
  CHECK(len == 7);
  unsigned char a[20];
  unsigned char b[20];
  OK(probe(s, prf(s, psk, 0, MIKEY_LABEL_AUTH_KEY, 20), a));
  OK(probe(s, prf(s, copy, 0, MIKEY_LABEL_AUTH_KEY, 20), b));
  CHECK(memcmp(a, b, 20) == 0);
  CK_ATTRIBUTE less[] = {{CKA_DERIVE, &no, 1}};
  OK(f->C_SetAttributeValue(s, copy, less, 1));
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, try_prf(s, copy, 0, MIKEY_LABEL_AUTH_KEY, 20, &psk));
  CK_ATTRIBUTE rigid[] = {{CKA_MODIFIABLE, &no, 1}, {CKA_COPYABLE, &no, 1}, {CKA_DESTROYABLE, &no, 1}};
  CK_OBJECT_HANDLE fixed = 0;
  OK(f->C_CopyObject(s, copy, rigid, 3, &fixed));
  EXPECT(CKR_ACTION_PROHIBITED, f->C_SetAttributeValue(s, fixed, fine, 1));
  EXPECT(CKR_ACTION_PROHIBITED, f->C_CopyObject(s, fixed, NULL, 0, &copy));
  EXPECT(CKR_ACTION_PROHIBITED, f->C_DestroyObject(s, fixed));
}

static void nothing_is_wrapped_out(void) {
  CK_OBJECT_HANDLE psk = import_psk();
  CK_OBJECT_HANDLE tek = prf(s, psk, 0, MIKEY_LABEL_TEK, 16);
  unsigned char known[16] = {1};
  CK_OBJECT_CLASS class = CKO_SECRET_KEY;
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &aes, sizeof aes}, {CKA_VALUE, known, 16},
                      {CKA_WRAP, &yes, 1}, {CKA_ENCRYPT, &yes, 1}, {CKA_TOKEN, &no, 1}};
  CK_OBJECT_HANDLE base_key = 0;
  OK(f->C_CreateObject(s, t, COUNT(t), &base_key));
  CK_OBJECT_HANDLE kek = import_key(s, MIKEY_USE_KEK, known, 16);
  CK_MECHANISM_TYPE types[] = {CKM_AES_KEY_WRAP, CKM_AES_KEY_WRAP_PAD, CKM_AES_CBC, CKM_RSA_PKCS};
  unsigned char out[128];
  for (size_t i = 0; i < COUNT(types); i++) {
    CK_MECHANISM m = {types[i], NULL, 0};
    CK_ULONG len = sizeof out;
    EXPECT(CKR_KEY_UNEXTRACTABLE, f->C_WrapKey(s, &m, base_key, psk, out, &len));
    EXPECT(CKR_KEY_UNEXTRACTABLE, f->C_WrapKey(s, &m, base_key, tek, out, &len));
    EXPECT(CKR_KEY_UNEXTRACTABLE, f->C_WrapKey(s, &m, kek, tek, out, &len));
    EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, f->C_WrapKey(s, &m, kek, base_key, out, &len));
  }
  OK(f->C_DestroyObject(s, base_key));
}

static void a_base_private_key_gives_no_secret_to_the_host(void) {
  CK_MECHANISM gen = {CKM_RSA_PKCS_KEY_PAIR_GEN, NULL, 0};
  CK_ULONG bits = 1024;
  CK_BYTE e[] = {1, 0, 1};
  CK_ATTRIBUTE a[] = {{CKA_MODULUS_BITS, &bits, sizeof bits}, {CKA_PUBLIC_EXPONENT, e, 3}, {CKA_TOKEN, &no, 1},
                      {CKA_ENCRYPT, &yes, 1}};
  CK_ATTRIBUTE b[] = {{CKA_TOKEN, &no, 1}, {CKA_PRIVATE, &yes, 1}, {CKA_UNWRAP, &yes, 1}, {CKA_DECRYPT, &yes, 1}, {CKA_SIGN, &yes, 1}};
  CK_OBJECT_HANDLE pub = 0;
  CK_OBJECT_HANDLE priv = 0;
  OK(f->C_GenerateKeyPair(s, &gen, a, 4, b, 5, &pub, &priv));
  CK_MECHANISM pkcs = {CKM_RSA_PKCS, NULL, 0};
  CK_MECHANISM raw = {CKM_RSA_X_509, NULL, 0};
  CK_MECHANISM sha = {CKM_SHA256_RSA_PKCS, NULL, 0};
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, f->C_DecryptInit(s, &pkcs, priv));
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, f->C_DecryptInit(s, &raw, priv));
  EXPECT(CKR_KEY_FUNCTION_NOT_PERMITTED, f->C_SignInit(s, &raw, priv));
  unsigned char signature[128];
  CK_ULONG len = sizeof signature;
  OK(f->C_SignInit(s, &sha, priv));
  EXPECT(CKR_OPERATION_ACTIVE, f->C_SignInit(s, &sha, priv));
  OK(f->C_Sign(s, (CK_BYTE_PTR)PROBE, sizeof PROBE - 1, signature, &len));
  OK(f->C_VerifyInit(s, &sha, pub));
  OK(f->C_Verify(s, (CK_BYTE_PTR)PROBE, sizeof PROBE - 1, signature, len));
  /* A readable unwrapped key, one that signs, one that encrypts. */
  unsigned char in[128];
  len = sizeof in;
  OK(f->C_EncryptInit(s, &pkcs, pub));
  OK(f->C_Encrypt(s, (CK_BYTE_PTR) "0123456789abcdef", 16, in, &len));
  CK_ULONG sixteen = 16;
  CK_OBJECT_HANDLE out = 0;
  CK_ATTRIBUTE wishes[] = {{CKA_SENSITIVE, &no, 1}, {CKA_EXTRACTABLE, &yes, 1}, {CKA_SIGN, &yes, 1}, {CKA_ENCRYPT, &yes, 1},
                           {CKA_KEY_TYPE, &aes, sizeof aes}};
  for (size_t i = 0; i < COUNT(wishes); i++) {
    CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_VALUE_LEN, &sixteen, sizeof sixteen}, wishes[i]};
    EXPECT(CKR_TEMPLATE_INCONSISTENT, f->C_UnwrapKey(s, &pkcs, priv, in, len, t, 3, &out));
  }
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_VALUE_LEN, &sixteen, sizeof sixteen}};
  OK(f->C_UnwrapKey(s, &pkcs, priv, in, len, t, 2, &out));
  is_sealed_in(out);
  OK(f->C_DestroyObject(s, priv));
  OK(f->C_DestroyObject(s, pub));
}

/* Found by the fuzz: SoftHSM2 took an AES key for an RSA key and crashed in C_Verify. */
static void base_is_kept_from_keys_of_another_type(void) {
  CK_MECHANISM gen = {CKM_AES_KEY_GEN, NULL, 0};
  CK_ULONG len = 16;
  CK_ATTRIBUTE t[] = {{CKA_VALUE_LEN, &len, sizeof len}, {CKA_VERIFY, &yes, 1}, {CKA_SIGN, &yes, 1}, {CKA_ENCRYPT, &yes, 1},
                      {CKA_WRAP, &yes, 1}, {CKA_UNWRAP, &yes, 1}};
  CK_OBJECT_HANDLE key = 0;
  OK(f->C_GenerateKey(s, &gen, t, COUNT(t), &key));
  CK_MECHANISM rsa = {CKM_RSA_PKCS, NULL, 0};
  CK_MECHANISM ecdsa = {CKM_ECDSA, NULL, 0};
  unsigned char octets[16] = {0};
  CK_ULONG room = 16;
  EXPECT(CKR_KEY_TYPE_INCONSISTENT, f->C_VerifyInit(s, &rsa, key));
  EXPECT(CKR_KEY_TYPE_INCONSISTENT, f->C_SignInit(s, &rsa, key));
  EXPECT(CKR_KEY_TYPE_INCONSISTENT, f->C_SignInit(s, &ecdsa, key));
  EXPECT(CKR_KEY_TYPE_INCONSISTENT, f->C_EncryptInit(s, &rsa, key));
  EXPECT(CKR_WRAPPING_KEY_TYPE_INCONSISTENT, f->C_WrapKey(s, &rsa, key, key, octets, &room));
  EXPECT(CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT, f->C_UnwrapKey(s, &rsa, key, octets, 16, t, 1, &key));
  OK(cipher_init(f->C_EncryptInit, CKM_AES_CTR, key));
  OK(f->C_Encrypt(s, octets, 16, octets, &room));
  OK(f->C_DestroyObject(s, key));
}

static void templates_are_checked(void) {
  unsigned char value[16] = {0};
  CK_OBJECT_HANDLE key = 0;
  CK_ULONG eight = 8;
  CK_ATTRIBUTE base[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_KEY_TYPE, &generic, sizeof generic}, {CKA_VALUE, value, 16}};
  struct {
    CK_ATTRIBUTE a;
    CK_RV rv;
  } cases[] = {
      {{CKA_VALUE, value, 16}, CKR_TEMPLATE_INCONSISTENT},
      {{CKA_SENSITIVE, &no, 1}, CKR_TEMPLATE_INCONSISTENT},
      {{CKA_PRIVATE, &no, 1}, CKR_TEMPLATE_INCONSISTENT},
      {{CKA_VALUE_LEN, &eight, sizeof eight}, CKR_TEMPLATE_INCONSISTENT},
      {{CKA_LOCAL, &yes, 1}, CKR_ATTRIBUTE_READ_ONLY},
      {{CKA_NEVER_EXTRACTABLE, &yes, 1}, CKR_ATTRIBUTE_READ_ONLY},
      {{CKA_MIKEY_ORIGIN, value, 1}, CKR_ATTRIBUTE_READ_ONLY},
      {{CKA_MODULUS, value, 16}, CKR_ATTRIBUTE_TYPE_INVALID},
      {{CKA_SENSITIVE, value, 4}, CKR_ATTRIBUTE_VALUE_INVALID},
      {{CKA_TOKEN, NULL, 1}, CKR_ATTRIBUTE_VALUE_INVALID},
      {{CKA_MIKEY_USE, value, 1}, CKR_ATTRIBUTE_VALUE_INVALID},
      {{CKA_LABEL, NULL, 4}, CKR_ATTRIBUTE_VALUE_INVALID},
      {{CKA_LABEL, "libmikeytoken seal", 18}, CKR_ATTRIBUTE_VALUE_INVALID},
      {{CKA_ALLOWED_MECHANISMS, value, 7}, CKR_ATTRIBUTE_VALUE_INVALID},
      {{CKA_ALLOWED_MECHANISMS, value, 16}, CKR_TEMPLATE_INCONSISTENT},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    CK_ATTRIBUTE t[] = {base[0], base[1], base[2], cases[i].a};
    EXPECT(cases[i].rv, f->C_CreateObject(s, t, 4, &key));
  }
  EXPECT(CKR_TEMPLATE_INCOMPLETE, f->C_CreateObject(s, base, 2, &key));
  EXPECT(CKR_ARGUMENTS_BAD, f->C_CreateObject(s, NULL, 2, &key));
  EXPECT(CKR_ARGUMENTS_BAD, f->C_CreateObject(s, base, 3, NULL));
  /* Both at once would be a PSK that hands out what is derived from it. */
  CK_ATTRIBUTE both[] = {base[0], base[1], base[2], {CKA_SIGN, &yes, 1}, {CKA_DERIVE, &yes, 1}};
  EXPECT(CKR_TEMPLATE_INCONSISTENT, f->C_CreateObject(s, both, 5, &key));
  CK_ATTRIBUTE psk[] = {base[0], base[1], base[2], {CKA_DERIVE, &yes, 1}};
  OK(f->C_CreateObject(s, psk, 4, &key));
  unsigned char use;
  size_t len;
  OK(attribute(s, key, CKA_MIKEY_USE, &use, 1, &len));
  CHECK(use == MIKEY_USE_INKEY);
  /* Two calls for the length, and an answer for each attribute. */
  CK_ATTRIBUTE ask[] = {{CKA_ALLOWED_MECHANISMS, NULL, 0}, {CKA_VALUE, NULL, 0}, {CKA_MODULUS, NULL, 0}, {CKA_CLASS, value, 1},
                        {CKA_KEY_TYPE, value, 16}};
  CHECK(f->C_GetAttributeValue(s, key, ask, 5) != CKR_OK);
  CHECK(ask[0].ulValueLen == 3 * sizeof(CK_MECHANISM_TYPE) && ask[1].ulValueLen == CK_UNAVAILABLE_INFORMATION &&
        ask[2].ulValueLen == CK_UNAVAILABLE_INFORMATION && ask[3].ulValueLen == CK_UNAVAILABLE_INFORMATION &&
        ask[4].ulValueLen == sizeof(CK_KEY_TYPE));
}

static void mechanism_list_has_both(void) {
  CK_ULONG count = 0;
  OK(f->C_GetMechanismList(slot, NULL, &count));
  CK_MECHANISM_TYPE list[256];
  CK_ULONG small = count - 1;
  EXPECT(CKR_BUFFER_TOO_SMALL, f->C_GetMechanismList(slot, list, &small));
  CHECK(small == count && count < 256);
  OK(f->C_GetMechanismList(slot, list, &count));
  CK_MECHANISM_TYPE wanted[] = {CKM_MIKEY_PRF, CKM_MIKEY_PRF_SALT, CKM_MIKEY_KEY_DATA_GENERATE, CKM_MIKEY_KEY_DATA_UNWRAP,
                                CKM_MIKEY_KEY_DATA_WRAP, CKM_MIKEY_ENVELOPE_GENERATE, CKM_MIKEY_ENVELOPE_UNWRAP,
                                CKM_MIKEY_DH_DERIVE, CKM_MIKEY_SRTP_KDF, CKM_MIKEY_SRTP_KDF_SALT,
                                CKM_SP800_108_DOUBLE_PIPELINE_KDF, CKM_EXTRACT_KEY_FROM_KEY, CKM_XOR_BASE_AND_DATA,
                                CKM_RSA_PKCS_KEY_PAIR_GEN, CKM_ECDSA};
  for (size_t i = 0; i < COUNT(wanted); i++) {
    int times = 0;
    for (CK_ULONG k = 0; k < count; k++) {
      times += list[k] == wanted[i];
    }
    CHECK(times == 1);
  }
  CK_MECHANISM_INFO info;
  OK(f->C_GetMechanismInfo(slot, CKM_SHA_1_HMAC, &info));
  CHECK(info.ulMinKeySize == 1);
  EXPECT(CKR_MECHANISM_INVALID, f->C_GetMechanismInfo(slot, 0xCD4B59FF, &info));
}

static bool exists(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key) {
  size_t len;
  unsigned char use;
  return attribute(session, key, CKA_MIKEY_USE, &use, 1, &len) == CKR_OK;
}

static void session_objects_die_with_their_session(void) {
  CK_SESSION_HANDLE other = harness_login();
  CK_OBJECT_HANDLE key = import_key(other, MIKEY_USE_INKEY, "0123456789abcdef", 16);
  CHECK(exists(s, key));
  OK(f->C_CloseSession(other));
  CHECK(!exists(s, key));
  EXPECT(CKR_SESSION_HANDLE_INVALID, f->C_CloseSession(other));
  /* Read-only sessions make session objects and no token objects. */
  CK_SESSION_HANDLE ro = 0;
  OK(f->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &ro));
  key = import_key(ro, MIKEY_USE_INKEY, "0123456789abcdef", 16);
  CK_ATTRIBUTE token[] = {{CKA_TOKEN, &yes, 1}};
  CK_OBJECT_HANDLE copy = 0;
  EXPECT(CKR_SESSION_READ_ONLY, f->C_CopyObject(ro, key, token, 1, &copy));
  OK(f->C_CopyObject(s, key, token, 1, &copy));
  EXPECT(CKR_SESSION_READ_ONLY, f->C_DestroyObject(ro, copy));
  OK(f->C_DestroyObject(s, copy));
  OK(f->C_CloseSession(ro));
}

static CK_OBJECT_HANDLE find_one(CK_SESSION_HANDLE session, const char *label) {
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_LABEL, (void *)label, strlen(label)}};
  CK_OBJECT_HANDLE found[4];
  size_t n = find_all(session, t, 2, found, 4);
  return n == 1 ? found[0] : 0;
}

static CK_OBJECT_HANDLE store(const char *label) {
  unsigned char value[20] = "a persistent key....";
  CK_OBJECT_HANDLE key = 0;
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_KEY_TYPE, &generic, sizeof generic}, {CKA_VALUE, value, 20},
                      {CKA_TOKEN, &yes, 1},                {CKA_LABEL, (void *)label, strlen(label)}};
  OK(f->C_CreateObject(s, t, 5, &key));
  return key;
}

static void token_objects_persist(void) {
  unsigned char a[20];
  unsigned char b[20];
  CK_OBJECT_HANDLE key = store("persistent");
  OK(probe(s, prf(s, key, 0, MIKEY_LABEL_AUTH_KEY, 20), a));
  CK_ATTRIBUTE id[] = {{CKA_ID, "\x42", 1}};
  OK(f->C_SetAttributeValue(s, key, id, 1));
  OK(f->C_Finalize(NULL));
  EXPECT(CKR_CRYPTOKI_NOT_INITIALIZED, f->C_Finalize(NULL));
  harness_initialize();
  CK_SESSION_HANDLE public_session = 0;
  OK(f->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &public_session));
  CHECK(find_one(public_session, "persistent") == 0);
  s = harness_login();
  CK_OBJECT_HANDLE again = find_one(s, "persistent");
  CHECK(again != 0);
  OK(probe(s, prf(s, again, 0, MIKEY_LABEL_AUTH_KEY, 20), b));
  CHECK(memcmp(a, b, 20) == 0);
  unsigned char octet = 0;
  size_t len;
  OK(attribute(s, again, CKA_ID, &octet, 1, &len));
  CHECK(octet == 0x42);
  is_sealed_in(again);
  OK(f->C_CloseSession(public_session));
  OK(f->C_DestroyObject(s, again));
  CHECK(find_one(s, "persistent") == 0);
}

static void rejection_outlives_a_restart(void) {
  CK_MECHANISM gen = {CKM_RSA_PKCS_KEY_PAIR_GEN, NULL, 0};
  CK_ULONG bits = 1024;
  CK_BYTE e[] = {1, 0, 1};
  CK_ATTRIBUTE a[] = {{CKA_MODULUS_BITS, &bits, sizeof bits}, {CKA_PUBLIC_EXPONENT, e, 3}};
  CK_ATTRIBUTE b[] = {{CKA_TOKEN, &yes, 1}, {CKA_PRIVATE, &yes, 1}, {CKA_UNWRAP, &yes, 1}, {CKA_DECRYPT, &yes, 1},
                      {CKA_LABEL, "reject test", 11}};
  CK_OBJECT_HANDLE pub = 0;
  CK_OBJECT_HANDLE priv = 0;
  CK_OBJECT_HANDLE out = 0;
  unsigned char macs[2][20];
  unsigned char in[128] = {0, 1, 2, 3};
  unsigned char p[3] = {1, 0, 16};
  CK_MECHANISM m = {CKM_MIKEY_ENVELOPE_UNWRAP, p, 3};
  OK(f->C_GenerateKeyPair(s, &gen, a, 2, b, 5, &pub, &priv));
  for (int i = 0; i < 2; i++) {
    OK(f->C_UnwrapKey(s, &m, priv, in, 128, NULL, 0, &out));
    OK(probe(s, prf(s, out, 0, MIKEY_LABEL_AUTH_KEY, 20), macs[i]));
    if (i == 0) {
      OK(f->C_Finalize(NULL));
      harness_initialize();
      s = harness_login();
      CK_ATTRIBUTE t[] = {{CKA_LABEL, "reject test", 11}};
      CK_OBJECT_HANDLE found[2] = {0};
      CHECK(find_all(s, t, 1, found, 2) == 1);
      priv = found[0];
    }
  }
  CHECK(memcmp(macs[0], macs[1], 20) == 0);
  OK(f->C_DestroyObject(s, priv));
}

static void logout_takes_everything(void) {
  CK_OBJECT_HANDLE session_key = import_psk();
  CK_OBJECT_HANDLE token_key = store("logged out");
  CK_MECHANISM mac = {CKM_SHA_1_HMAC, NULL, 0};
  CK_OBJECT_HANDLE auth = prf(s, session_key, 0, MIKEY_LABEL_AUTH_KEY, 20);
  OK(f->C_SignInit(s, &mac, auth));
  OK(f->C_Logout(s));
  unsigned char out[20];
  CK_ULONG len = 20;
  CHECK(f->C_Sign(s, (CK_BYTE_PTR)PROBE, 4, out, &len) != CKR_OK);
  CHECK(!exists(s, session_key) && !exists(s, token_key));
  EXPECT(CKR_USER_NOT_LOGGED_IN, try_prf(s, session_key, 0, MIKEY_LABEL_AUTH_KEY, 20, &auth));
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_KEY_TYPE, &generic, sizeof generic}, {CKA_VALUE, out, 20}};
  EXPECT(CKR_USER_NOT_LOGGED_IN, f->C_CreateObject(s, t, 3, &auth));
  CK_SESSION_HANDLE again = harness_login();
  CHECK(!exists(s, session_key));
  CK_OBJECT_HANDLE found = find_one(s, "logged out");
  CHECK(found != 0);
  OK(f->C_DestroyObject(s, found));
  OK(f->C_CloseSession(again));
}

static void own_base_objects_are_hidden(void) {
  CK_OBJECT_HANDLE key = store("hidden test");
  CK_OBJECT_HANDLE found[256];
  size_t n = find_all(s, NULL, 0, found, 256);
  bool mine = false;
  for (size_t i = 0; i < n; i++) {
    mine = mine || found[i] == key;
    CK_ULONG class = 0;
    size_t len;
    OK(attribute(s, found[i], CKA_CLASS, &class, sizeof class, &len));
    unsigned char text[64];
    CHECK(attribute(s, found[i], CKA_APPLICATION, text, sizeof text, &len) != CKR_OK || len != 13);
    CHECK(attribute(s, found[i], CKA_LABEL, text, sizeof text, &len) != CKR_OK || len != 18);
  }
  CHECK(mine);
  /* Nor by a guessed handle: no AES key that decrypts, no blob that reads. */
  CK_GCM_PARAMS gcm;
  unsigned char iv[12] = {0};
  memset(&gcm, 0, sizeof gcm);
  gcm.iv_ptr = iv;
  gcm.iv_len = 12;
  gcm.tag_bits = 128;
  CK_MECHANISM m = {CKM_AES_GCM, &gcm, sizeof gcm};
  for (CK_OBJECT_HANDLE h = 0; h < 4096; h++) {
    CHECK(f->C_DecryptInit(s, &m, h) != CKR_OK);
    unsigned char blob[4096];
    size_t len;
    CK_RV rv = attribute(s, h, CKA_VALUE, blob, sizeof blob, &len);
    CHECK(rv != CKR_OK || len < 4 || memcmp(blob, "MKY2", 4) != 0);
    bool visible = false;
    for (size_t i = 0; i < n; i++) {
      visible = visible || found[i] == h;
    }
    CHECK(visible || f->C_DestroyObject(s, h) != CKR_OK);
  }
  CK_ATTRIBUTE forged[] = {{CKA_CLASS, &data, sizeof data}, {CKA_APPLICATION, "libmikeytoken", 13}, {CKA_VALUE, iv, 12}};
  EXPECT(CKR_ATTRIBUTE_VALUE_INVALID, f->C_CreateObject(s, forged, 3, &key));
  CK_ULONG len32 = 32;
  CK_MECHANISM gen = {CKM_AES_KEY_GEN, NULL, 0};
  CK_ATTRIBUTE seal[] = {{CKA_VALUE_LEN, &len32, sizeof len32}, {CKA_LABEL, "libmikeytoken seal", 18}, {CKA_TOKEN, &yes, 1}};
  EXPECT(CKR_ATTRIBUTE_VALUE_INVALID, f->C_GenerateKey(s, &gen, seal, 3, &key));
  OK(f->C_DestroyObject(s, find_one(s, "hidden test")));
}

/* Two windows of the PSK, compared masked. */
static void count_psk(unsigned char *copy, size_t n, void *context) {
  size_t *hits = context;
  for (size_t i = 0; i + 16 <= n; i++) {
    copy[i] ^= 0xa7;
  }
  for (size_t i = 0; i + 48 <= n; i++) {
    *hits += memcmp(copy + i, masked_psk, 12) == 0 || memcmp(copy + i, masked_psk + 20, 12) == 0;
  }
}

static void no_secret_stays_in_memory(void) {
  CK_OBJECT_HANDLE psk = import_psk();
  unsigned char mac[20];
  for (int i = 0; i < 20; i++) {
    CK_OBJECT_HANDLE auth = prf(s, psk, i % 2, MIKEY_LABEL_AUTH_KEY, 20);
    OK(probe(s, auth, mac));
    OK(f->C_DestroyObject(s, auth));
  }
  size_t hits = 0;
  CHECK(each_writable_mapping(count_psk, &hits) > 1 << 20);
  CHECK(hits == 0);
  OK(f->C_DestroyObject(s, psk));
}

enum { THREADS = 4, ROUNDS = 150 };

static void *thread(void *wrong) {
  CK_SESSION_HANDLE session = 0;
  int *bad = wrong;
  *bad += f->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session) != CKR_OK;
  unsigned char first[20] = {0};
  for (int i = 0; i < ROUNDS; i++) {
    unsigned char value[32];
    memset(value, 0x33, sizeof value);
    CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}, {CKA_KEY_TYPE, &generic, sizeof generic}, {CKA_VALUE, value, 32}};
    CK_OBJECT_HANDLE key = 0;
    CK_OBJECT_HANDLE auth = 0;
    unsigned char mac[20];
    *bad += f->C_CreateObject(session, t, 3, &key) != CKR_OK;
    *bad += try_prf(session, key, 0, MIKEY_LABEL_AUTH_KEY, 20, &auth) != CKR_OK;
    *bad += probe(session, auth, mac) != CKR_OK;
    memcpy(first, i == 0 ? mac : first, 20);
    *bad += memcmp(first, mac, 20) != 0;
    *bad += f->C_DestroyObject(session, key) != CKR_OK;
    if (i % 3 == 0) {
      *bad += f->C_CloseSession(session) != CKR_OK;
      *bad += f->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &session) != CKR_OK;
    } else {
      *bad += f->C_DestroyObject(session, auth) != CKR_OK;
    }
    if (i % 50 == 0) {
      CK_OBJECT_HANDLE found[64];
      CK_ULONG n;
      *bad += f->C_FindObjectsInit(session, NULL, 0) != CKR_OK;
      *bad += f->C_FindObjects(session, found, 64, &n) != CKR_OK;
      *bad += f->C_FindObjectsFinal(session) != CKR_OK;
    }
  }
  *bad += f->C_CloseSession(session) != CKR_OK;
  return NULL;
}

static void threads_do_not_disturb_each_other(void) {
  pthread_t threads[THREADS];
  int bad[THREADS] = {0};
  for (int i = 0; i < THREADS; i++) {
    pthread_create(&threads[i], NULL, thread, &bad[i]);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
    CHECK(bad[i] == 0);
  }
}

static void a_forked_child_starts_afresh(void) {
  CK_OBJECT_HANDLE key = store("forked");
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    failures = 0;
    CK_SESSION_INFO info;
    EXPECT(CKR_CRYPTOKI_NOT_INITIALIZED, f->C_GetSessionInfo(s, &info));
    EXPECT(CKR_CRYPTOKI_NOT_INITIALIZED, try_prf(s, key, 0, MIKEY_LABEL_TEK, 16, &key));
    EXPECT(CKR_CRYPTOKI_NOT_INITIALIZED, f->C_FindObjectsInit(s, NULL, 0));
    harness_initialize();
    s = harness_login();
    CK_OBJECT_HANDLE found = find_one(s, "forked");
    CHECK(found != 0);
    prf(s, found, 0, MIKEY_LABEL_TEK, 16);
    store("by the child");
    OK(f->C_Finalize(NULL));
    _exit(failures == 0 ? 0 : 1);
  }
  int status = 1;
  CHECK(pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0);
  prf(s, key, 0, MIKEY_LABEL_TEK, 16);
  CK_OBJECT_HANDLE by_child = find_one(s, "by the child");
  CHECK(by_child != 0);
  OK(f->C_DestroyObject(s, by_child));
  OK(f->C_DestroyObject(s, key));
}

static void nothing_is_left_behind(void) {
  OK(f->C_CloseAllSessions(slot));
  s = harness_login();
  CK_OBJECT_HANDLE found[64];
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &secret, sizeof secret}};
  CHECK(find_all(s, t, 1, found, 64) == 0);
  CK_TOKEN_INFO info;
  OK(f->C_GetTokenInfo(slot, &info));
  CHECK(info.ulSessionCount == 1 || info.ulSessionCount == CK_UNAVAILABLE_INFORMATION);
}

static void arguments_are_checked_at_initialize(void) {
  CK_C_INITIALIZE_ARGS args = {NULL, NULL, NULL, NULL, CKF_OS_LOCKING_OK, NULL};
  EXPECT(CKR_CRYPTOKI_ALREADY_INITIALIZED, f->C_Initialize(&args));
  args.CreateMutex = (CK_CREATEMUTEX)1;
  EXPECT(CKR_ARGUMENTS_BAD, f->C_Initialize(&args));
  EXPECT(CKR_ARGUMENTS_BAD, f->C_Finalize(&args));
}

int rule_tests(CK_SESSION_HANDLE session) {
  static const struct {
    const char *name;
    void (*run)(void);
  } tests[] = {
#define TEST(name) {#name, name}
      TEST(every_key_does_only_its_own_work),
      TEST(no_child_is_readable_or_small_or_does_more),
      TEST(salt_call_returns_salts_only),
      TEST(copies_and_changes_only_narrow),
      TEST(nothing_is_wrapped_out),
      TEST(a_base_private_key_gives_no_secret_to_the_host),
      TEST(base_is_kept_from_keys_of_another_type),
      TEST(templates_are_checked),
      TEST(mechanism_list_has_both),
      TEST(session_objects_die_with_their_session),
      TEST(token_objects_persist),
      TEST(rejection_outlives_a_restart),
      TEST(logout_takes_everything),
      TEST(own_base_objects_are_hidden),
      TEST(no_secret_stays_in_memory),
      TEST(threads_do_not_disturb_each_other),
      TEST(a_forked_child_starts_afresh),
      TEST(arguments_are_checked_at_initialize),
      TEST(nothing_is_left_behind),
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
