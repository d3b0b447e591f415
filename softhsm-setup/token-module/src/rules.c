/* Templates, and the rules that decide what a key may do: docs/pkcs11-mikey-profile.md, "Uses". */
#include <string.h>

#include "mechanism.h"

struct rule {
  unsigned use;
  unsigned usage;
  CK_KEY_TYPE key_type;
  size_t allowed_count;
  CK_MECHANISM_TYPE allowed[MT_MAX_ALLOWED];
};

#define PRF_INPUT MT_DERIVE, CKK_GENERIC_SECRET, 3, {CKM_MIKEY_PRF, CKM_MIKEY_PRF_SALT, CKM_SP800_108_DOUBLE_PIPELINE_KDF}

static const struct rule rules[] = {
    {MIKEY_USE_INKEY, PRF_INPUT},
    {MIKEY_USE_ENVELOPE, PRF_INPUT},
    {MIKEY_USE_KEK,
     MT_WRAP | MT_UNWRAP,
     CKK_AES,
     3,
     {CKM_MIKEY_KEY_DATA_GENERATE, CKM_MIKEY_KEY_DATA_UNWRAP, CKM_MIKEY_KEY_DATA_WRAP}},
    {MIKEY_USE_SALT, 0, CKK_GENERIC_SECRET, 0, {0}},
    {MIKEY_USE_MAC,
     MT_SIGN | MT_VERIFY,
     CKK_GENERIC_SECRET,
     10,
     {CKM_SHA_1_HMAC, CKM_SHA_1_HMAC_GENERAL, CKM_SHA256_HMAC, CKM_SHA256_HMAC_GENERAL, CKM_SHA224_HMAC,
      CKM_SHA224_HMAC_GENERAL, CKM_SHA384_HMAC, CKM_SHA384_HMAC_GENERAL, CKM_SHA512_HMAC, CKM_SHA512_HMAC_GENERAL}},
    {MIKEY_USE_TEK, MT_DERIVE, CKK_AES, 2, {CKM_MIKEY_SRTP_KDF, CKM_MIKEY_SRTP_KDF_SALT}},
    {MIKEY_USE_CIPHER, MT_ENCRYPT | MT_DECRYPT, CKK_AES, 1, {CKM_AES_CTR}},
    {MIKEY_USE_SRTP_MAC, MT_SIGN | MT_VERIFY, CKK_GENERIC_SECRET, 2, {CKM_SHA_1_HMAC, CKM_SHA_1_HMAC_GENERAL}},
    /* What a key of this use allows, its creator must have named. */
    {MIKEY_USE_GENERIC,
     MT_DERIVE,
     CKK_GENERIC_SECRET,
     8,
     {CKM_EXTRACT_KEY_FROM_KEY, CKM_CONCATENATE_BASE_AND_KEY, CKM_CONCATENATE_BASE_AND_DATA, CKM_CONCATENATE_DATA_AND_BASE,
      CKM_XOR_BASE_AND_DATA, CKM_SP800_108_DOUBLE_PIPELINE_KDF, CKM_MIKEY_PRF, CKM_MIKEY_PRF_SALT}},
#define SSV_INPUT CKM_MIKEY_PRF, CKM_MIKEY_PRF_SALT, CKM_SP800_108_DOUBLE_PIPELINE_KDF, CKM_MIKEY_GUK_ID
    {MIKEY_USE_SSV, MT_DERIVE, CKK_GENERIC_SECRET, 4, {SSV_INPUT}},
    {MIKEY_USE_SSV_SENT, MT_DERIVE, CKK_GENERIC_SECRET, 5, {SSV_INPUT, CKM_MIKEY_SAKKE_ENCAPSULATE}},
    {MIKEY_USE_SAKKE_MASTER, MT_DERIVE, CKK_GENERIC_SECRET, 1, {CKM_MIKEY_SAKKE_ISSUE}},
    {MIKEY_USE_RSK, MT_UNWRAP, CKK_GENERIC_SECRET, 1, {CKM_MIKEY_SAKKE_DECAPSULATE}},
    {MIKEY_USE_ECCSI_MASTER, MT_DERIVE, CKK_GENERIC_SECRET, 1, {CKM_MIKEY_ECCSI_ISSUE}},
    {MIKEY_USE_SSK, MT_SIGN, CKK_GENERIC_SECRET, 1, {CKM_MIKEY_ECCSI}},
    {MIKEY_USE_TRANSPORT, MT_WRAP | MT_UNWRAP, CKK_AES, 1, {CKM_MIKEY_KEY_WRAP}},
    {MT_USE_INTERNAL, 0, CKK_GENERIC_SECRET, 0, {0}},
};

static const struct rule *rule_of(unsigned use) {
  for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
    if (rules[i].use == use) {
      return &rules[i];
    }
  }
  return NULL;
}

