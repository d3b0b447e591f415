/*
 * Random calls with random parameters in random order: nothing crashes, and what a caller can never have never comes:
 * a sealed value, a key that is not sensitive or is extractable without having been made so.
 */
#define _GNU_SOURCE
#include <sys/resource.h>
#include <time.h>

#include "../src/crypto.h"
#include "harness.h"
#include "hex.h"
#include "identity_vectors.h"

static unsigned long long state;
static CK_SESSION_HANDLE sessions[4];
static CK_OBJECT_HANDLE keys[64];
static unsigned char buffer[4096];
static unsigned long long calls;
static unsigned long long successes;

/* xorshift64*: a run is repeated by its seed. */
static unsigned rnd(unsigned below) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return (unsigned)((state * 2685821657736338717ULL) >> 33) % below;
}

static CK_SESSION_HANDLE any_session(void) { return rnd(200) == 0 ? rnd(1000) : sessions[rnd(4)]; }

static CK_OBJECT_HANDLE *key_slot(void) { return &keys[rnd(64)]; }

static CK_OBJECT_HANDLE any_key(void) { return rnd(60) == 0 ? rnd(300) : *key_slot(); }

static const CK_MECHANISM_TYPE types[] = {CKM_MIKEY_PRF, CKM_MIKEY_PRF, CKM_MIKEY_PRF_SALT, CKM_MIKEY_KEY_DATA_GENERATE,
                                          CKM_MIKEY_KEY_DATA_UNWRAP, CKM_MIKEY_KEY_DATA_WRAP, CKM_MIKEY_ENVELOPE_GENERATE,
                                          CKM_MIKEY_ENVELOPE_UNWRAP, CKM_MIKEY_DH_DERIVE, CKM_MIKEY_SRTP_KDF,
                                          CKM_MIKEY_SRTP_KDF, CKM_MIKEY_SRTP_KDF_SALT, CKM_SP800_108_DOUBLE_PIPELINE_KDF,
                                          CKM_EXTRACT_KEY_FROM_KEY, CKM_CONCATENATE_BASE_AND_KEY,
                                          CKM_CONCATENATE_BASE_AND_DATA, CKM_CONCATENATE_DATA_AND_BASE,
                                          CKM_XOR_BASE_AND_DATA, CKM_SHA_1_HMAC, CKM_SHA_1_HMAC_GENERAL, CKM_SHA256_HMAC,
                                          CKM_AES_CTR, CKM_GENERIC_SECRET_KEY_GEN, CKM_AES_KEY_GEN, CKM_RSA_PKCS,
                                          CKM_AES_ECB, 0xCD4B59FF};

/* Of the identity-based keys, which cost more and so have their turn less often. */
static const CK_MECHANISM_TYPE identity_types[] = {CKM_MIKEY_SAKKE_KMS_KEY_GEN, CKM_MIKEY_SAKKE_ISSUE,
                                                   CKM_MIKEY_SAKKE_GENERATE,    CKM_MIKEY_SAKKE_ENCAPSULATE,
                                                   CKM_MIKEY_SAKKE_DECAPSULATE, CKM_MIKEY_GUK_ID,
                                                   CKM_MIKEY_ECCSI_KMS_KEY_GEN, CKM_MIKEY_ECCSI_ISSUE,
                                                   CKM_MIKEY_ECCSI,             CKM_MIKEY_KEY_WRAP};

static CK_OBJECT_HANDLE rsa_public, rsa_private;
static CK_RSA_PKCS_OAEP_PARAMS oaep;
static MIKEY_RSA_AES_KEY_WRAP_PARAMS rsa_aes;

static CK_MECHANISM any_rsa_aes(void) {
  oaep = (CK_RSA_PKCS_OAEP_PARAMS){rnd(2) ? CKM_SHA_1 : CKM_SHA256, 1 + rnd(2), CKZ_DATA_SPECIFIED, NULL, rnd(9) == 0};
  rsa_aes = (MIKEY_RSA_AES_KEY_WRAP_PARAMS){rnd(8) ? 128U << rnd(2) : rnd(300), rnd(40) ? &oaep : NULL};
  return (CK_MECHANISM){CKM_RSA_AES_KEY_WRAP, &rsa_aes, rnd(40) ? sizeof rsa_aes : rnd(sizeof rsa_aes)};
}

