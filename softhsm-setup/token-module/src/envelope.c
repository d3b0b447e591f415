/* The envelope key of RFC 3830 section 3.2: made and encrypted in one call, decrypted by a private key of the base. */
#include <stdlib.h>
#include <string.h>

#include "crypto.h"
#include "memory.h"
#include "mechanism.h"
#include "rsa.h"

enum { MIN_KEY = 16, MAX_KEY = 256 };

static bool encoding_ok(unsigned encoding) { return encoding >= MIKEY_RSAES_PKCS1_V1_5 && encoding <= MIKEY_RSAES_OAEP_SHA_256; }

/* RFC 8017 section 7.2.1: the padding string has no zero octet. */
static CK_RV fill_nonzero(struct mt_call *call, unsigned char *out, size_t len) {
  CK_RV rv = mt_random(call, out, len);
  for (size_t i = 0; i < len && rv == CKR_OK; i++) {
    while (out[i] == 0 && rv == CKR_OK) {
      rv = mt_random(call, out + i, 1);
    }
  }
  return rv;
}

struct seal_work {
  unsigned char key[MAX_KEY];
  unsigned char random[MT_RSA_MAX];
  unsigned char block[MT_RSA_MAX];
};

/* Parameter: encoding (1), key length (2), modulus length (2), modulus, public exponent. */
static CK_RV generate(struct mt_call *call, const CK_MECHANISM *mechanism, const struct mt_template *t,
                      CK_OBJECT_HANDLE *handle) {
  const unsigned char *p = mechanism->pParameter;
  size_t left = mechanism->ulParameterLen;
  if (p == NULL || left < 5 || !encoding_ok(p[0]) || mt_get16(p + 3) > left - 5) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  unsigned encoding = p[0];
  size_t len = mt_get16(p + 1);
  size_t k = mt_get16(p + 3);
  const unsigned char *modulus = p + 5;
  const unsigned char *exponent = modulus + k;
  size_t exponent_len = left - 5 - k;
  while (k > 0 && *modulus == 0) {
    modulus++;
    k--;
  }
  if (k < MT_RSA_MIN || k > MT_RSA_MAX) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  if (len < MIN_KEY || len > MAX_KEY || len > mt_rsa_room(encoding, k)) {
    return CKR_KEY_SIZE_RANGE;
  }
  unsigned char wrapped[MT_RSA_MAX];
  struct seal_work *w = mt_secret_alloc(sizeof *w);
  CK_RV rv = w == NULL ? CKR_HOST_MEMORY : mt_random(call, w->key, len);
  size_t seed = mt_rsa_seed(encoding, k, len);
  if (rv == CKR_OK) {
    rv = encoding == MIKEY_RSAES_PKCS1_V1_5 ? fill_nonzero(call, w->random, seed) : mt_random(call, w->random, seed);
  }
  if (rv == CKR_OK) {
    rv = mt_rsa_encode(encoding, k, w->random, w->key, len, w->block);
  }
  if (rv == CKR_OK) {
    rv = mt_rsa_public(modulus, k, exponent, exponent_len, w->block, wrapped);
  }
  if (rv == CKR_OK) {
    struct mt_new key = {.use = MIKEY_USE_ENVELOPE,
                         .origin = MIKEY_ORIGIN_GENERATED,
                         .key_type = CKK_GENERIC_SECRET,
                         .gen_mechanism = mechanism->mechanism,
                         .len = len,
                         .extra = MT_LOCAL};
    struct mt_field field = {CKA_MIKEY_WRAPPED, k, wrapped};
    rv = mt_make_key(call, t, &key, w->key, &field, 1, handle);
  }
  mt_secret_free(w);
  return rv;
}

/* The error is about the call, not about what is encrypted: it may be told. */
static bool may_tell(CK_RV rv) {
  switch (rv) {
    case CKR_HOST_MEMORY:
    case CKR_DEVICE_ERROR:
    case CKR_DEVICE_MEMORY:
    case CKR_DEVICE_REMOVED:
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_SESSION_HANDLE_INVALID:
    case CKR_SESSION_CLOSED:
    case CKR_USER_NOT_LOGGED_IN:
    case CKR_CRYPTOKI_NOT_INITIALIZED:
    case CKR_KEY_HANDLE_INVALID:
    case CKR_UNWRAPPING_KEY_HANDLE_INVALID:
    case CKR_OBJECT_HANDLE_INVALID:
    case CKR_KEY_FUNCTION_NOT_PERMITTED:
    case CKR_KEY_TYPE_INCONSISTENT:
    case CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT:
    case CKR_MECHANISM_INVALID:
    case CKR_MECHANISM_PARAM_INVALID: return true;
    default: return false;
  }
}

