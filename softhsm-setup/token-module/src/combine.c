/*
 * EXTRACT_KEY_FROM_KEY, CONCATENATE_* and XOR_BASE_AND_DATA, for keys whose creator allowed them by name. None gives a
 * child of fewer than 16 octets, and what was concatenated cannot be cut again: a window of known octets and one unknown
 * octet would be a key of 256 values.
 */
#include <string.h>

#include "memory.h"
#include "mechanism.h"

static CK_RV make(struct mt_call *call, const struct mt_attrs *parent, const struct mt_template *t, const unsigned char *value,
                  size_t len, CK_OBJECT_HANDLE *handle) {
  struct mt_new child = {.use = MIKEY_USE_GENERIC,
                         .origin = MIKEY_ORIGIN_DERIVED,
                         .key_type = CKK_GENERIC_SECRET,
                         .gen_mechanism = CK_UNAVAILABLE_INFORMATION,
                         .len = len,
                         .parent = parent};
  return len < MT_MIN_CHILD || len > MT_MAX_KEY ? CKR_KEY_SIZE_RANGE : mt_make_key(call, t, &child, value, NULL, 0, handle);
}

static CK_RV extract(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base, const struct mt_template *t,
                     CK_OBJECT_HANDLE *handle) {
  CK_ULONG first;
  if (mechanism->pParameter == NULL || mechanism->ulParameterLen != sizeof first) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  memcpy(&first, mechanism->pParameter, sizeof first);
  if (!t->has_value_len) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  size_t len = t->value_len;
  struct mt_key key;
  CK_RV rv = mt_key_open(call, base, MT_DERIVE, mechanism->mechanism, &key);
  if (rv != CKR_OK) {
    return rv;
  }
  unsigned char *out = NULL;
  if (len < MT_MIN_CHILD || len > key.len || first > (key.len - len) * 8) {
    rv = CKR_KEY_SIZE_RANGE;
  } else if ((out = mt_secret_alloc(len)) == NULL) {
    rv = CKR_HOST_MEMORY;
  } else {
    size_t at = first / 8;
    unsigned shift = first % 8;
    for (size_t i = 0; i < len; i++) {
      unsigned next = shift == 0 ? 0 : key.value[at + i + 1];
      out[i] = (unsigned char)(key.value[at + i] << shift | next >> (8 - shift));
    }
    rv = make(call, &key.object->attrs, t, out, len, handle);
  }
  mt_secret_free(out);
  mt_key_close(&key);
  return rv;
}

/* What a concatenation allows: what both keys allow, but nothing that takes it apart or hands out octets. */
static void restrict_allowed(struct mt_attrs *attrs, const struct mt_attrs *other) {
  size_t kept = 0;
  for (size_t i = 0; i < attrs->allowed_count; i++) {
    CK_MECHANISM_TYPE m = attrs->allowed[i];
    bool whole = m == CKM_CONCATENATE_BASE_AND_KEY || m == CKM_CONCATENATE_BASE_AND_DATA ||
                 m == CKM_CONCATENATE_DATA_AND_BASE || m == CKM_SP800_108_DOUBLE_PIPELINE_KDF;
    if (whole && (other == NULL || mt_attrs_allow(other, m))) {
      attrs->allowed[kept++] = m;
    }
  }
  attrs->allowed_count = kept;
}

static CK_RV join(struct mt_call *call, const struct mt_key *key, const struct mt_attrs *other, const unsigned char *first,
                  size_t first_len, const unsigned char *second, size_t second_len, const struct mt_template *t,
                  CK_OBJECT_HANDLE *handle) {
  size_t len = first_len + second_len;
  if (len > MT_MAX_KEY) {
    return CKR_KEY_SIZE_RANGE;
  }
  unsigned char *out = mt_secret_alloc(len);
  if (out == NULL) {
    return CKR_HOST_MEMORY;
  }
  memcpy(out, first, first_len);
  memcpy(out + first_len, second, second_len);
  struct mt_attrs parent = key->object->attrs;
  restrict_allowed(&parent, other);
  if (other != NULL) {
    parent.flags &= other->flags;
  }
  CK_RV rv = make(call, &parent, t, out, len, handle);
  mt_secret_free(out);
  return rv;
}

static CK_RV concatenate_key(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base,
                             const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  CK_OBJECT_HANDLE second;
  if (mechanism->pParameter == NULL || mechanism->ulParameterLen != sizeof second) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  memcpy(&second, mechanism->pParameter, sizeof second);
  struct mt_key a;
  struct mt_key b;
  CK_RV rv = mt_key_open(call, base, MT_DERIVE, mechanism->mechanism, &a);
  if (rv != CKR_OK) {
    return rv;
  }
  rv = mt_key_open(call, second, MT_DERIVE, mechanism->mechanism, &b);
  if (rv == CKR_OK) {
    rv = join(call, &a, &b.object->attrs, a.value, a.len, b.value, b.len, t, handle);
    mt_key_close(&b);
  }
  mt_key_close(&a);
  return rv;
}

static CK_RV string_data(const CK_MECHANISM *mechanism, const unsigned char **data, size_t *len) {
  CK_KEY_DERIVATION_STRING_DATA p;
  if (mechanism->pParameter == NULL || mechanism->ulParameterLen != sizeof p) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  memcpy(&p, mechanism->pParameter, sizeof p);
  *data = p.string_data;
  *len = p.string_data_len;
  return p.string_data == NULL || p.string_data_len == 0 || p.string_data_len > MT_MAX_KEY ? CKR_MECHANISM_PARAM_INVALID
                                                                                           : CKR_OK;
}

static CK_RV with_data(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base, const struct mt_template *t,
                       CK_OBJECT_HANDLE *handle) {
  const unsigned char *data;
  size_t len;
  CK_RV rv = string_data(mechanism, &data, &len);
  if (rv != CKR_OK) {
    return rv;
  }
  struct mt_key key;
  rv = mt_key_open(call, base, MT_DERIVE, mechanism->mechanism, &key);
  if (rv != CKR_OK) {
    return rv;
  }
  if (mechanism->mechanism == CKM_CONCATENATE_BASE_AND_DATA) {
    rv = join(call, &key, NULL, key.value, key.len, data, len, t, handle);
  } else if (mechanism->mechanism == CKM_CONCATENATE_DATA_AND_BASE) {
    rv = join(call, &key, NULL, data, len, key.value, key.len, t, handle);
  } else {
    size_t out = len < key.len ? len : key.len;
    for (size_t i = 0; i < out; i++) {
      key.value[i] ^= data[i];
    }
    rv = make(call, &key.object->attrs, t, key.value, out, handle);
  }
  mt_key_close(&key);
  return rv;
}

#define COMBINE(type_, derive_) {.type = type_, .info = {8, MT_MAX_KEY * 8, CKF_DERIVE}, .derive = derive_}

const struct mt_mechanism mt_combine_mechanisms[] = {
    COMBINE(CKM_EXTRACT_KEY_FROM_KEY, extract),
    COMBINE(CKM_CONCATENATE_BASE_AND_KEY, concatenate_key),
    COMBINE(CKM_CONCATENATE_BASE_AND_DATA, with_data),
    COMBINE(CKM_CONCATENATE_DATA_AND_BASE, with_data),
    COMBINE(CKM_XOR_BASE_AND_DATA, with_data),
    {0},
};
