/* A TGK by Diffie-Hellman with a private key of the base: RFC 3830 section 3.3. */
#include <string.h>

#include "crypto.h"
#include "memory.h"
#include "mechanism.h"

enum { MAX_PRIME = 1280 };

bool mt_is_base_private(struct mt_call *call, CK_OBJECT_HANDLE handle) {
  if (mt_is_owned(handle) || mt_is_hidden(call->slot, handle)) {
    return false;
  }
  CK_OBJECT_CLASS class = 0;
  CK_ATTRIBUTE a = {CKA_CLASS, &class, sizeof class};
  pthread_rwlock_rdlock(&mt_gate);
  CK_RV rv = mt_base->C_GetAttributeValue(call->session->handle, handle, &a, 1);
  pthread_rwlock_unlock(&mt_gate);
  return rv == CKR_OK && class == CKO_PRIVATE_KEY;
}

static void strip(const unsigned char **octets, size_t *len) {
  while (*len > 0 && **octets == 0) {
    (*octets)++;
    (*len)--;
  }
}

/* 1 < y < p - 1: the others give a secret that everyone knows. p is odd. */
static bool public_value_ok(const unsigned char *y, size_t y_len, const unsigned char *p, size_t p_len) {
  strip(&y, &y_len);
  strip(&p, &p_len);
  if (y_len == 0 || (y_len == 1 && y[0] == 1) || y_len > p_len) {
    return false;
  }
  if (y_len < p_len) {
    return true;
  }
  int order = memcmp(y, p, p_len - 1);
  return order < 0 || (order == 0 && y[p_len - 1] < p[p_len - 1] - 1);
}

/*
 * Derives into a base object with a readable value; the gate is held for writing, so nobody sees it, and the slot's mutex.
 */
static CK_RV derive_value(struct mt_slot *slot, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base_key, size_t len,
                          unsigned char *out) {
  CK_OBJECT_CLASS class = CKO_SECRET_KEY;
  CK_KEY_TYPE type = CKK_GENERIC_SECRET;
  CK_BBOOL yes = CK_TRUE;
  CK_BBOOL no = CK_FALSE;
  CK_ULONG value_len = len;
  CK_ATTRIBUTE template[] = {{CKA_CLASS, &class, sizeof class},       {CKA_KEY_TYPE, &type, sizeof type},
                             {CKA_TOKEN, &no, sizeof no},             {CKA_PRIVATE, &yes, sizeof yes},
                             {CKA_SENSITIVE, &no, sizeof no},         {CKA_EXTRACTABLE, &yes, sizeof yes},
                             {CKA_VALUE_LEN, &value_len, sizeof value_len}};
  CK_OBJECT_HANDLE object = 0;
  CK_RV rv = mt_base->C_DeriveKey(slot->helper, (CK_MECHANISM_PTR)mechanism, base_key, template, 7, &object);
  if (rv != CKR_OK) {
    return rv;
  }
  CK_ATTRIBUTE value = {CKA_VALUE, out, len};
  rv = mt_base->C_GetAttributeValue(slot->helper, object, &value, 1);
  mt_base->C_DestroyObject(slot->helper, object);
  return rv == CKR_OK && value.ulValueLen != len ? CKR_DEVICE_ERROR : rv;
}

static CK_RV make(struct mt_call *call, const struct mt_template *t, const unsigned char *value, size_t len,
                  CK_OBJECT_HANDLE *handle) {
  struct mt_new key = {.use = MIKEY_USE_INKEY,
                       .origin = MIKEY_ORIGIN_DERIVED,
                       .key_type = CKK_GENERIC_SECRET,
                       .gen_mechanism = CK_UNAVAILABLE_INFORMATION,
                       .len = len};
  return mt_make_key(call, t, &key, value, NULL, 0, handle);
}

