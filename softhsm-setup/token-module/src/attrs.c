/* Attributes of an owned object: fields, encoding, and what callers are told. */
#include <stdlib.h>
#include <string.h>

#include "crypto.h"
#include "object.h"

void mt_attrs_free(struct mt_attrs *attrs) {
  for (size_t i = 0; i < attrs->field_count; i++) {
    free(attrs->fields[i].data);
  }
  attrs->field_count = 0;
}

CK_RV mt_attrs_set(struct mt_attrs *attrs, CK_ATTRIBUTE_TYPE type, const void *data, size_t len) {
  unsigned char *copy = malloc(len > 0 ? len : 1);
  if (copy == NULL) {
    return CKR_HOST_MEMORY;
  }
  if (len > 0) {
    memcpy(copy, data, len);
  }
  for (size_t i = 0; i < attrs->field_count; i++) {
    if (attrs->fields[i].type == type) {
      free(attrs->fields[i].data);
      attrs->fields[i].data = copy;
      attrs->fields[i].len = len;
      return CKR_OK;
    }
  }
  if (attrs->field_count == MT_MAX_FIELDS) {
    free(copy);
    return CKR_TEMPLATE_INCONSISTENT;
  }
  attrs->fields[attrs->field_count++] = (struct mt_field){type, len, copy};
  return CKR_OK;
}

CK_RV mt_attrs_copy(const struct mt_attrs *from, struct mt_attrs *to) {
  *to = *from;
  to->field_count = 0;
  for (size_t i = 0; i < from->field_count; i++) {
    CK_RV rv = mt_attrs_set(to, from->fields[i].type, from->fields[i].data, from->fields[i].len);
    if (rv != CKR_OK) {
      mt_attrs_free(to);
      return rv;
    }
  }
  return CKR_OK;
}

const struct mt_field *mt_attrs_find(const struct mt_attrs *attrs, CK_ATTRIBUTE_TYPE type) {
  for (size_t i = 0; i < attrs->field_count; i++) {
    if (attrs->fields[i].type == type) {
      return &attrs->fields[i];
    }
  }
  return NULL;
}

bool mt_attrs_allow(const struct mt_attrs *attrs, CK_MECHANISM_TYPE mechanism) {
  for (size_t i = 0; i < attrs->allowed_count; i++) {
    if (attrs->allowed[i] == mechanism) {
      return true;
    }
  }
  return false;
}

/*
 * use 4, origin 4, class 8, key type 8, flags 4, generation mechanism 8, value length 8, counts 4 + 4, uid 16, version 8,
 * then the lists.
 */
enum { FIXED = 76 };

CK_RV mt_attrs_encode(const struct mt_attrs *attrs, unsigned char **out, size_t *len) {
  size_t total = FIXED + 8 * attrs->allowed_count;
  for (size_t i = 0; i < attrs->field_count; i++) {
    total += 12 + attrs->fields[i].len;
  }
  unsigned char *p = malloc(total);
  if (p == NULL) {
    return CKR_HOST_MEMORY;
  }
  *out = p;
  *len = total;
  mt_put32(p, attrs->use);
  mt_put32(p + 4, attrs->origin);
  mt_put64(p + 8, attrs->object_class);
  mt_put64(p + 16, attrs->key_type);
  mt_put32(p + 24, attrs->flags);
  mt_put64(p + 28, attrs->gen_mechanism);
  mt_put64(p + 36, attrs->value_len);
  mt_put32(p + 44, attrs->allowed_count);
  mt_put32(p + 48, attrs->field_count);
  memcpy(p + 52, attrs->uid, sizeof attrs->uid);
  mt_put64(p + 68, attrs->version);
  p += FIXED;
  for (size_t i = 0; i < attrs->allowed_count; i++, p += 8) {
    mt_put64(p, attrs->allowed[i]);
  }
  for (size_t i = 0; i < attrs->field_count; i++) {
    const struct mt_field *field = &attrs->fields[i];
    mt_put64(p, field->type);
    mt_put32(p + 8, field->len);
    if (field->len > 0) {
      memcpy(p + 12, field->data, field->len);
    }
    p += 12 + field->len;
  }
  return CKR_OK;
}

