/*
 * Issued keys on their way from a KMS to a user's token: under an AES transport key of both (RFC 5649), or for the RSA key of
 * the user's token by CKM_RSA_AES_KEY_WRAP (PKCS#11 v2.40 current mechanisms, 2.1.20): RSAES-OAEP of an AES key that is made for
 * it, then the key under that. A pre-shared key goes to its other side by the latter alone: no PKE payload has that form, so
 * no envelope key that a message brought (RFC 3830 section 3.2) comes in by it as a pre-shared key.
 */
#include <string.h>

#include "crypto.h"
#include "identity.h"
#include "memory.h"
#include "rsa.h"

enum { PADDED = (MT_SAKKE_POINT + 7) / 8 * 8, LEAST_RSA = 256, MAX_EXPONENT = 32, MIN_INKEY = 16, MAX_INKEY = 64 };

static size_t padded(size_t len) { return (len + 7) / 8 * 8; }

static void alternative_iv(unsigned char iv[8], size_t len) {
  mt_put32(iv, 0xA65959A6UL);
  mt_put32(iv + 4, len);
}

static bool is_issued(unsigned use) { return use == MIKEY_USE_RSK || use == MIKEY_USE_SSK; }

/* Opens a key that goes out: an extractable RSK or SSK; for an RSA key, an extractable INKEY that was generated here as well. */
static CK_RV open_outgoing(struct mt_call *call, CK_OBJECT_HANDLE handle, bool for_rsa, struct mt_key *key) {
  CK_RV rv = mt_key_open(call, handle, 0, 0, key);
  if (rv != CKR_OK) {
    return rv;
  }
  pthread_mutex_lock(&mt_lock);
  const struct mt_attrs *attrs = &key->object->attrs;
  bool extractable = (attrs->flags & MT_EXTRACTABLE) != 0;
  bool inkey = for_rsa && attrs->use == MIKEY_USE_INKEY && attrs->origin == MIKEY_ORIGIN_GENERATED;
  bool issued = is_issued(attrs->use);
  pthread_mutex_unlock(&mt_lock);
  if (!extractable) {
    rv = CKR_KEY_UNEXTRACTABLE;
  } else if (!inkey && !issued) {
    rv = CKR_KEY_NOT_WRAPPABLE;
  } else if (inkey && (key->len < MIN_INKEY || key->len > MAX_INKEY)) {
    rv = CKR_KEY_SIZE_RANGE;
  }
  if (rv != CKR_OK) {
    mt_key_close(key);
  }
  return rv;
}

/* Whether there is room; else, and where only the length was asked for, *rv says so. */
static bool has_room(const unsigned char *out, CK_ULONG *out_len, size_t size, CK_RV *rv) {
  bool room = out != NULL && *out_len >= size;
  *rv = room || out == NULL ? CKR_OK : CKR_BUFFER_TOO_SMALL;
  *out_len = size;
  return room;
}

/* RFC 5649 section 4.1, of more than one semiblock; out has padded + 8 octets. */
static CK_RV wrap_padded(const unsigned char *kek, size_t kek_len, struct mt_key *key, unsigned char *out) {
  unsigned char iv[8];
  alternative_iv(iv, key->len);
  /* The opened value has room for more than a semiblock of zeros. */
  memset(key->value + key->len, 0, padded(key->len) - key->len);
  return mt_aes_kw_wrap(kek, kek_len, iv, key->value, padded(key->len), out);
}

/* Octets of the key that the template asks for. */
static size_t length_of(const struct mt_template *t) {
  return t->use == MIKEY_USE_INKEY ? t->value_len : mt_identity_length(t->use);
}

static CK_RV keep(struct mt_call *call, const struct mt_template *t, const unsigned char *value, size_t len, CK_OBJECT_HANDLE *handle) {
  if (t->use != MIKEY_USE_INKEY) {
    return mt_identity_import(call, t, t->use, MIKEY_ORIGIN_UNWRAPPED, value, len, handle);
  }
  struct mt_new key = {.use = MIKEY_USE_INKEY,
                       .origin = MIKEY_ORIGIN_UNWRAPPED,
                       .key_type = CKK_GENERIC_SECRET,
                       .gen_mechanism = CK_UNAVAILABLE_INFORMATION,
                       .len = len};
  return mt_make_key(call, t, &key, value, NULL, 0, handle);
}

/* The same backwards, for a key of the use that the template names; an RSK or SSK is then verified. */
static CK_RV unwrap_padded(struct mt_call *call, const unsigned char *kek, size_t kek_len, const unsigned char *in,
                           const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  size_t len = length_of(t);
  unsigned char iv[8];
  size_t good = 0;
  unsigned char *value = mt_secret_alloc(PADDED);
  if (value == NULL) {
    return CKR_HOST_MEMORY;
  }
  alternative_iv(iv, len);
  CK_RV rv = mt_aes_kw_unwrap(kek, kek_len, iv, in, padded(len) + 8, value, &good);
  if (rv == CKR_OK) {
    unsigned padding = 0;
    for (size_t i = len; i < padded(len); i++) {
      padding |= value[i];
    }
    rv = good != 0 && padding == 0 ? keep(call, t, value, len, handle) : CKR_WRAPPED_KEY_INVALID;
  }
  mt_secret_free(value);
  return rv;
}

