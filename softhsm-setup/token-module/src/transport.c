/* Issued keys on their way from a KMS to a user's token: RFC 5649, under a transport key of both. */
#include <string.h>

#include "crypto.h"
#include "identity.h"
#include "memory.h"

enum { PADDED = (MT_SAKKE_POINT + 7) / 8 * 8 };

static void alternative_iv(unsigned char iv[8], size_t len) {
  mt_put32(iv, 0xA65959A6UL);
  mt_put32(iv + 4, len);
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
  rv = mt_key_open(call, handle, 0, 0, &key);
  if (rv != CKR_OK) {
    mt_key_close(&kek);
    return rv;
  }
  pthread_mutex_lock(&mt_lock);
  unsigned use = key.object->attrs.use;
  bool extractable = (key.object->attrs.flags & MT_EXTRACTABLE) != 0;
  pthread_mutex_unlock(&mt_lock);
  size_t padded = (key.len + 7) / 8 * 8;
  unsigned char iv[8];
  if (!extractable) {
    rv = CKR_KEY_UNEXTRACTABLE;
  } else if (use != MIKEY_USE_RSK && use != MIKEY_USE_SSK) {
    rv = CKR_KEY_NOT_WRAPPABLE;
  } else if (out == NULL || *out_len < padded + 8) {
    rv = out == NULL ? CKR_OK : CKR_BUFFER_TOO_SMALL;
    *out_len = padded + 8;
  } else {
    alternative_iv(iv, key.len);
    /* The opened value has room for more than a semiblock of zeros. */
    memset(key.value + key.len, 0, padded - key.len);
    rv = mt_aes_kw_wrap(kek.value, kek.len, iv, key.value, padded, out);
    *out_len = padded + 8;
  }
  mt_key_close(&key);
  mt_key_close(&kek);
  return rv;
}

static CK_RV unwrap(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE unwrapping, const unsigned char *in,
                    CK_ULONG in_len, const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  if (mechanism->ulParameterLen != 0) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  if (!t->has_use) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  if (t->use != MIKEY_USE_RSK && t->use != MIKEY_USE_SSK) {
    return CKR_TEMPLATE_INCONSISTENT;
  }
  struct mt_key kek;
  CK_RV rv = mt_unwrapping_open(call, unwrapping, mechanism->mechanism, &kek);
  if (rv != CKR_OK) {
    return rv;
  }
  size_t len = mt_identity_length(t->use);
  size_t padded = (len + 7) / 8 * 8;
  unsigned char iv[8];
  size_t good = 0;
  unsigned char *value = mt_secret_alloc(PADDED);
  rv = value == NULL ? CKR_HOST_MEMORY : in_len == padded + 8 ? CKR_OK : CKR_WRAPPED_KEY_LEN_RANGE;
  if (rv == CKR_OK) {
    alternative_iv(iv, len);
    rv = mt_aes_kw_unwrap(kek.value, kek.len, iv, in, in_len, value, &good);
  }
  mt_key_close(&kek);
  if (rv == CKR_OK) {
    unsigned padding = 0;
    for (size_t i = len; i < padded; i++) {
      padding |= value[i];
    }
    rv = good != 0 && padding == 0 ? mt_identity_import(call, t, t->use, MIKEY_ORIGIN_UNWRAPPED, value, len, handle)
                                   : CKR_WRAPPED_KEY_INVALID;
  }
  mt_secret_free(value);
  return rv;
}

const struct mt_mechanism mt_transport_mechanisms[] = {
    {.type = CKM_MIKEY_KEY_WRAP, .info = {16, 32, CKF_WRAP | CKF_UNWRAP}, .wrap = wrap, .unwrap = unwrap},
    {0},
};