CK_RV mt_attrs_decode(const unsigned char *in, size_t len, struct mt_attrs *attrs) {
  memset(attrs, 0, sizeof *attrs);
  if (len < FIXED) {
    return CKR_DATA_INVALID;
  }
  attrs->use = (unsigned)mt_get32(in);
  attrs->origin = (unsigned)mt_get32(in + 4);
  attrs->object_class = mt_get64(in + 8);
  attrs->key_type = mt_get64(in + 16);
  attrs->flags = (unsigned)mt_get32(in + 24);
  attrs->gen_mechanism = mt_get64(in + 28);
  attrs->value_len = mt_get64(in + 36);
  size_t allowed = mt_get32(in + 44);
  size_t fields = mt_get32(in + 48);
  memcpy(attrs->uid, in + 52, sizeof attrs->uid);
  attrs->version = mt_get64(in + 68);
  in += FIXED;
  len -= FIXED;
  if (allowed > MT_MAX_ALLOWED || fields > MT_MAX_FIELDS || len < 8 * allowed) {
    return CKR_DATA_INVALID;
  }
  for (; attrs->allowed_count < allowed; in += 8, len -= 8) {
    attrs->allowed[attrs->allowed_count++] = mt_get64(in);
  }
  for (size_t i = 0; i < fields; i++) {
    size_t size = len < 12 ? 0 : mt_get32(in + 8);
    CK_RV rv = len < 12 || size > len - 12 ? CKR_DATA_INVALID : mt_attrs_set(attrs, mt_get64(in), in + 12, size);
    if (rv != CKR_OK) {
      mt_attrs_free(attrs);
      return rv;
    }
    in += 12 + size;
    len -= 12 + size;
  }
  if (len != 0 || attrs->field_count != fields) {
    mt_attrs_free(attrs);
    return CKR_DATA_INVALID;
  }
  return CKR_OK;
}

/* The boolean attributes that are a flag. */
static unsigned flag_of(CK_ATTRIBUTE_TYPE type) {
  switch (type) {
    case CKA_TOKEN: return MT_TOKEN;
    case CKA_EXTRACTABLE: return MT_EXTRACTABLE;
    case CKA_ALWAYS_SENSITIVE: return MT_ALWAYS_SENSITIVE;
    case CKA_NEVER_EXTRACTABLE: return MT_NEVER_EXTRACTABLE;
    case CKA_LOCAL: return MT_LOCAL;
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

static CK_RV tell(const void *value, size_t size, unsigned char *out, CK_ULONG *len) {
  if (out != NULL) {
    if (*len < size) {
      *len = CK_UNAVAILABLE_INFORMATION;
      return CKR_BUFFER_TOO_SMALL;
    }
    if (size > 0) {
      memcpy(out, value, size);
    }
  }
  *len = size;
  return CKR_OK;
}

static CK_RV tell_bool(bool value, unsigned char *out, CK_ULONG *len) {
  CK_BBOOL b = value ? CK_TRUE : CK_FALSE;
  return tell(&b, sizeof b, out, len);
}

CK_RV mt_attrs_tell(const struct mt_attrs *attrs, CK_ATTRIBUTE_TYPE type, unsigned char *out, CK_ULONG *len) {
  bool key = attrs->object_class == CKO_SECRET_KEY;
  unsigned char octet;
  switch (type) {
    case CKA_CLASS: return tell(&attrs->object_class, sizeof attrs->object_class, out, len);
    case CKA_TOKEN:
    case CKA_MODIFIABLE:
    case CKA_COPYABLE:
    case CKA_DESTROYABLE: return tell_bool((attrs->flags & flag_of(type)) != 0, out, len);
    case CKA_PRIVATE: return tell_bool(true, out, len);
    default: break;
  }
  if (key) {
    if (flag_of(type) != 0) {
      return tell_bool((attrs->flags & flag_of(type)) != 0, out, len);
    }
    switch (type) {
      case CKA_VALUE: *len = CK_UNAVAILABLE_INFORMATION; return CKR_ATTRIBUTE_SENSITIVE;
      case CKA_KEY_TYPE: return tell(&attrs->key_type, sizeof attrs->key_type, out, len);
      case CKA_VALUE_LEN: return tell(&attrs->value_len, sizeof attrs->value_len, out, len);
      case CKA_KEY_GEN_MECHANISM: return tell(&attrs->gen_mechanism, sizeof attrs->gen_mechanism, out, len);
      case CKA_ALLOWED_MECHANISMS:
        return tell(attrs->allowed, attrs->allowed_count * sizeof attrs->allowed[0], out, len);
      case CKA_SENSITIVE: return tell_bool(true, out, len);
      case CKA_SIGN_RECOVER:
      case CKA_VERIFY_RECOVER:
      case CKA_WRAP_WITH_TRUSTED:
      case CKA_TRUSTED: return tell_bool(false, out, len);
      case CKA_MIKEY_USE: octet = (unsigned char)attrs->use; return tell(&octet, 1, out, len);
      case CKA_MIKEY_ORIGIN: octet = (unsigned char)attrs->origin; return tell(&octet, 1, out, len);
      default: break;
    }
  }
  const struct mt_field *field = mt_attrs_find(attrs, type);
  if (field != NULL) {
    return tell(field->data, field->len, out, len);
  }
  switch (type) {
    case CKA_LABEL:
    case CKA_ID:
    case CKA_START_DATE:
    case CKA_END_DATE:
      if (key || type == CKA_LABEL) {
        return tell("", 0, out, len);
      }
      break;
    default: break;
  }
  *len = CK_UNAVAILABLE_INFORMATION;
  return CKR_ATTRIBUTE_TYPE_INVALID;
}
