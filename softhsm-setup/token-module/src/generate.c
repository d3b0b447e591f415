/* CKM_GENERIC_SECRET_KEY_GEN, and CKM_AES_KEY_GEN for a key with CKA_MIKEY_USE. */
#include "memory.h"
#include "mechanism.h"

static CK_RV generate(struct mt_call *call, const CK_MECHANISM *mechanism, const struct mt_template *t,
                      CK_OBJECT_HANDLE *handle) {
  unsigned use;
  CK_RV rv = mt_rules_infer_use(t, &use);
  if (rv != CKR_OK) {
    return rv;
  }
  if (t->has_value) {
    return CKR_TEMPLATE_INCONSISTENT;
  }
  if (!t->has_value_len) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  /* An envelope key is made together with its encrypted form. */
  if (use == MIKEY_USE_ENVELOPE || mt_use_is_identity(use)) {
    return CKR_TEMPLATE_INCONSISTENT;
  }
  size_t len = t->value_len;
  size_t least = use == MIKEY_USE_SALT ? 1 : MT_MIN_CHILD;
  bool length_fixed = use == MIKEY_USE_SSV || use == MIKEY_USE_SSV_SENT || use == MIKEY_USE_TRANSPORT;
  if (len < least || len > MT_MAX_KEY || (length_fixed && !mt_identity_length_ok(use, len))) {
    return CKR_KEY_SIZE_RANGE;
  }
  unsigned char *value = mt_secret_alloc(len);
  rv = value == NULL ? CKR_HOST_MEMORY : mt_random(call, value, len);
  if (rv == CKR_OK) {
    struct mt_new key = {.use = use,
                         .origin = MIKEY_ORIGIN_GENERATED,
                         .key_type = mt_rules_key_type(use, len),
                         .gen_mechanism = mechanism->mechanism,
                         .len = len,
                         .extra = MT_LOCAL};
    rv = mt_make_key(call, t, &key, value, NULL, 0, handle);
  }
  mt_secret_free(value);
  return rv;
}

const struct mt_mechanism mt_generate_mechanisms[] = {
    {.type = CKM_GENERIC_SECRET_KEY_GEN, .info = {8, MT_MAX_KEY * 8, CKF_GENERATE}, .generate = generate},
    {.type = CKM_AES_KEY_GEN, .info = {16, 32, CKF_GENERATE}, .generate = generate},
    {0},
};
