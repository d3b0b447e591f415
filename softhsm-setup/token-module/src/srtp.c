/* CKM_MIKEY_SRTP_KDF and CKM_MIKEY_SRTP_KDF_SALT: RFC 3711 section 4.3, RFC 6188 for 192 and 256 bits. */
#include <string.h>

#include "crypto.h"
#include "memory.h"
#include "mechanism.h"

enum { PARAMETER = 8, SALT = 14, GCM_SALT = 12, MAX_OUTPUT = 255 };

/* RFC 3711 section 4.3.2: what a label yields. */
static unsigned use_of(unsigned label) {
  switch (label) {
    case 0:
    case 3: return MIKEY_USE_CIPHER;
    case 1:
    case 4: return MIKEY_USE_SRTP_MAC;
    case 2:
    case 5: return MIKEY_USE_SALT;
    default: return 0;
  }
}

/*
 * Parameter: label (1), r = index DIV key_derivation_rate (6), length of the master salt in octets (1): 14, 12 for AEAD
 * (RFC 7714 section 11, 16 zero bits are appended), 0 for a TEK that has none.
 */
static CK_RV counter_block(const unsigned char *p, const struct mt_key *tek, unsigned char block[16]) {
  unsigned char salt[256];
  size_t len;
  size_t wanted = p[7];
  CK_RV rv = mt_key_field(tek, CKA_MIKEY_SALT, salt, sizeof salt, &len);
  if (rv != CKR_OK) {
    return rv;
  }
  if (len == 0 ? wanted != 0 : (wanted != SALT && wanted != GCM_SALT) || wanted > len) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  memset(block, 0, 16);
  memcpy(block, salt, wanted);
  for (size_t i = 0; i < 7; i++) {
    block[SALT - 7 + i] ^= p[i];
  }
  return CKR_OK;
}

static CK_RV derive(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base, unsigned char *out, size_t len,
                    struct mt_key *tek) {
  static const unsigned char zeros[MAX_OUTPUT];
  unsigned char block[16];
  CK_RV rv = mt_key_open(call, base, MT_DERIVE, mechanism->mechanism, tek);
  if (rv != CKR_OK) {
    return rv;
  }
  rv = tek->len == 16 || tek->len == 24 || tek->len == 32 ? counter_block(mechanism->pParameter, tek, block)
                                                          : CKR_KEY_SIZE_RANGE;
  if (rv == CKR_OK) {
    rv = mt_aes_ctr(tek->value, tek->len, block, 0, zeros, len, out);
  }
  if (rv != CKR_OK) {
    mt_key_close(tek);
  }
  return rv;
}

static bool parameter_ok(const CK_MECHANISM *mechanism, bool salt) {
  const unsigned char *p = mechanism->pParameter;
  return p != NULL && mechanism->ulParameterLen == PARAMETER && use_of(p[0]) != 0 && (use_of(p[0]) == MIKEY_USE_SALT) == salt;
}

static CK_RV derive_key(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base, const struct mt_template *t,
                        CK_OBJECT_HANDLE *handle) {
  if (!parameter_ok(mechanism, false)) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  unsigned use = use_of(*(const unsigned char *)mechanism->pParameter);
  if (!t->has_value_len) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  size_t len = t->value_len;
  if (use == MIKEY_USE_CIPHER ? len != 16 && len != 24 && len != 32 : len < MT_MIN_CHILD || len > MAX_OUTPUT) {
    return CKR_KEY_SIZE_RANGE;
  }
  unsigned char *out = mt_secret_alloc(len);
  struct mt_key tek;
  CK_RV rv = out == NULL ? CKR_HOST_MEMORY : derive(call, mechanism, base, out, len, &tek);
  if (rv == CKR_OK) {
    struct mt_new key = {.use = use,
                         .origin = MIKEY_ORIGIN_DERIVED,
                         .key_type = mt_rules_key_type(use, len),
                         .gen_mechanism = CK_UNAVAILABLE_INFORMATION,
                         .len = len,
                         .parent = &tek.object->attrs};
    rv = mt_make_key(call, t, &key, out, NULL, 0, handle);
    mt_key_close(&tek);
  }
  mt_secret_free(out);
  return rv;
}

static CK_RV derive_salt(struct mt_call *call, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE base,
                         const struct mt_template *t, CK_OBJECT_HANDLE *handle) {
  if (!parameter_ok(mechanism, true)) {
    return CKR_MECHANISM_PARAM_INVALID;
  }
  unsigned char salt[SALT];
  struct mt_key tek;
  size_t len = ((const unsigned char *)mechanism->pParameter)[7] == GCM_SALT ? GCM_SALT : SALT;
  CK_RV rv = derive(call, mechanism, base, salt, len, &tek);
  if (rv == CKR_OK) {
    mt_key_close(&tek);
    rv = mt_make_data(call, t, salt, len, handle);
  }
  mt_wipe(salt, sizeof salt);
  return rv;
}

const struct mt_mechanism mt_srtp_mechanisms[] = {
    {.type = CKM_MIKEY_SRTP_KDF, .info = {128, 256, CKF_DERIVE}, .derive = derive_key},
    {.type = CKM_MIKEY_SRTP_KDF_SALT, .info = {128, 256, CKF_DERIVE}, .derive = derive_salt},
    {0},
};