bool mt_use_is_identity(unsigned use) { return use >= MIKEY_USE_SAKKE_MASTER && use <= MIKEY_USE_SSK; }

bool mt_is_identity_field(CK_ATTRIBUTE_TYPE type) {
  return type == CKA_MIKEY_PUBLIC_KEY || type == CKA_MIKEY_USER_ID || type == CKA_MIKEY_PVT;
}

static bool listed(const CK_MECHANISM_TYPE *list, size_t count, CK_MECHANISM_TYPE type) {
  for (size_t i = 0; i < count; i++) {
    if (list[i] == type) {
      return true;
    }
  }
  return false;
}

CK_KEY_TYPE mt_rules_key_type(unsigned use, size_t len) {
  const struct rule *rule = rule_of(use);
  bool aes = rule != NULL && rule->key_type == CKK_AES && (len == 16 || len == 24 || len == 32);
  return aes ? CKK_AES : CKK_GENERIC_SECRET;
}

static bool is_hmac_type(CK_KEY_TYPE type) {
  return type == CKK_SHA_1_HMAC || type == CKK_SHA224_HMAC || type == CKK_SHA256_HMAC || type == CKK_SHA384_HMAC ||
         type == CKK_SHA512_HMAC;
}

CK_RV mt_rules_infer_use(const struct mt_template *t, unsigned *use) {
  unsigned asked = t->given & t->values & MT_USAGE;
  const struct rule *generic = rule_of(MIKEY_USE_GENERIC);
  if (t->has_use) {
    *use = t->use;
  } else if (asked & (MT_SIGN | MT_VERIFY) || (t->has_key_type && is_hmac_type(t->key_type))) {
    *use = MIKEY_USE_MAC;
  } else {
    *use = MIKEY_USE_INKEY;
    for (size_t i = 0; i < t->allowed_count; i++) {
      if (listed(generic->allowed, 5, t->allowed[i])) {
        *use = MIKEY_USE_GENERIC;
      }
    }
  }
  return rule_of(*use) == NULL || *use == MT_USE_INTERNAL ? CKR_ATTRIBUTE_VALUE_INVALID : CKR_OK;
}

static bool subset(const struct mt_template *t, const CK_MECHANISM_TYPE *list, size_t count) {
  for (size_t i = 0; i < t->allowed_count; i++) {
    if (!listed(list, count, t->allowed[i])) {
      return false;
    }
  }
  return true;
}

static CK_RV allow(const struct mt_template *t, const struct mt_new *key, const struct rule *rule, struct mt_attrs *attrs) {
  const CK_MECHANISM_TYPE *most = rule->allowed;
  size_t most_count = rule->allowed_count;
  if (key->use == MIKEY_USE_GENERIC) {
    if (key->parent != NULL) {
      most = key->parent->allowed;
      most_count = key->parent->allowed_count;
    } else if (!t->has_allowed) {
      return CKR_TEMPLATE_INCOMPLETE;
    }
  }
  if (t->has_allowed) {
    if (!subset(t, most, most_count) || !subset(t, rule->allowed, rule->allowed_count)) {
      return CKR_TEMPLATE_INCONSISTENT;
    }
    most = t->allowed;
    most_count = t->allowed_count;
  }
  attrs->allowed_count = most_count;
  memcpy(attrs->allowed, most, most_count * sizeof most[0]);
  return CKR_OK;
}