static const unsigned long labels[] = {MIKEY_LABEL_TEK,      MIKEY_LABEL_TRAFFIC_AUTH, MIKEY_LABEL_TRAFFIC_ENCR,
                                       MIKEY_LABEL_ENCR_KEY, MIKEY_LABEL_AUTH_KEY,     MIKEY_LABEL_SALT_KEY,
                                       MIKEY_LABEL_FORK_TGK, MIKEY_LABEL_TRAFFIC_SALT, 0x01020304};

static unsigned char parameter[1200];
static CK_AES_CTR_PARAMS counter;
static CK_KEY_DERIVATION_STRING_DATA string;
static CK_PRF_DATA_PARAM data_params[4];
static CK_SP800_108_KDF_PARAMS kdf;
static CK_ULONG number;

static void randomize(unsigned char *p, size_t len) {
  for (size_t i = 0; i < len; i++) {
    p[i] = (unsigned char)rnd(256);
  }
}

static void put_protection(unsigned char *p) {
  p[0] = (unsigned char)(1 + rnd(3));
  mt_put64(p + 1, any_key());
}

/* Parameters that are mostly of the right form, then sometimes damaged. */
static CK_MECHANISM any_mechanism(CK_MECHANISM_TYPE type) {
  CK_MECHANISM m = {type, parameter, 0};
  randomize(parameter, 64);
  switch (type) {
    case CKM_MIKEY_PRF:
      parameter[0] = (unsigned char)rnd(2);
      mt_put32(parameter + 1, labels[rnd(COUNT(labels))]);
      m.ulParameterLen = 10 + rnd(40);
      break;
    case CKM_MIKEY_PRF_SALT:
      parameter[0] = (unsigned char)rnd(2);
      mt_put16(parameter + 1, rnd(64));
      mt_put32(parameter + 3, labels[rnd(COUNT(labels))]);
      m.ulParameterLen = 10 + rnd(40);
      break;
    case CKM_MIKEY_KEY_DATA_GENERATE: {
      static const unsigned char rest[] = {0, 0, 1, 0x10, 0, 20, 0, 14, 0, 0};
      mt_put64(parameter, any_key());
      put_protection(parameter + 8);
      memcpy(parameter + 29, rest, sizeof rest);
      parameter[32] = (unsigned char)(rnd(8) << 4 | rnd(3));
      m.ulParameterLen = 29 + sizeof rest;
      break;
    }
    case CKM_MIKEY_KEY_DATA_UNWRAP:
      put_protection(parameter);
      parameter[21] = rnd(2) ? 20 : 6;
      m.ulParameterLen = 22;
      break;
    case CKM_MIKEY_KEY_DATA_WRAP:
      put_protection(parameter);
      parameter[0] = 2;
      memcpy(parameter + 21, "\0\0\1", 3);
      mt_put64(parameter + 24, any_key());
      memcpy(parameter + 32, "\0\0\0\0\0", 5);
      m.ulParameterLen = 37;
      break;
    case CKM_MIKEY_ENVELOPE_GENERATE:
      randomize(parameter, 200);
      parameter[0] = (unsigned char)(1 + rnd(3));
      mt_put16(parameter + 1, 16 + rnd(20));
      mt_put16(parameter + 3, 128);
      parameter[5] |= 0x80;
      parameter[132] |= 1;
      memcpy(parameter + 133, "\1\0\1", 3);
      m.ulParameterLen = 136;
      break;
    case CKM_MIKEY_ENVELOPE_UNWRAP:
      parameter[0] = (unsigned char)(1 + rnd(3));
      mt_put16(parameter + 1, 16 + rnd(8));
      m.ulParameterLen = 3;
      break;
    case CKM_MIKEY_SRTP_KDF:
    case CKM_MIKEY_SRTP_KDF_SALT:
      parameter[0] = (unsigned char)rnd(6);
      parameter[7] = rnd(4) ? 14 : (unsigned char)(12 * rnd(2));
      m.ulParameterLen = 8;
      break;
    case CKM_SP800_108_DOUBLE_PIPELINE_KDF:
      mt_put32(parameter, labels[rnd(COUNT(labels))]);
      data_params[0] = (CK_PRF_DATA_PARAM){1, NULL, 0};
      for (int i = 1; i < 4; i++) {
        data_params[i] = (CK_PRF_DATA_PARAM){rnd(20) ? 4 : rnd(6), parameter, 4 + rnd(60)};
      }
      kdf = (CK_SP800_108_KDF_PARAMS){rnd(8) ? CKM_SHA_1_HMAC : CKM_SHA512_HMAC, rnd(5), data_params, 0, NULL};
      return (CK_MECHANISM){type, &kdf, sizeof kdf};
    case CKM_EXTRACT_KEY_FROM_KEY:
    case CKM_SHA_1_HMAC_GENERAL:
      number = rnd(100);
      return (CK_MECHANISM){type, &number, sizeof number};
    case CKM_CONCATENATE_BASE_AND_KEY:
      number = any_key();
      return (CK_MECHANISM){type, &number, sizeof number};
    case CKM_CONCATENATE_BASE_AND_DATA:
    case CKM_CONCATENATE_DATA_AND_BASE:
    case CKM_XOR_BASE_AND_DATA:
      string = (CK_KEY_DERIVATION_STRING_DATA){parameter, rnd(64)};
      return (CK_MECHANISM){type, &string, sizeof string};
    case CKM_AES_CTR:
      counter.counter_bits = rnd(140);
      randomize(counter.cb, 16);
      return (CK_MECHANISM){type, &counter, sizeof counter};
    case CKM_MIKEY_DH_DERIVE: m.ulParameterLen = 128; break;
    case CKM_MIKEY_SAKKE_KMS_KEY_GEN:
    case CKM_MIKEY_SAKKE_DECAPSULATE:
      parameter[0] = MIKEY_SAKKE_SET_1;
      m.ulParameterLen = 1;
      break;
    case CKM_MIKEY_SAKKE_ISSUE:
    case CKM_MIKEY_ECCSI_ISSUE:
    case CKM_MIKEY_GUK_ID: m.ulParameterLen = 1 + rnd(130); break;
    case CKM_MIKEY_SAKKE_GENERATE:
    case CKM_MIKEY_SAKKE_ENCAPSULATE: {
      /* A receiver, of a key that is one, and sometimes damaged below. */
      parameter[0] = MIKEY_SAKKE_SET_1;
      parameter[1] = (unsigned char)rnd(3);
      m.ulParameterLen = 2;
      for (unsigned i = 0; i < parameter[1]; i++) {
        unsigned char *p = parameter + m.ulParameterLen;
        octets_of(sakke_vectors[0].public_key, p);
        mt_put16(p + 257, 26);
        octets_of(sakke_vectors[0].id, p + 259);
        m.ulParameterLen += 259 + 26;
      }
      if (rnd(4) == 0) {
        parameter[rnd(600)] ^= (unsigned char)(1 << rnd(8));
      }
      break;
    }
    case CKM_MIKEY_ECCSI_KMS_KEY_GEN:
    case CKM_MIKEY_ECCSI:
    case CKM_MIKEY_KEY_WRAP: m.pParameter = NULL; break;
    case CKM_AES_ECB:
    case CKM_RSA_PKCS:
    case CKM_SHA_1_HMAC:
    case CKM_SHA256_HMAC:
    case CKM_GENERIC_SECRET_KEY_GEN:
    case CKM_AES_KEY_GEN: m.pParameter = NULL; break;
    default: break;
  }
  if (rnd(12) == 0) {
    m.ulParameterLen = rnd(48);
    if (m.pParameter == NULL) {
      m.ulParameterLen = 0;
    }
  }
  if (rnd(12) == 0) {
    parameter[rnd(40)] ^= (unsigned char)(1 << rnd(8));
  }
  if (rnd(60) == 0) {
    m = (CK_MECHANISM){type, NULL, 0};
  }
  return m;
}