struct open_work {
  unsigned char block[MT_RSA_MAX + 64];
  unsigned char stand_in[MAX_KEY];
  unsigned char key[MAX_KEY];
};

/*
 * The base's raw RSA, and the encoding checked here in constant time. The slot's mutex is held.
 */
static CK_RV raw(struct mt_slot *slot, CK_OBJECT_HANDLE rsa, unsigned encoding, const unsigned char *in, size_t k, size_t len,
                 struct open_work *w, size_t *good) {
  CK_MECHANISM mechanism = {CKM_RSA_X_509, NULL, 0};
  CK_RV rv = mt_base->C_DecryptInit(slot->helper, &mechanism, rsa);
  if (rv != CKR_OK) {
    return rv;
  }
  CK_ULONG out = sizeof w->block;
  rv = mt_base->C_Decrypt(slot->helper, (CK_BYTE_PTR)in, k, w->block, &out);
  if (rv != CKR_OK && may_tell(rv)) {
    return rv;
  }
  *good = rv == CKR_OK && out == k ? ~(size_t)0 : 0;
  *good &= mt_rsa_decode(encoding, k, w->block, len);
  memcpy(w->key, w->block + k - len, len);
  return CKR_OK;
}

/*
 * For a private key that may unwrap and not decrypt: into a base object that nobody sees, for the gate is held for
 * writing, as is the slot's mutex. The base checks the encoding.
 */
static CK_RV through_object(struct mt_slot *slot, CK_OBJECT_HANDLE rsa, unsigned encoding, const unsigned char *in, size_t k,
                            size_t len, struct open_work *w, size_t *good) {
  CK_RSA_PKCS_OAEP_PARAMS oaep = {CKM_SHA_1, CKG_MGF1_SHA1, CKZ_DATA_SPECIFIED, NULL, 0};
  CK_MECHANISM mechanism = {CKM_RSA_PKCS, NULL, 0};
  if (encoding != MIKEY_RSAES_PKCS1_V1_5) {
    if (encoding == MIKEY_RSAES_OAEP_SHA_256) {
      oaep.hash_alg = CKM_SHA256;
      oaep.mgf = CKG_MGF1_SHA256;
    }
    mechanism = (CK_MECHANISM){CKM_RSA_PKCS_OAEP, &oaep, sizeof oaep};
  }
  CK_OBJECT_CLASS class = CKO_SECRET_KEY;
  CK_KEY_TYPE type = CKK_GENERIC_SECRET;
  CK_BBOOL yes = CK_TRUE;
  CK_BBOOL no = CK_FALSE;
  CK_ATTRIBUTE template[] = {{CKA_CLASS, &class, sizeof class},    {CKA_KEY_TYPE, &type, sizeof type},
                             {CKA_TOKEN, &no, sizeof no},          {CKA_PRIVATE, &yes, sizeof yes},
                             {CKA_SENSITIVE, &no, sizeof no},      {CKA_EXTRACTABLE, &yes, sizeof yes}};
  CK_OBJECT_HANDLE object = 0;
  CK_RV rv = mt_base->C_UnwrapKey(slot->helper, &mechanism, rsa, (CK_BYTE_PTR)in, k, template, 6, &object);
  if (rv != CKR_OK && (may_tell(rv) || rv == CKR_ARGUMENTS_BAD)) {
    return rv == CKR_ARGUMENTS_BAD ? CKR_MECHANISM_PARAM_INVALID : rv;
  }
  *good = 0;
  if (rv == CKR_OK) {
    CK_ATTRIBUTE value = {CKA_VALUE, w->block, sizeof w->block};
    rv = mt_base->C_GetAttributeValue(slot->helper, object, &value, 1);
    *good = rv == CKR_OK ? mt_mask_eq(value.ulValueLen, len) : 0;
    memcpy(w->key, w->block, len);
    mt_base->C_DestroyObject(slot->helper, object);
  }
  return CKR_OK;
}

