/* CKM_*_HMAC and CKM_*_HMAC_GENERAL with keys of any length; SoftHSM2 refuses those shorter than the hash. */
#include <string.h>

#include "crypto.h"
#include "memory.h"
#include "mechanism.h"

static CK_MECHANISM_TYPE plain(CK_MECHANISM_TYPE type) {
  switch (type) {
    case CKM_SHA_1_HMAC_GENERAL: return CKM_SHA_1_HMAC;
    case CKM_SHA224_HMAC_GENERAL: return CKM_SHA224_HMAC;
    case CKM_SHA256_HMAC_GENERAL: return CKM_SHA256_HMAC;
    case CKM_SHA384_HMAC_GENERAL: return CKM_SHA384_HMAC;
    case CKM_SHA512_HMAC_GENERAL: return CKM_SHA512_HMAC;
    default: return type;
  }
}

static CK_RV init(const CK_MECHANISM *mechanism, const struct mt_attrs *key, struct mt_op *op) {
  (void)key;
  CK_MECHANISM_TYPE hmac = plain(mechanism->mechanism);
  CK_ULONG length = mt_hmac_length(hmac);
  if (hmac == mechanism->mechanism) {
    if (mechanism->ulParameterLen != 0) {
      return CKR_MECHANISM_PARAM_INVALID;
    }
  } else {
    CK_ULONG wanted;
    if (mechanism->pParameter == NULL || mechanism->ulParameterLen != sizeof wanted) {
      return CKR_MECHANISM_PARAM_INVALID;
    }
    memcpy(&wanted, mechanism->pParameter, sizeof wanted);
    if (wanted == 0 || wanted > length) {
      return CKR_MECHANISM_PARAM_INVALID;
    }
    length = wanted;
  }
  memcpy(op->parameter, &length, sizeof length);
  return CKR_OK;
}

static size_t mac_length(const struct mt_op *op) {
  CK_ULONG length;
  memcpy(&length, op->parameter, sizeof length);
  return length;
}

static CK_RV mac(const struct mt_op *op, const struct mt_key *key, const unsigned char *data, size_t len,
                 unsigned char *out) {
  struct work {
    struct mt_hmac hmac;
    unsigned char full[MT_MAX_HASH];
  } *work = mt_secret_alloc(sizeof *work);
  if (work == NULL) {
    return CKR_HOST_MEMORY;
  }
  mt_hmac_key(&work->hmac, plain(op->mechanism->type), key->value, key->len);
  if (len > 0) {
    mt_hmac_update(&work->hmac, data, len);
  }
  mt_hmac_digest(&work->hmac, work->full);
  memcpy(out, work->full, mac_length(op));
  mt_secret_free(work);
  mt_wipe_stack();
  return CKR_OK;
}

#define HMAC(type_) \
  {.type = type_, .info = {1, MT_MAX_KEY, CKF_SIGN | CKF_VERIFY}, .init = init, .mac_length = mac_length, .mac = mac}

const struct mt_mechanism mt_hmac_mechanisms[] = {
    HMAC(CKM_SHA_1_HMAC),         HMAC(CKM_SHA_1_HMAC_GENERAL), HMAC(CKM_SHA224_HMAC),         HMAC(CKM_SHA224_HMAC_GENERAL),
    HMAC(CKM_SHA256_HMAC),        HMAC(CKM_SHA256_HMAC_GENERAL), HMAC(CKM_SHA384_HMAC),        HMAC(CKM_SHA384_HMAC_GENERAL),
    HMAC(CKM_SHA512_HMAC),        HMAC(CKM_SHA512_HMAC_GENERAL), {0},
};