static CK_ATTRIBUTE template[8];
static CK_ULONG lengths[8];
static CK_BBOOL flags[8];
static unsigned char uses[8];
static CK_MECHANISM_TYPE allowed[4];

static CK_ULONG any_template(bool create) {
  static const CK_ATTRIBUTE_TYPE booleans[] = {CKA_SENSITIVE, CKA_EXTRACTABLE, CKA_SIGN,  CKA_DERIVE,  CKA_ENCRYPT,
                                               CKA_PRIVATE,   CKA_MODIFIABLE,  CKA_LOCAL, CKA_COPYABLE, CKA_UNWRAP};
  CK_ULONG n = 0;
  if (create || rnd(3) == 0) {
    template[n++] = (CK_ATTRIBUTE){CKA_CLASS, &secret, sizeof secret};
  }
  if (create) {
    static const unsigned sizes[] = {16, 16, 20, 32, 48};
    randomize(buffer, 64);
    template[n++] = (CK_ATTRIBUTE){CKA_KEY_TYPE, rnd(4) ? &generic : &aes, sizeof generic};
    template[n++] = (CK_ATTRIBUTE){CKA_VALUE, buffer, rnd(10) ? sizes[rnd(5)] : rnd(64)};
    uses[0] = (unsigned char)(rnd(20) ? 1 + rnd(9) : 10 + rnd(7));
    if (rnd(5)) {
      template[n++] = (CK_ATTRIBUTE){CKA_MIKEY_USE, &uses[0], 1};
    }
    if (uses[0] == MIKEY_USE_GENERIC) {
      static const CK_MECHANISM_TYPE some[] = {CKM_EXTRACT_KEY_FROM_KEY, CKM_XOR_BASE_AND_DATA, CKM_CONCATENATE_BASE_AND_DATA,
                                               CKM_CONCATENATE_BASE_AND_KEY, CKM_SP800_108_DOUBLE_PIPELINE_KDF};
      for (int i = 0; i < 4; i++) {
        allowed[i] = some[rnd(5)];
      }
      template[n++] = (CK_ATTRIBUTE){CKA_ALLOWED_MECHANISMS, allowed, sizeof allowed};
    }
  } else if (rnd(6)) {
    static const unsigned sizes[] = {16, 16, 16, 20, 20, 32, 14, 8, 24, 1};
    lengths[n] = sizes[rnd(10)];
    template[n] = (CK_ATTRIBUTE){CKA_VALUE_LEN, &lengths[n], sizeof lengths[n]};
    n++;
  }
  while (n < 8 && rnd(6) == 0) {
    flags[n] = (CK_BBOOL)rnd(2);
    template[n] = (CK_ATTRIBUTE){booleans[rnd(10)], &flags[n], rnd(30) ? 1 : rnd(9)};
    n++;
  }
  return n;
}

