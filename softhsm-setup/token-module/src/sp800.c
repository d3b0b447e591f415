/*
 * CKM_SP800_108_DOUBLE_PIPELINE_KDF with the standard structure. With {ITERATION_VARIABLE, BYTE_ARRAY(label)} it is P of
 * RFC 3830 section 4.1.2, and a key that is input of the MIKEY PRF takes it in no other form than that.
 */
#include <string.h>

#include "crypto.h"
#include "memory.h"
#include "mechanism.h"

enum { MAX_LABEL = 4096, MAX_PARAMS = 16, MAX_OUTPUT = 512 };

struct work {
  struct mt_hmac hmac;
  unsigned char a[MT_MAX_HASH];
  unsigned char part[MT_MAX_HASH];
  unsigned char out[MAX_OUTPUT + MT_MAX_HASH];
};

/* NIST SP 800-108 section 5.3, without counter: K(i) = PRF(A(i) || label), A(1) = PRF(label). */
static void double_pipeline(struct work *w, CK_MECHANISM_TYPE prf, const struct mt_key *key, const unsigned char *label,
                            size_t label_len, size_t len) {
  size_t hash = mt_hmac_length(prf);
  mt_hmac_key(&w->hmac, prf, key->value, key->len);
  mt_hmac_update(&w->hmac, label, label_len);
  mt_hmac_digest(&w->hmac, w->a);
  for (size_t done = 0; done < len; done += hash) {
    mt_hmac_update(&w->hmac, w->a, hash);
    mt_hmac_update(&w->hmac, label, label_len);
    mt_hmac_digest(&w->hmac, w->out + done);
    mt_hmac_update(&w->hmac, w->a, hash);
    mt_hmac_digest(&w->hmac, w->a);
  }
}

/* The byte arrays in their order; ITERATION_VARIABLE exactly once and first. */
static CK_RV gather(const CK_SP800_108_KDF_PARAMS *params, unsigned char *label, size_t *len) {
  if (params->ulNumberOfDataParams < 2 || params->ulNumberOfDataParams > MAX_PARAMS || params->pDataParams == NULL ||
      params->ulAdditionalDerivedKeys != 0) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  *len = 0;
  for (CK_ULONG i = 0; i < params->ulNumberOfDataParams; i++) {
    const CK_PRF_DATA_PARAM *p = &params->pDataParams[i];
    if (i == 0 ? p->type != CK_SP800_108_ITERATION_VARIABLE : p->type != CK_SP800_108_BYTE_ARRAY) {
      return CKR_MECHANISM_PARAM_INVALID;
    }
    if (i > 0) {
      if (p->pValue == NULL || p->ulValueLen == 0 || p->ulValueLen > MAX_LABEL - *len) {
        return CKR_MECHANISM_PARAM_INVALID;
      }
      memcpy(label + *len, p->pValue, p->ulValueLen);
      *len += p->ulValueLen;
    }
  }
  return CKR_OK;
}

static CK_RV make(struct mt_call *call, const struct mt_key *key, const CK_SP800_108_KDF_PARAMS *params,
                  const unsigned char *label, size_t label_len, const struct mt_template *t, size_t len,
                  CK_OBJECT_HANDLE *handle) {
  bool mikey = mt_is_mikey_constant(label, label_len);
  bool generic = key->object->attrs.use == MIKEY_USE_GENERIC;
  if (!mikey && !generic) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  /* P is the PRF for an inkey of up to 256 bits; a longer one is split (RFC 3830 section 4.1.2). */
  if (mikey && (key->len > 32 || (params->prfType != CKM_SHA_1_HMAC && params->prfType != CKM_SHA256_HMAC))) {
    return key->len > 32 ? CKR_KEY_SIZE_RANGE : CKR_MECHANISM_PARAM_INVALID;
  }
  struct work *w = mt_secret_alloc(sizeof *w);
  if (w == NULL) {
    return CKR_HOST_MEMORY;
  }
  double_pipeline(w, params->prfType, key, label, label_len, len);
  mt_wipe_stack();
  CK_RV rv;
  if (mikey) {
    rv = mt_make_prf_child(call, key, params->prfType, label, label_len, t, w->out, len, handle);
  } else {
    struct mt_new child = {.use = MIKEY_USE_GENERIC,
                           .origin = MIKEY_ORIGIN_DERIVED,
                           .key_type = CKK_GENERIC_SECRET,
                           .gen_mechanism = CK_UNAVAILABLE_INFORMATION,
                           .len = len,
                           .parent = &key->object->attrs};
    rv = len < MT_MIN_CHILD ? CKR_KEY_SIZE_RANGE : mt_make_key(call, t, &child, w->out, NULL, 0, handle);
  }
  mt_secret_free(w);
  return rv;
}

static CK_RV derive(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base, const struct mt_template *t,
                    CK_OBJECT_HANDLE *handle) {
  CK_SP800_108_KDF_PARAMS params;
  if (mechanism->pParameter == NULL || mechanism->ulParameterLen != sizeof params) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  memcpy(&params, mechanism->pParameter, sizeof params);
  if (mt_hmac_length(params.prfType) == 0) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  unsigned char label[MAX_LABEL];
  size_t label_len;
  CK_RV rv = gather(&params, label, &label_len);
  if (rv != CKR_OK) {
    return rv;
  }
  if (!t->has_value_len) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  if (t->value_len == 0 || t->value_len > MAX_OUTPUT) {
    return CKR_KEY_SIZE_RANGE;
  }
  struct mt_key key;
  rv = mt_key_open(call, base, MT_DERIVE, mechanism->mechanism, &key);
  if (rv == CKR_OK) {
    rv = make(call, &key, &params, label, label_len, t, t->value_len, handle);
    mt_key_close(&key);
  }
  return rv;
}

const struct mt_mechanism mt_sp800_mechanisms[] = {
    {.type = CKM_SP800_108_DOUBLE_PIPELINE_KDF, .info = {8, MT_MAX_KEY * 8, CKF_DERIVE}, .derive = derive},
    {0},
};
