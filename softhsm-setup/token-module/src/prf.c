/* CKM_MIKEY_PRF and CKM_MIKEY_PRF_SALT: RFC 3830 section 4.1.2, and what each constant's output may be used for. */
#include "crypto.h"
#include "memory.h"
#include "mechanism.h"

enum { MASTER_SALT = 14, MAX_SALT = 512, MAX_OUTPUT = 512 };

struct constant {
  unsigned long value;
  unsigned use;
};

static const struct constant constants[] = {
    {MIKEY_LABEL_TEK, MIKEY_USE_TEK},           {MIKEY_LABEL_TRAFFIC_AUTH, MIKEY_USE_MAC},
    {MIKEY_LABEL_TRAFFIC_ENCR, MIKEY_USE_CIPHER}, {MIKEY_LABEL_TRAFFIC_SALT, MIKEY_USE_SALT},
    {MIKEY_LABEL_ENCR_KEY, MIKEY_USE_KEK},      {MIKEY_LABEL_AUTH_KEY, MIKEY_USE_MAC},
    {MIKEY_LABEL_SALT_KEY, MIKEY_USE_SALT},     {MIKEY_LABEL_FORK_MPKR, MIKEY_USE_INKEY},
    {MIKEY_LABEL_FORK_TGK, MIKEY_USE_INKEY},    {MIKEY_LABEL_MPK, MIKEY_USE_INKEY},
    {MIKEY_LABEL_MPKR_TGK, MIKEY_USE_INKEY},
};

static const struct constant *constant_of(const unsigned char *label, size_t len) {
  for (size_t i = 0; len >= 4 && i < sizeof constants / sizeof constants[0]; i++) {
    if (constants[i].value == mt_get32(label)) {
      return &constants[i];
    }
  }
  return NULL;
}

bool mt_is_mikey_constant(const unsigned char *label, size_t len) { return constant_of(label, len) != NULL; }

static bool fits(unsigned use, size_t len) {
  switch (use) {
    case MIKEY_USE_SALT: return len >= 1 && len <= MAX_SALT;
    case MIKEY_USE_KEK: return len == 16 || len == 32;
    case MIKEY_USE_CIPHER: return len == 16 || len == 24 || len == 32;
    case MIKEY_USE_INKEY: return len >= MT_MIN_CHILD && len <= MAX_OUTPUT && mt_prf_length_ok(len);
    default: return len >= MT_MIN_CHILD && len <= MAX_OUTPUT;
  }
}

/*
 * The salt of a TEK is bound to it: a caller who could choose it could make the SRTP derivation of a salt (label 2) give
 * the octets of a key (label 0), for the label is XORed with the salt (RFC 3711 section 4.3.1).
 */
static CK_RV master_salt(const struct mt_key *inkey, CK_MECHANISM_TYPE hmac, const unsigned char *label, size_t label_len,
                         unsigned char *salt, size_t room, size_t *len) {
  CK_RV rv = mt_key_field(inkey, CKA_MIKEY_SALT, salt, room, len);
  if (rv != CKR_OK || *len > 0) {
    return rv;
  }
  unsigned char *salt_label = mt_secret_alloc(label_len);
  if (salt_label == NULL) {
    return CKR_HOST_MEMORY;
  }
  mt_put32(salt_label, MIKEY_LABEL_TRAFFIC_SALT);
  for (size_t i = 4; i < label_len; i++) {
    salt_label[i] = label[i];
  }
  *len = MASTER_SALT;
  rv = mt_mikey_prf(hmac, inkey->value, inkey->len, salt_label, label_len, salt, MASTER_SALT);
  mt_secret_free(salt_label);
  return rv;
}

CK_RV mt_make_prf_child(struct mt_call *call, const struct mt_key *inkey, CK_MECHANISM_TYPE hmac, const unsigned char *label,
                        size_t label_len, const struct mt_template *t, const unsigned char *value, size_t len,
                        CK_OBJECT_HANDLE *handle) {
  const struct constant *constant = constant_of(label, label_len);
  if (constant == NULL) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  if (!fits(constant->use, len)) {
    return CKR_KEY_SIZE_RANGE;
  }
  const struct mt_attrs *parent = &inkey->object->attrs;
  struct mt_new key = {.use = constant->use,
                       .origin = MIKEY_ORIGIN_DERIVED,
                       .key_type = mt_rules_key_type(constant->use, len),
                       .gen_mechanism = CK_UNAVAILABLE_INFORMATION,
                       .len = len,
                       .parent = parent};
  if (key.use == MIKEY_USE_KEK && parent->use == MIKEY_USE_ENVELOPE) {
    /* Who made the envelope key sends under it, who received it receives: one side never has the other's key stream. */
    key.extra = MT_FROM_ENVELOPE;
    key.without = parent->origin == MIKEY_ORIGIN_GENERATED ? MT_UNWRAP : MT_WRAP;
  }
  unsigned char salt[256];
  struct mt_field field = {CKA_MIKEY_SALT, 0, salt};
  CK_RV rv = CKR_OK;
  if (key.use == MIKEY_USE_TEK) {
    rv = master_salt(inkey, hmac, label, label_len, salt, sizeof salt, &field.len);
  }
  return rv == CKR_OK ? mt_make_key(call, t, &key, value, &field, key.use == MIKEY_USE_TEK, handle) : rv;
}