/* An RSK, SSK or master of the vectors, mostly undamaged. */
static CK_ULONG identity_template(void) {
  static unsigned char value[257], public_key[257], id[64], pvt[65], use;
  static const unsigned some[] = {MIKEY_USE_SAKKE_MASTER, MIKEY_USE_RSK, MIKEY_USE_ECCSI_MASTER, MIKEY_USE_SSK};
  use = (unsigned char)some[rnd(4)];
  bool sakke = use <= MIKEY_USE_RSK;
  size_t id_len = octets_of(sakke_vectors[0].id, id);
  size_t public_len = octets_of(sakke ? sakke_vectors[0].public_key : eccsi_vectors[0].kpak, public_key);
  octets_of(eccsi_vectors[0].pvt, pvt);
  const char *secrets[] = {sakke_vectors[0].z, sakke_vectors[0].rsk, eccsi_vectors[0].ksak, eccsi_vectors[0].ssk};
  size_t len = octets_of(secrets[use - MIKEY_USE_SAKKE_MASTER], value);
  if (rnd(3) == 0) {
    unsigned char *const parts[] = {value, public_key, id, pvt};
    parts[rnd(4)][rnd(26)] ^= (unsigned char)(1 << rnd(8));
  }
  CK_ULONG n = 0;
  template[n++] = (CK_ATTRIBUTE){CKA_CLASS, &secret, sizeof secret};
  template[n++] = (CK_ATTRIBUTE){CKA_KEY_TYPE, &generic, sizeof generic};
  template[n++] = (CK_ATTRIBUTE){CKA_MIKEY_USE, &use, 1};
  template[n++] = (CK_ATTRIBUTE){CKA_VALUE, value, rnd(10) ? len : rnd(257)};
  if (rnd(12)) {
    template[n++] = (CK_ATTRIBUTE){CKA_MIKEY_PUBLIC_KEY, public_key, public_len};
  }
  if (use == MIKEY_USE_RSK || use == MIKEY_USE_SSK) {
    template[n++] = (CK_ATTRIBUTE){CKA_MIKEY_USER_ID, id, id_len};
  }
  if (use == MIKEY_USE_SSK) {
    template[n++] = (CK_ATTRIBUTE){CKA_MIKEY_PVT, pvt, sizeof pvt};
  }
  return n;
}