CK_RV mt_derive_from_base(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base_key,
                          const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  if (!t->has_value_len) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  size_t len = t->value_len;
  if (len < MT_MIN_CHILD || len > MT_MAX_KEY || !mt_prf_length_ok(len)) {
    return CKR_KEY_SIZE_RANGE;
  }
  CK_RV rv = mt_slot_prepare(call);
  if (rv != CKR_OK) {
    return rv;
  }
  unsigned char *value = mt_secret_alloc(len);
  if (value == NULL) {
    return CKR_HOST_MEMORY;
  }
  pthread_rwlock_wrlock(&mt_gate);
  pthread_mutex_lock(&call->slot->mutex);
  rv = derive_value(call->slot, mechanism, base_key, len, value);
  pthread_mutex_unlock(&call->slot->mutex);
  pthread_rwlock_unlock(&mt_gate);
  if (rv == CKR_OK) {
    rv = make(call, t, value, len, handle);
  }
  mt_secret_free(value);
  return rv;
}

/* SoftHSM2 drops leading zeros and then finds the secret too short; MIKEY keeps them (RFC 3830 section 3.3). */
enum { MAX_LEADING_ZEROS = 4 };

static CK_RV derive_padded(struct mt_slot *slot, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base_key, size_t len,
                           unsigned char *out) {
  CK_RV rv = CKR_OK;
  for (size_t zeros = 0; zeros <= MAX_LEADING_ZEROS; zeros++) {
    memset(out, 0, len);
    rv = derive_value(slot, mechanism, base_key, len - zeros, out + zeros);
    if (rv != CKR_GENERAL_ERROR && rv != CKR_FUNCTION_FAILED && rv != CKR_KEY_SIZE_RANGE && rv != CKR_TEMPLATE_INCONSISTENT) {
      break;
    }
  }
  return rv;
}

/* Parameter: the peer's public value. The TGK has the length of the prime. */
static CK_RV derive(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base_key, const struct mt_template *t,
                    CK_OBJECT_HANDLE *handle) {
  if (mechanism->pParameter == NULL || mechanism->ulParameterLen == 0 || mechanism->ulParameterLen > MAX_PRIME) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  if (!call->user) {
    return CKR_USER_NOT_LOGGED_IN;
  }
  CK_RV rv = mt_slot_prepare(call);
  if (rv != CKR_OK) {
    return rv;
  }
  if (!mt_is_base_private(call, base_key)) {
    return CKR_KEY_HANDLE_INVALID;
  }
  unsigned char prime[MAX_PRIME];
  CK_MECHANISM standard = {CKM_DH_PKCS_DERIVE, mechanism->pParameter, mechanism->ulParameterLen};
  unsigned char *value = mt_secret_alloc(MAX_PRIME);
  if (value == NULL) {
    return CKR_HOST_MEMORY;
  }
  size_t len = 0;
  pthread_rwlock_wrlock(&mt_gate);
  pthread_mutex_lock(&call->slot->mutex);
  CK_ATTRIBUTE a = {CKA_PRIME, prime, sizeof prime};
  rv = mt_base->C_GetAttributeValue(call->slot->helper, base_key, &a, 1);
  if (rv == CKR_OK) {
    const unsigned char *p = prime;
    len = a.ulValueLen;
    strip(&p, &len);
    if (len < MT_MIN_CHILD || !public_value_ok(mechanism->pParameter, mechanism->ulParameterLen, p, len)) {
      rv = CKR_MECHANISM_PARAM_INVALID;
    }
  } else {
    rv = CKR_KEY_TYPE_INCONSISTENT;
  }
  if (rv == CKR_OK) {
    rv = derive_padded(call->slot, &standard, base_key, len, value);
  }
  pthread_mutex_unlock(&call->slot->mutex);
  pthread_rwlock_unlock(&mt_gate);
  if (rv == CKR_OK) {
    rv = make(call, t, value, len, handle);
  }
  mt_secret_free(value);
  return rv;
}

const struct mt_mechanism mt_dh_mechanisms[] = {
    {.type = CKM_MIKEY_DH_DERIVE, .info = {512, MAX_PRIME * 8, CKF_DERIVE}, .derive = derive},
    {.type = CKM_DH_PKCS_DERIVE, .info = {512, MAX_PRIME * 8, CKF_DERIVE}, .derive = derive},
    {0},
};