static CK_RV base_attribute(struct mt_slot *slot, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, void *out, size_t room,
                            size_t *len) {
  CK_ATTRIBUTE a = {type, out, room};
  CK_RV rv = mt_base->C_GetAttributeValue(slot->helper, object, &a, 1);
  *len = a.ulValueLen;
  return rv;
}

/* The key that a failed decryption yields: the same each time for the same input, and nobody can tell it from a real one. */
static CK_RV make_stand_in(const struct mt_key *reject, unsigned encoding, const unsigned char *modulus, size_t k,
                           const unsigned char *in, size_t len, unsigned char *out) {
  size_t label_len = 5 + 2 * k;
  unsigned char *label = malloc(label_len);
  if (label == NULL) {
    return CKR_HOST_MEMORY;
  }
  mt_put16(label, 0xffff);
  label[2] = (unsigned char)encoding;
  mt_put16(label + 3, (unsigned)len);
  memcpy(label + 5, modulus, k);
  memcpy(label + 5 + k, in, k);
  CK_RV rv = mt_mikey_prf(CKM_SHA256_HMAC, reject->value, reject->len, label, label_len, out, len);
  free(label);
  return rv;
}

static CK_RV decrypt(struct mt_call *call, CK_OBJECT_HANDLE rsa, unsigned encoding, const unsigned char *in, CK_ULONG in_len,
                     size_t len, struct open_work *w) {
  struct mt_slot *slot = call->slot;
  struct mt_key reject;
  CK_RV rv = mt_reject_open(call, &reject);
  if (rv != CKR_OK) {
    return rv;
  }
  unsigned char modulus[MT_RSA_MAX + 1];
  size_t k = 0;
  size_t good = 0;
  CK_BBOOL unwraps = CK_FALSE;
  size_t ignored;
  pthread_rwlock_wrlock(&mt_gate);
  pthread_mutex_lock(&slot->mutex);
  rv = base_attribute(slot, rsa, CKA_MODULUS, modulus, sizeof modulus, &k);
  rv = rv == CKR_OK ? rv : CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT;
  if (rv == CKR_OK) {
    rv = base_attribute(slot, rsa, CKA_UNWRAP, &unwraps, sizeof unwraps, &ignored);
    rv = rv == CKR_OK && unwraps ? CKR_OK : CKR_KEY_FUNCTION_NOT_PERMITTED;
  }
  size_t zeros = 0;
  while (rv == CKR_OK && zeros < k && modulus[zeros] == 0) {
    zeros++;
  }
  k -= zeros;
  if (rv == CKR_OK && (k < MT_RSA_MIN || k > MT_RSA_MAX)) {
    rv = CKR_UNWRAPPING_KEY_SIZE_RANGE;
  }
  if (rv == CKR_OK && (in_len != k || len > mt_rsa_room(encoding, k))) {
    rv = in_len != k ? CKR_WRAPPED_KEY_LEN_RANGE : CKR_KEY_SIZE_RANGE;
  }
  if (rv == CKR_OK) {
    rv = raw(slot, rsa, encoding, in, k, len, w, &good);
    if (rv == CKR_KEY_FUNCTION_NOT_PERMITTED || rv == CKR_MECHANISM_INVALID) {
      rv = through_object(slot, rsa, encoding, in, k, len, w, &good);
    }
  }
  pthread_mutex_unlock(&slot->mutex);
  pthread_rwlock_unlock(&mt_gate);
  if (rv == CKR_OK) {
    rv = make_stand_in(&reject, encoding, modulus + zeros, k, in, len, w->stand_in);
  }
  for (size_t i = 0; rv == CKR_OK && i < len; i++) {
    w->key[i] = (unsigned char)((w->key[i] & good) | (w->stand_in[i] & ~good));
  }
  mt_key_close(&reject);
  return rv;
}