/* An invariant, whatever was called: an owned key is sensitive, and none is extractable but an input of the PRF. */
static void check_key(CK_OBJECT_HANDLE key) {
  CK_BBOOL sensitive = CK_FALSE;
  CK_BBOOL extractable = CK_FALSE;
  unsigned char use = 0;
  unsigned char value[64];
  CK_ATTRIBUTE t[] = {{CKA_SENSITIVE, &sensitive, 1}, {CKA_EXTRACTABLE, &extractable, 1}, {CKA_MIKEY_USE, &use, 1}};
  CK_ATTRIBUTE v = {CKA_VALUE, value, sizeof value};
  if (f->C_GetAttributeValue(sessions[0], key, t, 3) == CKR_OK) {
    CHECK(sensitive);
    CHECK(!extractable || use == MIKEY_USE_INKEY || use == MIKEY_USE_RSK || use == MIKEY_USE_SSK);
    CHECK(f->C_GetAttributeValue(sessions[0], key, &v, 1) == CKR_ATTRIBUTE_SENSITIVE);
  }
  calls += 2;
}

static void keep(CK_RV rv, CK_OBJECT_HANDLE handle) {
  if (rv != CKR_OK) {
    return;
  }
  successes++;
  CK_OBJECT_HANDLE *place = key_slot();
  if (*place != 0) {
    f->C_DestroyObject(sessions[0], *place);
    calls++;
  }
  *place = handle;
  if (rnd(4) == 0) {
    check_key(handle);
  }
}

static void reopen(int i) {
  f->C_CloseSession(sessions[i]);
  if (i == 0) {
    rsa_public = 0; /* went with it */
  }
  sessions[i] = harness_login();
}

