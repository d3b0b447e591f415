/* Objects: create, copy, destroy, attributes, find. */
#include <stdlib.h>
#include <string.h>

#include "api.h"

const CK_ATTRIBUTE *mt_find(const CK_ATTRIBUTE *template, CK_ULONG count, CK_ATTRIBUTE_TYPE type) {
  for (CK_ULONG i = 0; template != NULL && i < count; i++) {
    if (template[i].type == type) {
      return &template[i];
    }
  }
  return NULL;
}

CK_ULONG mt_find_ulong(const CK_ATTRIBUTE *template, CK_ULONG count, CK_ATTRIBUTE_TYPE type, CK_ULONG otherwise) {
  const CK_ATTRIBUTE *a = mt_find(template, count, type);
  CK_ULONG value = otherwise;
  if (a != NULL && a->pValue != NULL && a->ulValueLen == sizeof value) {
    memcpy(&value, a->pValue, sizeof value);
  }
  return value;
}

static bool says(const CK_ATTRIBUTE *a, const char *text) {
  return a != NULL && a->pValue != NULL && a->ulValueLen == strlen(text) && memcmp(a->pValue, text, a->ulValueLen) == 0;
}

bool mt_template_reserved(const CK_ATTRIBUTE *template, CK_ULONG count) {
  return says(mt_find(template, count, CKA_APPLICATION), MT_APPLICATION) ||
         says(mt_find(template, count, CKA_LABEL), MT_SEAL_LABEL);
}

bool mt_base_handle_ok(const struct mt_call *call, CK_OBJECT_HANDLE handle) {
  return !mt_is_owned(handle) && !mt_is_hidden(call->slot, handle);
}

/* Secret keys that are no ordinary AES or DES key are this module's. */
static bool becomes_owned(const CK_ATTRIBUTE *template, CK_ULONG count) {
  if (mt_find_ulong(template, count, CKA_CLASS, CKO_DATA) != CKO_SECRET_KEY) {
    return false;
  }
  switch (mt_find_ulong(template, count, CKA_KEY_TYPE, CKK_GENERIC_SECRET)) {
    case CKK_GENERIC_SECRET:
    case CKK_SHA_1_HMAC:
    case CKK_SHA224_HMAC:
    case CKK_SHA256_HMAC:
    case CKK_SHA384_HMAC:
    case CKK_SHA512_HMAC: return true;
    default: return mt_find(template, count, CKA_MIKEY_USE) != NULL;
  }
}

static CK_RV create(struct mt_call *call, CK_ATTRIBUTE_PTR template, CK_ULONG count, CK_OBJECT_HANDLE_PTR handle) {
  struct mt_template t;
  unsigned use;
  CK_RV rv = mt_template_parse(template, count, &t);
  if (rv == CKR_OK) {
    rv = mt_rules_infer_use(&t, &use);
  }
  if (rv != CKR_OK) {
    return rv;
  }
  if (!t.has_key_type || !t.has_value) {
    return CKR_TEMPLATE_INCOMPLETE;
  }
  if (use == MIKEY_USE_ENVELOPE || (t.has_value_len && t.value_len != t.value_size)) {
    return CKR_TEMPLATE_INCONSISTENT;
  }
  if (mt_use_is_identity(use)) {
    return mt_identity_import(call, &t, use, MIKEY_ORIGIN_IMPORTED, t.value, t.value_size, handle);
  }
  if (use >= MIKEY_USE_SSV && !mt_identity_length_ok(use, t.value_size)) {
    return CKR_KEY_SIZE_RANGE;
  }
  struct mt_new key = {.use = use,
                       .origin = MIKEY_ORIGIN_IMPORTED,
                       .key_type = mt_rules_key_type(use, t.value_size),
                       .gen_mechanism = CK_UNAVAILABLE_INFORMATION,
                       .len = t.value_size};
  return mt_make_key(call, &t, &key, t.value, NULL, 0, handle);
}

CK_RV C_CreateObject(CK_SESSION_HANDLE session, CK_ATTRIBUTE_PTR template, CK_ULONG count, CK_OBJECT_HANDLE_PTR object) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  if ((template == NULL && count > 0) || object == NULL) {
    rv = CKR_ARGUMENTS_BAD;
  } else if (mt_template_reserved(template, count)) {
    rv = CKR_ATTRIBUTE_VALUE_INVALID;
  } else if (becomes_owned(template, count)) {
    rv = create(&call, template, count, object);
  } else {
    rv = mt_base->C_CreateObject(session, template, count, object);
  }
  mt_call_end(&call);
  return rv;
}