static CK_RV check_template(const struct mt_template *t, bool for_rsa) {
  if (!t->has_use) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  if (!for_rsa || t->use != MIKEY_USE_INKEY) {
    return is_issued(t->use) ? CKR_OK : CKR_TEMPLATE_INCONSISTENT;
  }
  if (!t->has_value_len) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  return t->value_len >= MIN_INKEY && t->value_len <= MAX_INKEY ? CKR_OK : CKR_KEY_SIZE_RANGE;
}

static CK_RV wrap(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE wrapping, CK_OBJECT_HANDLE handle,
                  unsigned char *out, CK_ULONG *out_len) {
  if (mechanism->ulParameterLen != 0) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  struct mt_key kek;
  struct mt_key key;
  CK_RV rv = mt_key_open(call, wrapping, MT_WRAP, mechanism->mechanism, &kek);
  if (rv != CKR_OK) {
    return rv == CKR_KEY_HANDLE_INVALID ? CKR_WRAPPING_KEY_HANDLE_INVALID : rv;
  }
  rv = open_outgoing(call, handle, false, &key);
  if (rv == CKR_OK) {
    if (has_room(out, out_len, padded(key.len) + 8, &rv)) {
      rv = wrap_padded(kek.value, kek.len, &key, out);
    }
    mt_key_close(&key);
  }
  mt_key_close(&kek);
  return rv;
}

static CK_RV unwrap(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE unwrapping, const unsigned char *in,
                    CK_ULONG in_len, const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  CK_RV rv = mechanism->ulParameterLen != 0 ? CKR_MECHANISM_PARAM_INVALID : check_template(t, false);
  struct mt_key kek;
  if (rv == CKR_OK) {
    rv = mt_unwrapping_open(call, unwrapping, mechanism->mechanism, &kek);
  }
  if (rv != CKR_OK) {
    return rv;
  }
  rv = in_len == padded(mt_identity_length(t->use)) + 8 ? unwrap_padded(call, kek.value, kek.len, in, t, handle)
                                                        : CKR_WRAPPED_KEY_LEN_RANGE;
  mt_key_close(&kek);
  return rv;
}

/* ---- for an RSA key ---- */

static CK_RV read_rsa_aes(const CK_MECHANISM *mechanism, size_t *aes_len, unsigned *encoding) {
  MIKEY_RSA_AES_KEY_WRAP_PARAMS p;
  if (mechanism->pParameter == NULL || mechanism->ulParameterLen != sizeof p) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  memcpy(&p, mechanism->pParameter, sizeof p);
  *aes_len = p.ulAESKeyBits / 8;
  return (p.ulAESKeyBits == 128 || p.ulAESKeyBits == 256) && mt_oaep_encoding(p.pOAEPParams, sizeof *p.pOAEPParams, encoding)
             ? CKR_OK
             : CKR_MECHANISM_PARAM_INVALID;
}

struct rsa_key {
  unsigned char modulus[MT_RSA_MAX + 1], exponent[MAX_EXPONENT];
  size_t k, skip, exponent_len; /* octets of the modulus, after those that are zero */
};

static CK_RV read_public(struct mt_call *call, CK_OBJECT_HANDLE handle, struct rsa_key *rsa) {
  CK_OBJECT_CLASS class = CK_UNAVAILABLE_INFORMATION;
  CK_KEY_TYPE type = CK_UNAVAILABLE_INFORMATION;
  CK_BBOOL wraps = CK_FALSE;
  CK_ATTRIBUTE kind[] = {{CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &type, sizeof type}, {CKA_WRAP, &wraps, sizeof wraps}};
  CK_ATTRIBUTE value[] = {{CKA_MODULUS, rsa->modulus, sizeof rsa->modulus},
                          {CKA_PUBLIC_EXPONENT, rsa->exponent, sizeof rsa->exponent}};
  pthread_rwlock_rdlock(&mt_gate);
  CK_RV rv = mt_base->C_GetAttributeValue(call->session->handle, handle, kind, 3);
  if (rv == CKR_OK && (class != CKO_PUBLIC_KEY || type != CKK_RSA)) {
    rv = CKR_WRAPPING_KEY_TYPE_INCONSISTENT;
  } else if (rv == CKR_OK && !wraps) {
    rv = CKR_KEY_FUNCTION_NOT_PERMITTED;
  } else if (rv == CKR_OK) {
    rv = mt_base->C_GetAttributeValue(call->session->handle, handle, value, 2);
    rv = rv == CKR_BUFFER_TOO_SMALL ? CKR_WRAPPING_KEY_SIZE_RANGE : rv;
  } else {
    rv = rv == CKR_ATTRIBUTE_TYPE_INVALID ? CKR_WRAPPING_KEY_TYPE_INCONSISTENT
         : rv == CKR_OBJECT_HANDLE_INVALID ? CKR_WRAPPING_KEY_HANDLE_INVALID
                                           : rv;
  }
  pthread_rwlock_unlock(&mt_gate);
  if (rv != CKR_OK) {
    return rv;
  }
  rsa->skip = 0;
  while (rsa->skip < value[0].ulValueLen && rsa->modulus[rsa->skip] == 0) {
    rsa->skip++;
  }
  rsa->k = value[0].ulValueLen - rsa->skip;
  rsa->exponent_len = value[1].ulValueLen;
  return rsa->k < LEAST_RSA || rsa->k > MT_RSA_MAX ? CKR_WRAPPING_KEY_SIZE_RANGE : CKR_OK;
}