CK_RV mt_envelope_decrypt(struct mt_call *call, CK_OBJECT_HANDLE rsa, unsigned encoding, const unsigned char *in, size_t in_len,
                          unsigned char *key, size_t len) {
  if (!call->user) {
    return CKR_USER_NOT_LOGGED_IN;
  }
  if (!mt_is_base_private(call, rsa)) {
    return CKR_UNWRAPPING_KEY_HANDLE_INVALID;
  }
  struct open_work *w = mt_secret_alloc(sizeof *w);
  CK_RV rv = w == NULL ? CKR_HOST_MEMORY : decrypt(call, rsa, encoding, in, in_len, len, w);
  if (rv == CKR_OK) {
    memcpy(key, w->key, len);
  }
  mt_secret_free(w);
  return rv;
}

static CK_RV open(struct mt_call *call, unsigned encoding, size_t len, CK_OBJECT_HANDLE rsa, const unsigned char *in,
                  CK_ULONG in_len, const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  if (len < MIN_KEY || len > MAX_KEY) {
    return CKR_KEY_SIZE_RANGE;
  }
  unsigned char *value = mt_secret_alloc(MAX_KEY);
  CK_RV rv = value == NULL ? CKR_HOST_MEMORY : mt_envelope_decrypt(call, rsa, encoding, in, in_len, value, len);
  if (rv == CKR_OK) {
    struct mt_new key = {.use = MIKEY_USE_ENVELOPE,
                         .origin = MIKEY_ORIGIN_UNWRAPPED,
                         .key_type = CKK_GENERIC_SECRET,
                         .gen_mechanism = CK_UNAVAILABLE_INFORMATION,
                         .len = len};
    rv = mt_make_key(call, t, &key, value, NULL, 0, handle);
  }
  mt_secret_free(value);
  return rv;
}

/* Parameter: encoding (1), key length (2). */
static CK_RV unwrap(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE rsa, const unsigned char *in,
                    CK_ULONG in_len, const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  const unsigned char *p = mechanism->pParameter;
  if (p == NULL || mechanism->ulParameterLen != 3 || !encoding_ok(p[0])) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  return open(call, p[0], mt_get16(p + 1), rsa, in, in_len, t, handle);
}

bool mt_oaep_encoding(const void *parameter, size_t len, unsigned *encoding) {
  CK_RSA_PKCS_OAEP_PARAMS p;
  if (parameter == NULL || len != sizeof p) {
    return false;
  }
  memcpy(&p, parameter, sizeof p);
  bool sha1 = p.hash_alg == CKM_SHA_1 && p.mgf == CKG_MGF1_SHA1;
  bool sha256 = p.hash_alg == CKM_SHA256 && p.mgf == CKG_MGF1_SHA256;
  *encoding = sha1 ? MIKEY_RSAES_OAEP_SHA_1 : MIKEY_RSAES_OAEP_SHA_256;
  return (sha1 || sha256) && p.source_data_len == 0;
}

/* The standard mechanisms with a private key give the same; the template must say the length, as no error may tell it. */
static CK_RV unwrap_standard(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE rsa, const unsigned char *in,
                             CK_ULONG in_len, const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  unsigned encoding = MIKEY_RSAES_PKCS1_V1_5;
  if (mechanism->mechanism == CKM_RSA_PKCS_OAEP) {
    if (!mt_oaep_encoding(mechanism->pParameter, mechanism->ulParameterLen, &encoding)) {
      return CKR_MECHANISM_PARAM_INVALID;
    }
  } else if (mechanism->ulParameterLen != 0) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  return t->has_value_len ? open(call, encoding, t->value_len, rsa, in, in_len, t, handle) : CKR_TEMPLATE_INCOMPLETE;
}

const struct mt_mechanism mt_envelope_mechanisms[] = {
    {.type = CKM_MIKEY_ENVELOPE_GENERATE, .info = {MT_RSA_MIN * 8, MT_RSA_MAX * 8, CKF_GENERATE}, .generate = generate},
    {.type = CKM_MIKEY_ENVELOPE_UNWRAP, .info = {MT_RSA_MIN * 8, MT_RSA_MAX * 8, CKF_UNWRAP}, .unwrap = unwrap},
    {.type = CKM_RSA_PKCS, .info = {MT_RSA_MIN * 8, MT_RSA_MAX * 8, CKF_UNWRAP}, .unwrap = unwrap_standard},
    {.type = CKM_RSA_PKCS_OAEP, .info = {MT_RSA_MIN * 8, MT_RSA_MAX * 8, CKF_UNWRAP}, .unwrap = unwrap_standard},
    {0},
};