/* Attributes of a copy or after a change: they only ever narrow. */
static CK_RV narrow(struct mt_attrs *attrs, const struct mt_template *t, bool copy) {
  unsigned changes = t->given & (t->values ^ attrs->flags);
  unsigned lowered = MT_EXTRACTABLE | MT_USAGE | (copy ? MT_MODIFIABLE | MT_COPYABLE | MT_DESTROYABLE : 0);
  unsigned raised = copy ? MT_TOKEN : 0;
  unsigned bad = (changes & t->values & ~raised) | (changes & ~t->values & ~(lowered | raised));
  if (bad != 0 || (t->has_class && t->object_class != attrs->object_class) || (t->has_key_type && t->key_type != attrs->key_type) ||
      (t->has_private && !t->is_private) || (t->has_sensitive && !t->is_sensitive) || t->has_value || t->has_value_len ||
      (t->has_use && t->use != attrs->use)) {
    return CKR_ATTRIBUTE_READ_ONLY;
  }
  attrs->flags ^= changes;
  if (t->has_allowed) {
    for (size_t i = 0; i < t->allowed_count; i++) {
      if (!mt_attrs_allow(attrs, t->allowed[i])) {
        return CKR_ATTRIBUTE_READ_ONLY;
      }
    }
    attrs->allowed_count = t->allowed_count;
    memcpy(attrs->allowed, t->allowed, sizeof t->allowed);
  }
  CK_RV rv = CKR_OK;
  for (size_t i = 0; i < t->field_count && rv == CKR_OK; i++) {
    CK_ATTRIBUTE_TYPE type = t->fields[i].type;
    rv = type == CKA_MIKEY_SALT || type == CKA_APPLICATION || mt_is_identity_field(type)
             ? CKR_ATTRIBUTE_READ_ONLY
             : mt_attrs_set(attrs, type, t->fields[i].data, t->fields[i].len);
  }
  return rv;
}

/* A changed copy of an object's attributes; the caller frees its fields. */
static CK_RV changed(struct mt_object *object, const struct mt_template *t, bool copy, struct mt_attrs *attrs) {
  pthread_mutex_lock(&mt_lock);
  CK_RV rv = mt_attrs_copy(&object->attrs, attrs);
  pthread_mutex_unlock(&mt_lock);
  if (rv != CKR_OK) {
    return rv;
  }
  rv = (attrs->flags & (copy ? MT_COPYABLE : MT_MODIFIABLE)) == 0 ? CKR_ACTION_PROHIBITED : narrow(attrs, t, copy);
  if (rv != CKR_OK) {
    mt_attrs_free(attrs);
  }
  return rv;
}

static CK_RV copy_owned(struct mt_call *call, CK_OBJECT_HANDLE handle, CK_ATTRIBUTE_PTR template, CK_ULONG count,
                        CK_OBJECT_HANDLE_PTR copy) {
  struct mt_object *object = mt_object_get(call, handle);
  if (object == NULL) {
    return CKR_OBJECT_HANDLE_INVALID;
  }
  struct mt_template t;
  struct mt_attrs attrs;
  CK_RV rv = mt_template_parse(template, count, &t);
  if (rv == CKR_OK) {
    rv = changed(object, &t, true, &attrs);
  }
  if (rv != CKR_OK) {
    mt_object_put(object);
    return rv;
  }
  struct mt_key key;
  rv = mt_key_open_object(call, object, &key); /* takes the reference over */
  if (rv != CKR_OK) {
    mt_attrs_free(&attrs);
    return rv;
  }
  rv = mt_object_add(call, &attrs, key.value, copy);
  mt_key_close(&key);
  return rv;
}

CK_RV C_CopyObject(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_PTR template, CK_ULONG count,
                   CK_OBJECT_HANDLE_PTR copy) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  if ((template == NULL && count > 0) || copy == NULL) {
    rv = CKR_ARGUMENTS_BAD;
  } else if (mt_is_owned(object)) {
    rv = copy_owned(&call, object, template, count, copy);
  } else if (!mt_base_handle_ok(&call, object)) {
    rv = CKR_OBJECT_HANDLE_INVALID;
  } else if (mt_template_reserved(template, count)) {
    rv = CKR_ATTRIBUTE_VALUE_INVALID;
  } else {
    pthread_rwlock_rdlock(&mt_gate);
    rv = mt_base->C_CopyObject(session, object, template, count, copy);
    pthread_rwlock_unlock(&mt_gate);
  }
  mt_call_end(&call);
  return rv;
}