/* A KMS issues a key for an RSA key, and it is changed on its way: what comes in is that key or nothing. */
static void go_by_rsa(void) {
  static unsigned char wrapped[1400];
  CK_OBJECT_HANDLE master = 0, issued = 0, got = 0;
  CK_SESSION_HANDLE s = sessions[0];
  bool sakke = rnd(2);
  unsigned char use = sakke ? MIKEY_USE_RSK : MIKEY_USE_SSK, set = MIKEY_SAKKE_SET_1, public_key[257], pvt[65];
  CK_ATTRIBUTE extractable = {CKA_EXTRACTABLE, rnd(20) ? &yes : &no, 1};
  CK_MECHANISM gen = {CKM_MIKEY_SAKKE_KMS_KEY_GEN, &set, 1}, derive_ = {CKM_MIKEY_SAKKE_ISSUE, "user of fuzz", 12};
  if (!sakke) {
    gen = (CK_MECHANISM){CKM_MIKEY_ECCSI_KMS_KEY_GEN, NULL, 0};
    derive_.mechanism = CKM_MIKEY_ECCSI_ISSUE;
  }
  if (rsa_public == 0 || rnd(50) == 0) {
    make_rsa_pair(s, 2048, rnd(2) ? CK_TRUE : CK_FALSE, &rsa_public, &rsa_private);
  }
  CK_ATTRIBUTE t[] = {{CKA_MIKEY_USE, &use, 1}, {CKA_MIKEY_PUBLIC_KEY, public_key, sakke ? 257 : 65}, {CKA_MIKEY_USER_ID, "user of fuzz", 12}, {CKA_MIKEY_PVT, pvt, 65}};
  CK_MECHANISM wrap = any_rsa_aes(), unwrap = rnd(4) ? wrap : any_rsa_aes();
  CK_ULONG len = rnd(8) ? sizeof wrapped : rnd(700);
  calls += 6;
  if (f->C_GenerateKey(s, &gen, NULL, 0, &master) == CKR_OK && f->C_DeriveKey(s, &derive_, master, &extractable, 1, &issued) == CKR_OK &&
      f->C_GetAttributeValue(s, issued, t + 1, 1) == CKR_OK && (sakke || f->C_GetAttributeValue(s, issued, t + 3, 1) == CKR_OK) &&
      f->C_WrapKey(s, &wrap, rnd(9) ? rsa_public : any_key(), issued, wrapped, &len) == CKR_OK) {
    CHECK(extractable.pValue == &yes);
    bool damaged = rnd(2);
    if (damaged) {
      wrapped[rnd((unsigned)len)] ^= (unsigned char)(1 << rnd(8));
    }
    CK_RV rv = f->C_UnwrapKey(s, &unwrap, rsa_private, wrapped, rnd(9) ? len : rnd((unsigned)len), t, sakke ? 3 : 4, &got);
    CHECK(!damaged || rv != CKR_OK);
    keep(rv, got);
  }
  f->C_DestroyObject(s, master);
  f->C_DestroyObject(s, issued);
}

