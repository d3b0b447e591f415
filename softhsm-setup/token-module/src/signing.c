/* C_Sign with an SSK (RFC 6507 section 5.2.1). */
#include <string.h>

#include "crypto.h"
#include "identity.h"
#include "memory.h"
#include "tables.h"

/* One of 2^32 numbers is none: a generator that gives no other is broken. */
enum { DRAWS = 16 };

static CK_RV sign_init(const CK_MECHANISM *mechanism, const struct mt_attrs *attrs, struct mt_op *op) {
  (void)attrs;
  (void)op;
  return mechanism->ulParameterLen == 0 ? CKR_OK : CKR_MECHANISM_PARAM_INVALID;
}

static size_t signature_length(const struct mt_op *op) {
  (void)op;
  return MT_ECCSI_SIGNATURE;
}

static CK_RV draw(struct mt_slot *slot, unsigned char *out, size_t len) {
  pthread_mutex_lock(&slot->mutex);
  CK_RV rv = slot->helper == 0 ? CKR_USER_NOT_LOGGED_IN : mt_base->C_GenerateRandom(slot->helper, out, len);
  pthread_mutex_unlock(&slot->mutex);
  return rv;
}

static CK_RV sign(const struct mt_op *op, const struct mt_key *key, const unsigned char *data, size_t len, unsigned char *out) {
  (void)op;
  unsigned char kpak[MT_ECCSI_POINT], pvt[MT_ECCSI_POINT], id[MT_MAX_ID], hs[MT_ECCSI_SCALAR];
  size_t kpak_len, pvt_len, id_len;
  CK_RV rv = mt_key_field(key, CKA_MIKEY_PUBLIC_KEY, kpak, sizeof kpak, &kpak_len);
  if (rv == CKR_OK) {
    rv = mt_key_field(key, CKA_MIKEY_PVT, pvt, sizeof pvt, &pvt_len);
  }
  if (rv == CKR_OK) {
    rv = mt_key_field(key, CKA_MIKEY_USER_ID, id, sizeof id, &id_len);
  }
  if (rv != CKR_OK || kpak_len != sizeof kpak || pvt_len != sizeof pvt || key->len != MT_ECCSI_SCALAR) {
    return rv != CKR_OK ? rv : CKR_DEVICE_ERROR;
  }
  mt_eccsi_hs(kpak, id, id_len, pvt, hs);
  struct work {
    unsigned char random[32], j[MT_ECCSI_SCALAR];
  } *w = mt_secret_alloc(sizeof *w);
  if (w == NULL) {
    return CKR_HOST_MEMORY;
  }
  /* Not in the caller's memory, which may be the message's. */
  unsigned char signature[MT_ECCSI_SIGNATURE];
  enum mt_math result = MT_MATH_INVALID;
  for (int i = 0; i < DRAWS && rv == CKR_OK && result == MT_MATH_INVALID; i++) {
    rv = draw(key->object->slot, w->random, sizeof w->random);
    if (rv == CKR_OK) {
      result = mt_eccsi_nonce(key->value, w->random, hs, data, len, w->j);
    }
    if (rv == CKR_OK && result == MT_MATH_OK) {
      result = mt_eccsi_sign(hs, key->value, pvt, data, len, w->j, signature);
    }
  }
  mt_secret_free(w);
  rv = rv == CKR_OK ? mt_math_rv(result, CKR_DEVICE_ERROR) : rv;
  if (rv == CKR_OK) {
    memcpy(out, signature, sizeof signature);
  }
  return rv;
}

const struct mt_mechanism mt_eccsi_mechanisms[] = {
    {.type = CKM_MIKEY_ECCSI, .info = {256, 256, CKF_SIGN}, .init = sign_init, .mac_length = signature_length, .mac = sign},
    {0},
};