struct rsa_work {
  unsigned char aes[32], seed[64], block[MT_RSA_MAX];
};

/* RSAES-OAEP of a new AES key, which stays in w->aes. */
static CK_RV make_transport(struct mt_call *call, const struct rsa_key *rsa, unsigned encoding, size_t aes_len, struct rsa_work *w,
                            unsigned char *out) {
  CK_RV rv = mt_random(call, w->aes, aes_len);
  if (rv == CKR_OK) {
    rv = mt_random(call, w->seed, mt_rsa_seed(encoding, rsa->k, aes_len));
  }
  if (rv == CKR_OK) {
    rv = mt_rsa_encode(encoding, rsa->k, w->seed, w->aes, aes_len, w->block);
  }
  return rv == CKR_OK ? mt_rsa_public(rsa->modulus + rsa->skip, rsa->k, rsa->exponent, rsa->exponent_len, w->block, out) : rv;
}

static CK_RV wrap_rsa(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE wrapping, CK_OBJECT_HANDLE handle,
                      unsigned char *out, CK_ULONG *out_len) {
  size_t aes_len;
  unsigned encoding;
  struct rsa_key rsa;
  struct mt_key key;
  CK_RV rv = read_rsa_aes(mechanism, &aes_len, &encoding);
  if (rv == CKR_OK) {
    rv = read_public(call, wrapping, &rsa);
  }
  if (rv == CKR_OK) {
    rv = open_outgoing(call, handle, true, &key);
  }
  if (rv != CKR_OK) {
    return rv;
  }
  if (has_room(out, out_len, rsa.k + padded(key.len) + 8, &rv)) {
    struct rsa_work *w = mt_secret_alloc(sizeof *w);
    rv = w == NULL ? CKR_HOST_MEMORY : make_transport(call, &rsa, encoding, aes_len, w, out);
    if (rv == CKR_OK) {
      rv = wrap_padded(w->aes, aes_len, &key, out + rsa.k);
    }
    mt_secret_free(w);
  }
  mt_key_close(&key);
  return rv == CKR_MECHANISM_PARAM_INVALID ? CKR_WRAPPING_KEY_SIZE_RANGE : rv;
}

/* An AES key that does not decrypt is one that nobody knows: then the rest does not open, as if it had been changed. */
static CK_RV unwrap_rsa(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE unwrapping, const unsigned char *in,
                        CK_ULONG in_len, const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  size_t aes_len;
  unsigned encoding;
  CK_RV rv = read_rsa_aes(mechanism, &aes_len, &encoding);
  if (rv == CKR_OK) {
    rv = check_template(t, true);
  }
  if (rv != CKR_OK) {
    return rv;
  }
  size_t rest = padded(length_of(t)) + 8;
  if (in_len < LEAST_RSA + rest || in_len > MT_RSA_MAX + rest) {
    return CKR_WRAPPED_KEY_LEN_RANGE;
  }
  size_t k = in_len - rest;
  unsigned char *key = mt_secret_alloc(32);
  rv = key == NULL ? CKR_HOST_MEMORY : mt_envelope_decrypt(call, unwrapping, encoding, in, k, key, aes_len);
  if (rv == CKR_OK) {
    rv = unwrap_padded(call, key, aes_len, in + k, t, handle);
  }
  mt_secret_free(key);
  return rv;
}

const struct mt_mechanism mt_transport_mechanisms[] = {
    {.type = CKM_MIKEY_KEY_WRAP, .info = {16, 32, CKF_WRAP | CKF_UNWRAP}, .wrap = wrap, .unwrap = unwrap},
    {.type = CKM_RSA_AES_KEY_WRAP, .info = {LEAST_RSA * 8, MT_RSA_MAX * 8, CKF_WRAP | CKF_UNWRAP}, .wrap = wrap_rsa, .unwrap = unwrap_rsa},
    {0},
};