CK_RV C_DestroyObject(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE handle) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  if (mt_is_owned(handle)) {
    struct mt_object *object = mt_object_get(&call, handle);
    rv = object == NULL ? CKR_OBJECT_HANDLE_INVALID : mt_object_destroy(&call, object);
    if (object != NULL) {
      mt_object_put(object);
    }
  } else if (!mt_base_handle_ok(&call, handle)) {
    rv = CKR_OBJECT_HANDLE_INVALID;
  } else {
    pthread_rwlock_rdlock(&mt_gate);
    rv = mt_base->C_DestroyObject(session, handle);
    pthread_rwlock_unlock(&mt_gate);
  }
  mt_call_end(&call);
  return rv;
}

CK_RV C_GetObjectSize(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE handle, CK_ULONG_PTR size) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  if (size == NULL) {
    rv = CKR_ARGUMENTS_BAD;
  } else if (mt_is_owned(handle)) {
    struct mt_object *object = mt_object_get(&call, handle);
    rv = object == NULL ? CKR_OBJECT_HANDLE_INVALID : CKR_OK;
    if (object != NULL) {
      pthread_mutex_lock(&mt_lock);
      *size = object->blob_len;
      pthread_mutex_unlock(&mt_lock);
      mt_object_put(object);
    }
  } else if (!mt_base_handle_ok(&call, handle)) {
    rv = CKR_OBJECT_HANDLE_INVALID;
  } else {
    pthread_rwlock_rdlock(&mt_gate);
    rv = mt_base->C_GetObjectSize(session, handle, size);
    pthread_rwlock_unlock(&mt_gate);
  }
  mt_call_end(&call);
  return rv;
}

static CK_RV tell_all(struct mt_object *object, CK_ATTRIBUTE_PTR template, CK_ULONG count) {
  CK_RV rv = CKR_OK;
  pthread_mutex_lock(&mt_lock);
  for (CK_ULONG i = 0; i < count; i++) {
    CK_RV one = mt_attrs_tell(&object->attrs, template[i].type, template[i].pValue, &template[i].ulValueLen);
    rv = one != CKR_OK ? one : rv;
  }
  pthread_mutex_unlock(&mt_lock);
  return rv;
}

CK_RV C_GetAttributeValue(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE handle, CK_ATTRIBUTE_PTR template, CK_ULONG count) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  if (template == NULL || count == 0) {
    rv = CKR_ARGUMENTS_BAD;
  } else if (mt_is_owned(handle)) {
    struct mt_object *object = mt_object_get(&call, handle);
    rv = object == NULL ? CKR_OBJECT_HANDLE_INVALID : tell_all(object, template, count);
    if (object != NULL) {
      mt_object_put(object);
    }
  } else if (!mt_base_handle_ok(&call, handle)) {
    rv = CKR_OBJECT_HANDLE_INVALID;
  } else {
    pthread_rwlock_rdlock(&mt_gate);
    rv = mt_base->C_GetAttributeValue(session, handle, template, count);
    pthread_rwlock_unlock(&mt_gate);
  }
  mt_call_end(&call);
  return rv;
}

static CK_RV set_owned(struct mt_call *call, CK_OBJECT_HANDLE handle, CK_ATTRIBUTE_PTR template, CK_ULONG count) {
  struct mt_object *object = mt_object_get(call, handle);
  if (object == NULL) {
    return CKR_OBJECT_HANDLE_INVALID;
  }
  struct mt_template t;
  struct mt_attrs attrs;
  CK_RV parsed = mt_template_parse(template, count, &t);
  CK_RV rv;
  do {
    rv = parsed == CKR_OK ? changed(object, &t, false, &attrs) : parsed;
    if (rv == CKR_OK) {
      rv = mt_object_update(call, object, &attrs);
    }
  } while (rv == CKR_CANCEL);
  mt_object_put(object);
  return rv;
}

CK_RV C_SetAttributeValue(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE handle, CK_ATTRIBUTE_PTR template, CK_ULONG count) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  if (template == NULL || count == 0) {
    rv = CKR_ARGUMENTS_BAD;
  } else if (mt_is_owned(handle)) {
    rv = set_owned(&call, handle, template, count);
  } else if (!mt_base_handle_ok(&call, handle)) {
    rv = CKR_OBJECT_HANDLE_INVALID;
  } else if (mt_template_reserved(template, count)) {
    rv = CKR_ATTRIBUTE_VALUE_INVALID;
  } else {
    pthread_rwlock_rdlock(&mt_gate);
    rv = mt_base->C_SetAttributeValue(session, handle, template, count);
    pthread_rwlock_unlock(&mt_gate);
  }
  mt_call_end(&call);
  return rv;
}

