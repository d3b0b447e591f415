/* RSK, SSK and master keys that come from outside: what they are is checked before they are kept. */
#include "identity.h"

#include <string.h>

#include "memory.h"
#include "tables.h"

const struct mt_field *mt_template_field(const struct mt_template *t, CK_ATTRIBUTE_TYPE type) {
  for (size_t i = 0; i < t->field_count; i++) {
    if (t->fields[i].type == type) {
      return &t->fields[i];
    }
  }
  return NULL;
}

static bool has(const struct mt_field *field, size_t len) { return field != NULL && field->len == len; }
static bool is_id(const struct mt_field *field) { return field != NULL && field->len > 0 && field->len <= MT_MAX_ID; }

bool mt_identity_length_ok(unsigned use, size_t len) {
  return use == MIKEY_USE_TRANSPORT ? len == 16 || len == 32 : len == MT_SAKKE_SSV;
}

size_t mt_identity_length(unsigned use) {
  switch (use) {
    case MIKEY_USE_SAKKE_MASTER: return MT_SAKKE_SCALAR;
    case MIKEY_USE_RSK: return MT_SAKKE_POINT;
    default: return MT_ECCSI_SCALAR;
  }
}

/* RFC 6508 section 6.1.2. */
static CK_RV check_rsk(const struct mt_template *t, const unsigned char *rsk, CK_RV bad) {
  const struct mt_field *z = mt_template_field(t, CKA_MIKEY_PUBLIC_KEY);
  const struct mt_field *id = mt_template_field(t, CKA_MIKEY_USER_ID);
  if (z == NULL || id == NULL) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  if (!has(z, MT_SAKKE_POINT) || !is_id(id) || mt_template_field(t, CKA_MIKEY_PVT) != NULL) {
    return CKR_ATTRIBUTE_VALUE_INVALID;
  }
  struct mt_sakke_kms *kms = NULL;
  struct mt_sakke_lines *lines = NULL;
  CK_RV rv = mt_kms_get(z->data, &kms);
  if (rv == CKR_OK) {
    rv = mt_math_rv(mt_sakke_lines_make(rsk, &lines), bad);
  } else if (rv == CKR_MECHANISM_PARAM_INVALID) {
    rv = CKR_ATTRIBUTE_VALUE_INVALID;
  }
  if (rv == CKR_OK) {
    rv = mt_math_rv(mt_sakke_verify(kms, lines, id->data, id->len), bad);
    mt_sakke_lines_close(lines);
  }
  mt_kms_put(kms);
  return rv;
}

/* RFC 6507 section 5.1.2. */
static CK_RV check_ssk(const struct mt_template *t, const unsigned char *ssk, CK_RV bad) {
  const struct mt_field *kpak = mt_template_field(t, CKA_MIKEY_PUBLIC_KEY);
  const struct mt_field *id = mt_template_field(t, CKA_MIKEY_USER_ID);
  const struct mt_field *pvt = mt_template_field(t, CKA_MIKEY_PVT);
  if (kpak == NULL || id == NULL || pvt == NULL) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  if (!has(kpak, MT_ECCSI_POINT) || !is_id(id) || !has(pvt, MT_ECCSI_POINT)) {
    return CKR_ATTRIBUTE_VALUE_INVALID;
  }
  unsigned char hs[MT_ECCSI_SCALAR];
  mt_eccsi_hs(kpak->data, id->data, id->len, pvt->data, hs);
  return mt_math_rv(mt_eccsi_validate(kpak->data, hs, ssk, pvt->data), bad);
}

/* A master key's public key, which the template may repeat. */
CK_RV mt_master_public(const struct mt_template *t, unsigned use, const unsigned char *value, CK_RV bad,
                       unsigned char *public_key, size_t *len) {
  bool sakke = use == MIKEY_USE_SAKKE_MASTER;
  const struct mt_field *claimed = mt_template_field(t, CKA_MIKEY_PUBLIC_KEY);
  if (mt_template_field(t, CKA_MIKEY_USER_ID) != NULL || mt_template_field(t, CKA_MIKEY_PVT) != NULL) {
    return CKR_TEMPLATE_INCONSISTENT;
  }
  *len = sakke ? MT_SAKKE_POINT : MT_ECCSI_POINT;
  if (sakke ? !mt_sakke_master_ok(value) : !mt_eccsi_scalar_ok(value)) {
    return bad;
  }
  CK_RV rv = mt_math_rv(sakke ? mt_sakke_master_public(value, public_key) : mt_eccsi_public(value, public_key), bad);
  if (rv == CKR_OK && claimed != NULL && (claimed->len != *len || memcmp(claimed->data, public_key, *len) != 0)) {
    rv = CKR_ATTRIBUTE_VALUE_INVALID;
  }
  return rv;
}

CK_RV mt_identity_import(struct mt_call *call, const struct mt_template *t, unsigned use, unsigned origin,
                         const unsigned char *value, size_t len, CK_OBJECT_HANDLE *handle) {
  CK_RV bad = origin == MIKEY_ORIGIN_UNWRAPPED ? CKR_WRAPPED_KEY_INVALID : CKR_ATTRIBUTE_VALUE_INVALID;
  if (!call->user) {
    return CKR_USER_NOT_LOGGED_IN;
  }
  if (len != mt_identity_length(use)) {
    return origin == MIKEY_ORIGIN_UNWRAPPED ? CKR_WRAPPED_KEY_LEN_RANGE : CKR_KEY_SIZE_RANGE;
  }
  unsigned char public_key[MT_SAKKE_POINT];
  struct mt_field field = {CKA_MIKEY_PUBLIC_KEY, 0, public_key};
  CK_RV rv = use == MIKEY_USE_RSK   ? check_rsk(t, value, bad)
             : use == MIKEY_USE_SSK ? check_ssk(t, value, bad)
                                    : mt_master_public(t, use, value, bad, public_key, &field.len);
  if (rv != CKR_OK) {
    return rv;
  }
  struct mt_new key = {.use = use,
                       .origin = origin,
                       .key_type = CKK_GENERIC_SECRET,
                       .gen_mechanism = CK_UNAVAILABLE_INFORMATION,
                       .len = len};
  return mt_make_key(call, t, &key, value, &field, field.len > 0, handle);
}

CK_RV mt_unwrapping_open(struct mt_call *call, CK_OBJECT_HANDLE handle, CK_MECHANISM_TYPE type, struct mt_key *key) {
  CK_RV rv = mt_key_open(call, handle, MT_UNWRAP, type, key);
  return rv == CKR_KEY_HANDLE_INVALID ? CKR_UNWRAPPING_KEY_HANDLE_INVALID : rv;
}