/* What was cut from another key by its holder must not tell its last octets. */
static CK_RV open_inkey(struct mt_call *call, CK_OBJECT_HANDLE base, CK_MECHANISM_TYPE mechanism, struct mt_key *inkey) {
  CK_RV rv = mt_key_open(call, base, MT_DERIVE, mechanism, inkey);
  if (rv == CKR_OK && inkey->object->attrs.use == MIKEY_USE_GENERIC && !mt_prf_length_ok(inkey->len)) {
    mt_key_close(inkey);
    rv = CKR_KEY_SIZE_RANGE;
  }
  return rv;
}

static bool prf_of(unsigned func, CK_MECHANISM_TYPE *hmac) {
  *hmac = func == MIKEY_PRF_MIKEY_1 ? CKM_SHA_1_HMAC : CKM_SHA256_HMAC;
  return func == MIKEY_PRF_MIKEY_1 || func == MIKEY_PRF_HMAC_SHA_256;
}

/* Parameter: PRF func (1), label. */
static CK_RV derive_key(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base,
                        const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  const unsigned char *p = mechanism->pParameter;
  CK_MECHANISM_TYPE hmac;
  if (p == NULL || mechanism->ulParameterLen < 5 || !prf_of(p[0], &hmac) || !mt_is_mikey_constant(p + 1, 4)) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  if (!t->has_value_len) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  size_t len = t->value_len;
  if (len == 0 || len > MAX_OUTPUT) {
    return CKR_KEY_SIZE_RANGE;
  }
  struct mt_key inkey;
  CK_RV rv = open_inkey(call, base, mechanism->mechanism, &inkey);
  if (rv != CKR_OK) {
    return rv;
  }
  unsigned char *out = mt_secret_alloc(len);
  const unsigned char *label = p + 1;
  size_t label_len = mechanism->ulParameterLen - 1;
  rv = out == NULL ? CKR_HOST_MEMORY : mt_mikey_prf(hmac, inkey.value, inkey.len, label, label_len, out, len);
  if (rv == CKR_OK) {
    rv = mt_make_prf_child(call, &inkey, hmac, label, label_len, t, out, len, handle);
  }
  mt_secret_free(out);
  mt_key_close(&inkey);
  return rv;
}

/* Parameter: PRF func (1), length (2), label that begins with a constant of a salt. */
static CK_RV derive_salt(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base,
                         const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  const unsigned char *p = mechanism->pParameter;
  CK_MECHANISM_TYPE hmac;
  if (p == NULL || mechanism->ulParameterLen < 7 || !prf_of(p[0], &hmac)) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  size_t len = mt_get16(p + 1);
  const unsigned char *label = p + 3;
  unsigned long constant = mt_get32(label);
  if (len == 0 || len > MAX_SALT || (constant != MIKEY_LABEL_SALT_KEY && constant != MIKEY_LABEL_TRAFFIC_SALT)) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  struct mt_key inkey;
  CK_RV rv = open_inkey(call, base, mechanism->mechanism, &inkey);
  if (rv != CKR_OK) {
    return rv;
  }
  unsigned char salt[MAX_SALT];
  rv = mt_mikey_prf(hmac, inkey.value, inkey.len, label, mechanism->ulParameterLen - 3, salt, len);
  mt_key_close(&inkey);
  if (rv == CKR_OK) {
    rv = mt_make_data(call, t, salt, len, handle);
  }
  mt_wipe(salt, sizeof salt);
  return rv;
}

const struct mt_mechanism mt_prf_mechanisms[] = {
    {.type = CKM_MIKEY_PRF, .info = {8, MT_MAX_KEY * 8, CKF_DERIVE}, .derive = derive_key},
    {.type = CKM_MIKEY_PRF_SALT, .info = {8, MT_MAX_KEY * 8, CKF_DERIVE}, .derive = derive_salt},
    {0},
};