CK_RV mt_rules_apply(const struct mt_template *t, const struct mt_new *key, struct mt_attrs *attrs) {
  const struct rule *rule = rule_of(key->use);
  memset(attrs, 0, sizeof *attrs);
  if (rule == NULL) {
    return CKR_ATTRIBUTE_VALUE_INVALID;
  }
  unsigned usage = rule->usage & ~key->without;
  unsigned asked = t->given & t->values;
  bool imported = key->origin == MIKEY_ORIGIN_IMPORTED;
  bool inkey = key->use == MIKEY_USE_INKEY;
  /* A child is never extractable; a key that may be, is input of the PRF and was made or put here as such. */
  bool may_extract = inkey && (imported || key->origin == MIKEY_ORIGIN_GENERATED) && key->gen_mechanism != CKM_MIKEY_KEY_DATA_GENERATE;
  /* What a KMS issues is to be sent to its user, wrapped. */
  may_extract |= (key->use == MIKEY_USE_RSK || key->use == MIKEY_USE_SSK) && key->origin == MIKEY_ORIGIN_DERIVED;
  if ((t->has_class && t->object_class != CKO_SECRET_KEY) || (t->has_private && !t->is_private) ||
      (t->has_sensitive && !t->is_sensitive) || ((asked & MT_EXTRACTABLE) && !may_extract) ||
      (asked & MT_USAGE & ~usage) || (t->has_use && t->use != key->use) ||
      (t->has_value_len && !imported && t->value_len != key->len)) {
    return CKR_TEMPLATE_INCONSISTENT;
  }
  if (t->has_key_type && t->key_type != key->key_type && !(key->use == MIKEY_USE_MAC && is_hmac_type(t->key_type)) &&
      t->key_type != CKK_GENERIC_SECRET) {
    return CKR_TEMPLATE_INCONSISTENT;
  }
  CK_RV rv = allow(t, key, rule, attrs);
  if (rv != CKR_OK) {
    return rv;
  }
  unsigned defaults = MT_MODIFIABLE | MT_COPYABLE | MT_DESTROYABLE | usage;
  unsigned choosable = defaults | MT_TOKEN | MT_EXTRACTABLE;
  attrs->flags = (defaults & ~t->given) | (asked & choosable) | key->extra;
  attrs->object_class = CKO_SECRET_KEY;
  attrs->key_type = t->has_key_type ? t->key_type : key->key_type;
  attrs->use = key->use;
  attrs->origin = key->origin;
  attrs->gen_mechanism = key->gen_mechanism;
  attrs->value_len = key->len;
  if (!imported && key->origin != MIKEY_ORIGIN_UNWRAPPED && (attrs->flags & MT_EXTRACTABLE) == 0 &&
      (key->parent == NULL || key->parent->flags & MT_NEVER_EXTRACTABLE)) {
    attrs->flags |= MT_NEVER_EXTRACTABLE;
  }
  if (!imported && key->origin != MIKEY_ORIGIN_UNWRAPPED && (key->parent == NULL || key->parent->flags & MT_ALWAYS_SENSITIVE)) {
    attrs->flags |= MT_ALWAYS_SENSITIVE;
  }
  for (size_t i = 0; i < t->field_count && rv == CKR_OK; i++) {
    CK_ATTRIBUTE_TYPE type = t->fields[i].type;
    /* The salt of a child is decided by the call that makes it. */
    if (type == CKA_APPLICATION || (type == CKA_MIKEY_SALT && !imported)) {
      rv = type == CKA_APPLICATION ? CKR_ATTRIBUTE_TYPE_INVALID : CKR_ATTRIBUTE_READ_ONLY;
      break;
    }
    if (mt_is_identity_field(type) && ((!imported && key->origin != MIKEY_ORIGIN_UNWRAPPED) || !mt_use_is_identity(key->use))) {
      rv = CKR_TEMPLATE_INCONSISTENT;
      break;
    }
    rv = mt_attrs_set(attrs, t->fields[i].type, t->fields[i].data, t->fields[i].len);
  }
  if (rv != CKR_OK) {
    mt_attrs_free(attrs);
  }
  return rv;
}

static bool read_ulong(const CK_ATTRIBUTE *a, CK_ULONG *out) {
  if (a->ulValueLen != sizeof *out || a->pValue == NULL) {
    return false;
  }
  memcpy(out, a->pValue, sizeof *out);
  return true;
}

static bool read_bool(const CK_ATTRIBUTE *a, bool *out) {
  if (a->ulValueLen != sizeof(CK_BBOOL) || a->pValue == NULL) {
    return false;
  }
  *out = *(const CK_BBOOL *)a->pValue != CK_FALSE;
  return true;
}

static unsigned template_flag(CK_ATTRIBUTE_TYPE type) {
  switch (type) {
    case CKA_TOKEN: return MT_TOKEN;
    case CKA_EXTRACTABLE: return MT_EXTRACTABLE;
    case CKA_MODIFIABLE: return MT_MODIFIABLE;
    case CKA_COPYABLE: return MT_COPYABLE;
    case CKA_DESTROYABLE: return MT_DESTROYABLE;
    case CKA_ENCRYPT: return MT_ENCRYPT;
    case CKA_DECRYPT: return MT_DECRYPT;
    case CKA_SIGN: return MT_SIGN;
    case CKA_VERIFY: return MT_VERIFY;
    case CKA_WRAP: return MT_WRAP;
    case CKA_UNWRAP: return MT_UNWRAP;
    case CKA_DERIVE: return MT_DERIVE;
    default: return 0;
  }
}

enum { MAX_FIELD = 4096 };