static void one_call(void) {
  if (rnd(3000) == 0) {
    go_by_rsa();
    return;
  }
  CK_OBJECT_HANDLE handle = 0;
  CK_ULONG len = rnd(2) ? sizeof buffer : rnd(64);
  CK_BYTE_PTR out = rnd(8) ? buffer + 1024 : NULL;
  CK_MECHANISM m = any_mechanism(rnd(20) == 0 ? identity_types[rnd(COUNT(identity_types))] : types[rnd(COUNT(types))]);
  CK_SESSION_HANDLE s = any_session();
  CK_ULONG room = out == NULL ? len : len > 2048 ? 2048 : len;
  CK_RV rv = CKR_OK;
  calls++;
  switch (rnd(28)) {
    case 0:
      if (rnd(400) == 0) {
        rv = f->C_CreateObject(s, template, identity_template(), &handle);
        keep(rv, handle);
        return;
      }
      /* fall through */
    case 1:
    case 2: rv = f->C_CreateObject(s, template, any_template(true), &handle); keep(rv, handle); return;
    case 3:
    case 4:
    case 5:
    case 6:
    case 7:
    case 8: rv = f->C_DeriveKey(s, &m, any_key(), template, any_template(false), &handle); keep(rv, handle); return;
    case 9: rv = f->C_GenerateKey(s, &m, template, any_template(false), &handle); keep(rv, handle); return;
    case 10:
    case 11:
      randomize(buffer, 64);
      if (m.mechanism == CKM_MIKEY_SAKKE_DECAPSULATE && rnd(2)) {
        octets_of(sakke_vectors[0].data, buffer);
        buffer[rnd(4000)] ^= 1;
        rv = f->C_UnwrapKey(s, &m, any_key(), buffer, 273, template, any_template(false), &handle);
        keep(rv, handle);
        return;
      }
      rv = f->C_UnwrapKey(s, &m, any_key(), buffer, rnd(130), template, any_template(false), &handle);
      keep(rv, handle);
      return;
    case 12: rv = f->C_WrapKey(s, &m, any_key(), any_key(), out, &room); break;
    case 13: rv = f->C_SignInit(s, &m, any_key()); break;
    case 14: rv = f->C_Sign(s, buffer, rnd(100), out, &room); break;
    case 15: rv = f->C_SignUpdate(s, buffer, rnd(100)); break;
    case 16: rv = f->C_SignFinal(s, out, &room); break;
    case 17: rv = rnd(2) ? f->C_VerifyInit(s, &m, any_key()) : f->C_VerifyUpdate(s, buffer, rnd(60)); break;
    case 18: rv = rnd(2) ? f->C_Verify(s, buffer, rnd(60), buffer, rnd(33)) : f->C_VerifyFinal(s, buffer, rnd(33)); break;
    case 19: rv = rnd(2) ? f->C_EncryptInit(s, &m, any_key()) : f->C_DecryptInit(s, &m, any_key()); break;
    case 20: rv = rnd(2) ? f->C_Encrypt(s, buffer, rnd(200), out, &room) : f->C_Decrypt(s, buffer, rnd(200), out, &room); break;
    case 21: rv = rnd(2) ? f->C_EncryptUpdate(s, buffer, rnd(200), out, &room) : f->C_EncryptFinal(s, out, &room); break;
    case 22: rv = rnd(2) ? f->C_DecryptUpdate(s, buffer, rnd(200), out, &room) : f->C_DecryptFinal(s, out, &room); break;
    case 23: rv = f->C_CopyObject(s, any_key(), template, any_template(false), &handle); keep(rv, handle); return;
    case 24: {
      CK_ATTRIBUTE t = {rnd(3) ? CKA_MIKEY_USE + rnd(10) : rnd(0x180), out, room};
      rv = f->C_GetAttributeValue(s, any_key(), &t, 1);
      break;
    }
    case 25: rv = f->C_SetAttributeValue(s, any_key(), template, any_template(false)); break;
    case 26: rv = rnd(3) ? f->C_DestroyObject(s, any_key()) : f->C_DigestKey(s, any_key()); break;
    default:
      switch (rnd(40)) {
        case 0: rv = f->C_FindObjectsInit(s, template, any_template(false)); break;
        case 1: rv = f->C_FindObjects(s, keys, 8, &len); break;
        case 2: rv = f->C_FindObjectsFinal(s); break;
        case 3: rv = f->C_GetMechanismInfo(slot, m.mechanism, &(CK_MECHANISM_INFO){0}); break;
        case 4: rv = f->C_GetObjectSize(s, any_key(), &len); break;
        case 5: rv = f->C_GetOperationState(s, out, &room); break;
        case 6: reopen((int)rnd(4)); break;
        case 7:
          if (rnd(20) == 0) {
            f->C_Logout(sessions[0]);
            reopen(0);
          }
          break;
        case 8: rv = f->C_DigestEncryptUpdate(s, buffer, 10, out, &room); break;
        case 9: rv = f->C_SignEncryptUpdate(s, buffer, 10, out, &room); break;
        default: rv = f->C_GetSessionInfo(s, &(CK_SESSION_INFO){0}); break;
      }
      break;
  }
  successes += rv == CKR_OK;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: %s libmikeytoken.so calls [seed]\n", argv[0]);
    return 64;
  }
  unsigned long long wanted = strtoull(argv[2], NULL, 10);
  state = argc > 3 ? strtoull(argv[3], NULL, 10) : (unsigned long long)time(NULL);
  setvbuf(stdout, NULL, _IOLBF, 0);
  printf("fuzz: seed %llu\n", state);
  running = "fuzz";
  harness_open(argv[1]);
  for (int i = 0; i < 4; i++) {
    sessions[i] = harness_login();
  }
  while (calls < wanted && failures == 0) {
    one_call();
  }
  OK(f->C_Finalize(NULL));
  harness_close();
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  printf("fuzz: %llu calls, %llu of them successful, %d failures, at most %ld MiB\n", calls, successes, failures,
         used.ru_maxrss / 1024);
  /* Mostly refused calls would try little. */
  return failures == 0 && successes > calls / 10 ? 0 : 1;
}
