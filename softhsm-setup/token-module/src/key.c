/* Keys opened for the length of a call, and the way mechanisms make new ones. */
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "mechanism.h"

CK_RV mt_key_open_object(struct mt_call *call, struct mt_object *object, struct mt_key *key) {
  *key = (struct mt_key){object, NULL, 0};
  CK_RV rv = mt_slot_prepare(call);
  if (rv == CKR_OK) {
    key->value = mt_secret_alloc(MT_MAX_KEY + 64);
    rv = key->value == NULL ? CKR_HOST_MEMORY : CKR_OK;
  }
  if (rv == CKR_OK) {
    pthread_mutex_lock(&object->slot->mutex);
    rv = object->blob == NULL ? CKR_KEY_HANDLE_INVALID
                              : mt_unseal(object->slot, object->blob, object->blob_len, key->value, &key->len);
    pthread_mutex_unlock(&object->slot->mutex);
  }
  if (rv != CKR_OK) {
    mt_key_close(key);
  }
  return rv;
}

CK_RV mt_key_open(struct mt_call *call, CK_OBJECT_HANDLE handle, unsigned usage, CK_MECHANISM_TYPE mechanism,
                  struct mt_key *key) {
  *key = (struct mt_key){NULL, NULL, 0};
  if (!call->user) {
    return CKR_USER_NOT_LOGGED_IN;
  }
  CK_RV rv = mt_slot_prepare(call);
  if (rv != CKR_OK) {
    return rv;
  }
  struct mt_object *object = mt_object_get(call, handle);
  if (object == NULL || object->attrs.object_class != CKO_SECRET_KEY) {
    if (object != NULL) {
      mt_object_put(object);
    }
    return CKR_KEY_HANDLE_INVALID;
  }
  pthread_mutex_lock(&mt_lock);
  bool permitted = usage == 0 || ((object->attrs.flags & usage) && mt_attrs_allow(&object->attrs, mechanism));
  pthread_mutex_unlock(&mt_lock);
  if (!permitted) {
    mt_object_put(object);
    return CKR_KEY_FUNCTION_NOT_PERMITTED;
  }
  return mt_key_open_object(call, object, key);
}

void mt_key_close(struct mt_key *key) {
  mt_secret_free(key->value);
  if (key->object != NULL) {
    mt_object_put(key->object);
  }
  *key = (struct mt_key){NULL, NULL, 0};
}

CK_RV mt_key_field(const struct mt_key *key, CK_ATTRIBUTE_TYPE type, unsigned char *out, size_t room, size_t *len) {
  CK_RV rv = CKR_OK;
  *len = 0;
  pthread_mutex_lock(&mt_lock);
  const struct mt_field *field = mt_attrs_find(&key->object->attrs, type);
  if (field != NULL && field->len > room) {
    rv = CKR_KEY_SIZE_RANGE;
  } else if (field != NULL && field->len > 0) {
    memcpy(out, field->data, field->len);
    *len = field->len;
  }
  pthread_mutex_unlock(&mt_lock);
  return rv;
}

CK_RV mt_reject_open(struct mt_call *call, struct mt_key *key) {
  *key = (struct mt_key){NULL, NULL, 0};
  CK_RV rv = mt_slot_prepare(call);
  if (rv != CKR_OK) {
    return rv;
  }
  pthread_mutex_lock(&mt_lock);
  struct mt_object *object = call->slot->reject;
  if (object != NULL) {
    object->refs++;
  }
  pthread_mutex_unlock(&mt_lock);
  return object == NULL ? CKR_DEVICE_ERROR : mt_key_open_object(call, object, key);
}

void mt_objects_undo(struct mt_call *call, const CK_OBJECT_HANDLE *handles, size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct mt_object *object = handles[i] == 0 ? NULL : mt_object_get(call, handles[i]);
    if (object != NULL) {
      pthread_mutex_lock(&mt_lock);
      object->attrs.flags |= MT_DESTROYABLE;
      pthread_mutex_unlock(&mt_lock);
      mt_object_destroy(call, object);
      mt_object_put(object);
    }
  }
}

CK_RV mt_random(struct mt_call *call, unsigned char *out, size_t len) {
  return len == 0 ? CKR_OK : mt_base->C_GenerateRandom(call->session->handle, out, len);
}

CK_RV mt_make_key(struct mt_call *call, const struct mt_template *t, const struct mt_new *key, const unsigned char *value,
                  const struct mt_field *fields, size_t field_count, CK_OBJECT_HANDLE *handle) {
  struct mt_attrs attrs;
  CK_RV rv = mt_rules_apply(t, key, &attrs);
  if (rv != CKR_OK) {
    return rv;
  }
  for (size_t i = 0; i < field_count; i++) {
    rv = mt_attrs_set(&attrs, fields[i].type, fields[i].data, fields[i].len);
    if (rv != CKR_OK) {
      mt_attrs_free(&attrs);
      return rv;
    }
  }
  return mt_object_add(call, &attrs, value, handle);
}

CK_RV mt_make_data(struct mt_call *call, const struct mt_template *t, const unsigned char *value, size_t len,
                   CK_OBJECT_HANDLE *handle) {
  struct mt_attrs attrs;
  memset(&attrs, 0, sizeof attrs);
  if ((t->has_class && t->object_class != CKO_DATA) || (t->has_private && !t->is_private) || t->has_key_type || t->has_value ||
      t->has_use || t->has_allowed || t->has_value_len || t->has_sensitive || t->given & ~(unsigned)MT_TOKEN ||
      t->values & MT_TOKEN) {
    return CKR_TEMPLATE_INCONSISTENT;
  }
  attrs.object_class = CKO_DATA;
  attrs.flags = MT_DESTROYABLE;
  CK_RV rv = mt_attrs_set(&attrs, CKA_VALUE, value, len);
  for (size_t i = 0; i < t->field_count && rv == CKR_OK; i++) {
    CK_ATTRIBUTE_TYPE type = t->fields[i].type;
    rv = type == CKA_LABEL || type == CKA_APPLICATION ? mt_attrs_set(&attrs, type, t->fields[i].data, t->fields[i].len)
                                                      : CKR_TEMPLATE_INCONSISTENT;
  }
  if (rv != CKR_OK) {
    mt_attrs_free(&attrs);
    return rv;
  }
  return mt_object_add(call, &attrs, NULL, handle);
}