enum { BATCH = 64 };

/* All that the base finds. */
static CK_RV find_in_base(CK_SESSION_HANDLE session, CK_ATTRIBUTE_PTR template, CK_ULONG count, CK_OBJECT_HANDLE **list,
                          size_t *length) {
  CK_RV rv = mt_base->C_FindObjectsInit(session, template, count);
  if (rv != CKR_OK) {
    /* A base that does not know a vendor attribute has no object with it. */
    return rv == CKR_ATTRIBUTE_TYPE_INVALID ? CKR_OK : rv;
  }
  for (CK_ULONG got = BATCH; rv == CKR_OK && got > 0;) {
    CK_OBJECT_HANDLE *more = realloc(*list, (*length + BATCH) * sizeof *more);
    if (more == NULL) {
      rv = CKR_HOST_MEMORY;
      break;
    }
    *list = more;
    rv = mt_base->C_FindObjects(session, more + *length, BATCH, &got);
    *length += rv == CKR_OK ? got : 0;
  }
  mt_base->C_FindObjectsFinal(session);
  return rv;
}

static void leave_out_hidden(struct mt_slot *slot, CK_OBJECT_HANDLE *list, size_t *length) {
  size_t kept = 0;
  for (size_t i = 0; i < *length; i++) {
    if (!mt_is_hidden(slot, list[i])) {
      list[kept++] = list[i];
    }
  }
  *length = kept;
}

/*
 * The base gives handles to objects when it finds them; those of this module's own are known to be so before anyone else
 * can use a handle, for the gate is held for writing.
 */
static CK_RV find_all(struct mt_call *call, CK_ATTRIBUTE_PTR template, CK_ULONG count, CK_OBJECT_HANDLE **list, size_t *length) {
  /* First the sealing key is known as such: then nobody gets at it by guessing the handle that the search gives it. */
  CK_RV rv = call->user ? mt_slot_prepare(call) : CKR_OK;
  if (rv != CKR_OK) {
    return rv;
  }
  pthread_rwlock_wrlock(&mt_gate);
  rv = find_in_base(call->session->handle, template, count, list, length);
  if (rv == CKR_OK && call->user) {
    rv = mt_slot_refresh(call);
  }
  pthread_rwlock_unlock(&mt_gate);
  leave_out_hidden(call->slot, *list, length);
  return rv == CKR_OK && call->user ? mt_objects_match(call, template, count, list, length) : rv;
}

CK_RV C_FindObjectsInit(CK_SESSION_HANDLE session, CK_ATTRIBUTE_PTR template, CK_ULONG count) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  if (template == NULL && count > 0) {
    rv = CKR_ARGUMENTS_BAD;
  } else if (call.session->finding) {
    rv = CKR_OPERATION_ACTIVE;
  } else {
    CK_OBJECT_HANDLE *list = NULL;
    size_t length = 0;
    rv = find_all(&call, template, count, &list, &length);
    if (rv == CKR_OK) {
      call.session->finding = true;
      call.session->found = list;
      call.session->found_count = length;
      call.session->found_next = 0;
    } else {
      free(list);
    }
  }
  mt_call_end(&call);
  return rv;
}

CK_RV C_FindObjects(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE_PTR objects, CK_ULONG most, CK_ULONG_PTR count) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  struct mt_session *s = call.session;
  if ((objects == NULL && most > 0) || count == NULL) {
    rv = CKR_ARGUMENTS_BAD;
  } else if (!s->finding) {
    rv = CKR_OPERATION_NOT_INITIALIZED;
  } else {
    size_t left = s->found_count - s->found_next;
    *count = most < left ? most : left;
    if (*count > 0) {
      memcpy(objects, s->found + s->found_next, *count * sizeof *objects);
    }
    s->found_next += *count;
  }
  mt_call_end(&call);
  return rv;
}

CK_RV C_FindObjectsFinal(CK_SESSION_HANDLE session) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  rv = call.session->finding ? CKR_OK : CKR_OPERATION_NOT_INITIALIZED;
  free(call.session->found);
  call.session->found = NULL;
  call.session->found_count = 0;
  call.session->finding = false;
  mt_call_end(&call);
  return rv;
}