static CK_RV parse_one(const CK_ATTRIBUTE *a, struct mt_template *t) {
  bool value;
  unsigned flag = template_flag(a->type);
  if (flag != 0) {
    if (!read_bool(a, &value)) {
      return CKR_ATTRIBUTE_VALUE_INVALID;
    }
    t->given |= flag;
    t->values |= value ? flag : 0;
    return CKR_OK;
  }
  switch (a->type) {
    case CKA_CLASS: t->has_class = true; return read_ulong(a, &t->object_class) ? CKR_OK : CKR_ATTRIBUTE_VALUE_INVALID;
    case CKA_KEY_TYPE: t->has_key_type = true; return read_ulong(a, &t->key_type) ? CKR_OK : CKR_ATTRIBUTE_VALUE_INVALID;
    case CKA_VALUE_LEN: t->has_value_len = true; return read_ulong(a, &t->value_len) ? CKR_OK : CKR_ATTRIBUTE_VALUE_INVALID;
    case CKA_PRIVATE: t->has_private = true; return read_bool(a, &t->is_private) ? CKR_OK : CKR_ATTRIBUTE_VALUE_INVALID;
    case CKA_SENSITIVE: t->has_sensitive = true; return read_bool(a, &t->is_sensitive) ? CKR_OK : CKR_ATTRIBUTE_VALUE_INVALID;
    case CKA_VALUE:
      t->has_value = true;
      t->value = a->pValue;
      t->value_size = a->ulValueLen;
      return a->pValue != NULL && a->ulValueLen > 0 && a->ulValueLen <= MT_MAX_KEY ? CKR_OK : CKR_ATTRIBUTE_VALUE_INVALID;
    case CKA_MIKEY_USE:
      t->has_use = true;
      if (a->pValue == NULL || a->ulValueLen != 1) {
        return CKR_ATTRIBUTE_VALUE_INVALID;
      }
      t->use = *(const unsigned char *)a->pValue;
      return rule_of(t->use) != NULL && t->use != MT_USE_INTERNAL ? CKR_OK : CKR_ATTRIBUTE_VALUE_INVALID;
    case CKA_ALLOWED_MECHANISMS:
      if (a->ulValueLen % sizeof t->allowed[0] != 0 || a->ulValueLen > sizeof t->allowed ||
          (a->pValue == NULL && a->ulValueLen > 0)) {
        return CKR_ATTRIBUTE_VALUE_INVALID;
      }
      t->has_allowed = true;
      t->allowed_count = a->ulValueLen / sizeof t->allowed[0];
      if (t->allowed_count > 0) {
        memcpy(t->allowed, a->pValue, a->ulValueLen);
      }
      return CKR_OK;
    case CKA_SIGN_RECOVER:
    case CKA_VERIFY_RECOVER:
    case CKA_WRAP_WITH_TRUSTED:
    case CKA_TRUSTED:
      return !read_bool(a, &value) ? CKR_ATTRIBUTE_VALUE_INVALID : value ? CKR_TEMPLATE_INCONSISTENT : CKR_OK;
    case CKA_LOCAL:
    case CKA_ALWAYS_SENSITIVE:
    case CKA_NEVER_EXTRACTABLE:
    case CKA_KEY_GEN_MECHANISM:
    case CKA_MIKEY_ORIGIN:
    case CKA_MIKEY_WRAPPED:
    case CKA_MIKEY_KEYS:
    case CKA_MIKEY_KEY_DATA_TYPE:
    case CKA_MIKEY_KEY_VALIDITY:
    case CKA_MIKEY_IDENTITY: return CKR_ATTRIBUTE_READ_ONLY;
    case CKA_START_DATE:
    case CKA_END_DATE:
      if (a->ulValueLen != 0 && a->ulValueLen != sizeof(CK_DATE)) {
        return CKR_ATTRIBUTE_VALUE_INVALID;
      }
      break;
    case CKA_LABEL:
    case CKA_ID:
    case CKA_APPLICATION:
    case CKA_MIKEY_SALT:
    case CKA_MIKEY_PUBLIC_KEY:
    case CKA_MIKEY_USER_ID:
    case CKA_MIKEY_PVT: break;
    default: return CKR_ATTRIBUTE_TYPE_INVALID;
  }
  if (a->ulValueLen > MAX_FIELD || (a->pValue == NULL && a->ulValueLen > 0)) {
    return CKR_ATTRIBUTE_VALUE_INVALID;
  }
  t->fields[t->field_count++] = (struct mt_field){a->type, a->ulValueLen, a->pValue};
  return CKR_OK;
}

CK_RV mt_template_parse(CK_ATTRIBUTE_PTR attributes, CK_ULONG count, struct mt_template *out) {
  memset(out, 0, sizeof *out);
  if (attributes == NULL && count > 0) {
    return CKR_ARGUMENTS_BAD;
  }
  /* More attributes than there are types must repeat one. */
  if (count > 64) {
    return CKR_TEMPLATE_INCONSISTENT;
  }
  for (CK_ULONG i = 0; i < count; i++) {
    for (CK_ULONG j = 0; j < i; j++) {
      if (attributes[i].type == attributes[j].type) {
        return CKR_TEMPLATE_INCONSISTENT;
      }
    }
    CK_RV rv = parse_one(&attributes[i], out);
    if (rv != CKR_OK) {
      return rv;
    }
  }
  return CKR_OK;
}
