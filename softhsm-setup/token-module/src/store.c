/* Owned objects by handle, and their sealed form in the base: private CKO_DATA objects of application libmikeytoken. */
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "module.h"

/* Above any handle that a base counts up to. */
#define HANDLE_BASE 0x4D4B00000000UL
enum { BUCKETS = 1024 };

_Static_assert(sizeof(CK_OBJECT_HANDLE) == 8, "handles of this module need 64 bits");

static struct mt_object *buckets[BUCKETS];
static CK_OBJECT_HANDLE next_handle;

static CK_BBOOL yes = CK_TRUE;
static CK_OBJECT_CLASS data_class = CKO_DATA;

bool mt_is_owned(CK_OBJECT_HANDLE handle) { return handle >= HANDLE_BASE && handle - HANDLE_BASE <= 0xffffffffUL; }

static struct mt_object **bucket_of(CK_OBJECT_HANDLE handle) { return &buckets[handle % BUCKETS]; }

static void free_object(struct mt_object *object) {
  mt_attrs_free(&object->attrs);
  free(object->blob);
  free(object);
}

/* mt_lock is held. */
static void unref(struct mt_object *object) {
  if (--object->refs == 0) {
    free_object(object);
  }
}

struct mt_object *mt_object_get(const struct mt_call *call, CK_OBJECT_HANDLE handle) {
  if (!call->user) {
    return NULL;
  }
  pthread_mutex_lock(&mt_lock);
  struct mt_object *object = *bucket_of(handle);
  while (object != NULL && object->handle != handle) {
    object = object->next;
  }
  if (object != NULL && (object->slot != call->slot || object->attrs.use == MT_USE_INTERNAL)) {
    object = NULL;
  }
  if (object != NULL) {
    object->refs++;
  }
  pthread_mutex_unlock(&mt_lock);
  return object;
}

void mt_object_put(struct mt_object *object) {
  pthread_mutex_lock(&mt_lock);
  unref(object);
  pthread_mutex_unlock(&mt_lock);
}

static struct mt_object *new_object(struct mt_slot *slot, CK_SESSION_HANDLE session, struct mt_attrs *attrs,
                                    unsigned char *blob, size_t blob_len) {
  struct mt_object *object = calloc(1, sizeof *object);
  if (object == NULL) {
    mt_attrs_free(attrs);
    free(blob);
    return NULL;
  }
  object->slot = slot;
  object->session = session;
  object->refs = 1;
  object->attrs = *attrs;
  object->blob = blob;
  object->blob_len = blob_len;
  return object;
}

static CK_OBJECT_HANDLE insert(struct mt_object *object) {
  pthread_mutex_lock(&mt_lock);
  object->handle = HANDLE_BASE + (++next_handle & 0xffffffffUL);
  object->next = *bucket_of(object->handle);
  *bucket_of(object->handle) = object;
  CK_OBJECT_HANDLE handle = object->handle;
  pthread_mutex_unlock(&mt_lock);
  return handle;
}

typedef bool (*object_test)(const struct mt_object *object, const void *context);

static void remove_if(object_test test, const void *context) {
  pthread_mutex_lock(&mt_lock);
  for (size_t b = 0; b < BUCKETS; b++) {
    for (struct mt_object **at = &buckets[b]; *at != NULL;) {
      struct mt_object *object = *at;
      if (test(object, context)) {
        *at = object->next;
        object->gone = true;
        if (object->slot->reject == object) {
          object->slot->reject = NULL;
        }
        unref(object);
      } else {
        at = &object->next;
      }
    }
  }
  pthread_mutex_unlock(&mt_lock);
}

struct drop {
  const struct mt_slot *slot;
  CK_SESSION_HANDLE session;
  bool with_token;
};

static bool drops(const struct mt_object *object, const void *context) {
  const struct drop *d = context;
  bool token = object->session == 0;
  return object->slot == d->slot && (token ? d->with_token : d->session == 0 || object->session == d->session);
}

void mt_objects_drop(struct mt_slot *slot, CK_SESSION_HANDLE session, bool with_token) {
  struct drop d = {slot, session, with_token};
  remove_if(drops, &d);
}

void mt_objects_drop_all(void) { memset(buckets, 0, sizeof buckets); }

bool mt_is_hidden(struct mt_slot *slot, CK_OBJECT_HANDLE handle) {
  bool hidden = false;
  pthread_mutex_lock(&slot->mutex);
  for (size_t i = 0; i < slot->hidden_count && !hidden; i++) {
    hidden = slot->hidden[i] == handle;
  }
  pthread_mutex_unlock(&slot->mutex);
  return hidden;
}

/* The slot's mutex is held. */
void mt_slot_hide(struct mt_slot *slot, CK_OBJECT_HANDLE handle) {
  for (size_t i = 0; i < slot->hidden_count; i++) {
    if (slot->hidden[i] == handle) {
      return;
    }
  }
  if (slot->hidden_count == slot->hidden_capacity) {
    size_t capacity = slot->hidden_capacity == 0 ? 16 : 2 * slot->hidden_capacity;
    CK_OBJECT_HANDLE *more = realloc(slot->hidden, capacity * sizeof *more);
    if (more == NULL) {
      abort(); /* going on would show a secret */
    }
    slot->hidden = more;
    slot->hidden_capacity = capacity;
  }
  slot->hidden[slot->hidden_count++] = handle;
}

static CK_RV write_blob(struct mt_slot *slot, unsigned char *blob, size_t len, CK_OBJECT_HANDLE *handle) {
  CK_ATTRIBUTE template[] = {{CKA_CLASS, &data_class, sizeof data_class}, {CKA_TOKEN, &yes, sizeof yes},
                             {CKA_PRIVATE, &yes, sizeof yes},             {CKA_APPLICATION, MT_APPLICATION, sizeof MT_APPLICATION - 1},
                             {CKA_LABEL, "sealed", 6},                    {CKA_VALUE, blob, len}};
  CK_RV rv = mt_base->C_CreateObject(slot->helper, template, 6, handle);
  if (rv == CKR_OK) {
    mt_slot_hide(slot, *handle);
  }
  return rv;
}

static CK_RV read_blob(struct mt_slot *slot, CK_OBJECT_HANDLE handle, unsigned char **blob, size_t *len) {
  CK_ATTRIBUTE value = {CKA_VALUE, NULL, 0};
  CK_RV rv = mt_base->C_GetAttributeValue(slot->helper, handle, &value, 1);
  if (rv != CKR_OK) {
    return rv;
  }
  if (value.ulValueLen > 1 << 20) {
    return CKR_DATA_INVALID;
  }
  value.pValue = malloc(value.ulValueLen + 1);
  if (value.pValue == NULL) {
    return CKR_HOST_MEMORY;
  }
  rv = mt_base->C_GetAttributeValue(slot->helper, handle, &value, 1);
  if (rv != CKR_OK) {
    free(value.pValue);
    return rv;
  }
  *blob = value.pValue;
  *len = value.ulValueLen;
  return CKR_OK;
}

/* Loads one blob; what does not open under the seal is no object. */
static CK_RV load(struct mt_slot *slot, CK_OBJECT_HANDLE base_handle) {
  unsigned char *blob;
  size_t blob_len;
  const unsigned char *aad;
  size_t aad_len;
  struct mt_attrs attrs;
  CK_RV rv = read_blob(slot, base_handle, &blob, &blob_len);
  if (rv != CKR_OK) {
    return rv;
  }
  unsigned char *value = mt_secret_alloc(MT_MAX_KEY + 64);
  rv = value == NULL ? CKR_HOST_MEMORY : CKR_OK;
  size_t len = 0;
  bool opens = rv == CKR_OK && mt_unseal(slot, blob, blob_len, value, &len) == CKR_OK &&
               mt_seal_aad(blob, blob_len, &aad, &aad_len) == CKR_OK && mt_attrs_decode(aad, aad_len, &attrs) == CKR_OK;
  mt_secret_free(value);
  if (!opens) {
    free(blob);
    return rv;
  }
  struct mt_object *object = new_object(slot, 0, &attrs, blob, blob_len);
  if (object == NULL) {
    return CKR_HOST_MEMORY;
  }
  object->base_handle = base_handle;
  /* Two processes may have made one each at the same time: all take the same. */
  if (attrs.use == MT_USE_INTERNAL &&
      (slot->reject == NULL || blob_len < slot->reject->blob_len ||
       (blob_len == slot->reject->blob_len && memcmp(blob, slot->reject->blob, blob_len) < 0))) {
    slot->reject = object;
  }
  insert(object);
  return CKR_OK;
}

static bool loaded(const struct mt_slot *slot, CK_OBJECT_HANDLE base_handle) {
  bool is = false;
  pthread_mutex_lock(&mt_lock);
  for (size_t b = 0; b < BUCKETS && !is; b++) {
    for (struct mt_object *o = buckets[b]; o != NULL && !is; o = o->next) {
      is = o->slot == slot && o->session == 0 && o->base_handle == base_handle;
    }
  }
  pthread_mutex_unlock(&mt_lock);
  return is;
}

struct present {
  const struct mt_slot *slot;
  const CK_OBJECT_HANDLE *handles;
  size_t count;
};

static bool vanished(const struct mt_object *object, const void *context) {
  const struct present *p = context;
  if (object->slot != p->slot || object->session != 0) {
    return false;
  }
  for (size_t i = 0; i < p->count; i++) {
    if (p->handles[i] == object->base_handle) {
      return false;
    }
  }
  return true;
}

/* The slot's mutex is held. */
static CK_RV load_all(struct mt_slot *slot) {
  CK_ATTRIBUTE template[] = {{CKA_CLASS, &data_class, sizeof data_class},
                             {CKA_APPLICATION, MT_APPLICATION, sizeof MT_APPLICATION - 1}};
  CK_OBJECT_HANDLE *handles = NULL;
  size_t total = 0;
  CK_RV rv = mt_base->C_FindObjectsInit(slot->helper, template, 2);
  if (rv != CKR_OK) {
    return rv;
  }
  for (CK_ULONG count = 1; rv == CKR_OK && count > 0;) {
    CK_OBJECT_HANDLE *more = realloc(handles, (total + 64) * sizeof *more);
    if (more == NULL) {
      rv = CKR_HOST_MEMORY;
      break;
    }
    handles = more;
    rv = mt_base->C_FindObjects(slot->helper, handles + total, 64, &count);
    total += rv == CKR_OK ? count : 0;
  }
  mt_base->C_FindObjectsFinal(slot->helper);
  for (size_t i = 0; rv == CKR_OK && i < total; i++) {
    mt_slot_hide(slot, handles[i]);
    if (!loaded(slot, handles[i])) {
      rv = load(slot, handles[i]);
    }
  }
  if (rv == CKR_OK) {
    struct present p = {slot, handles, total};
    remove_if(vanished, &p);
  }
  free(handles);
  return rv;
}

/* The secret that stands in for a key whose decryption failed is made once per token. The slot's mutex is held. */
static CK_RV make_reject(struct mt_slot *slot) {
  unsigned char *value = mt_secret_alloc(32);
  if (value == NULL) {
    return CKR_HOST_MEMORY;
  }
  struct mt_attrs attrs;
  memset(&attrs, 0, sizeof attrs);
  attrs.object_class = CKO_SECRET_KEY;
  attrs.use = MT_USE_INTERNAL;
  attrs.flags = MT_TOKEN;
  attrs.value_len = 32;
  unsigned char *aad = NULL;
  size_t aad_len = 0;
  unsigned char *blob = NULL;
  size_t blob_len = 0;
  CK_OBJECT_HANDLE handle;
  CK_RV rv = mt_base->C_GenerateRandom(slot->helper, value, 32);
  if (rv == CKR_OK) {
    rv = mt_attrs_encode(&attrs, &aad, &aad_len);
  }
  if (rv == CKR_OK) {
    rv = mt_seal(slot, aad, aad_len, value, 32, &blob, &blob_len);
  }
  if (rv == CKR_OK) {
    rv = write_blob(slot, blob, blob_len, &handle);
  }
  mt_secret_free(value);
  free(aad);
  free(blob);
  return rv == CKR_OK ? load_all(slot) : rv;
}

static CK_RV prepare(struct mt_slot *slot) {
  if (slot->ready) {
    return CKR_OK;
  }
  CK_RV rv = mt_seal_prepare(slot);
  if (rv == CKR_OK) {
    rv = load_all(slot);
  }
  if (rv == CKR_OK && slot->reject == NULL) {
    rv = make_reject(slot);
  }
  slot->ready = rv == CKR_OK;
  return rv;
}

CK_RV mt_slot_prepare(struct mt_call *call) {
  if (!call->user) {
    return CKR_USER_NOT_LOGGED_IN;
  }
  struct mt_slot *slot = call->slot;
  pthread_mutex_lock(&slot->mutex);
  bool ready = slot->ready;
  pthread_mutex_unlock(&slot->mutex);
  if (ready) {
    return CKR_OK;
  }
  pthread_rwlock_wrlock(&mt_gate);
  pthread_mutex_lock(&slot->mutex);
  CK_RV rv = prepare(slot);
  pthread_mutex_unlock(&slot->mutex);
  pthread_rwlock_unlock(&mt_gate);
  return rv;
}

CK_RV mt_slot_refresh(struct mt_call *call) {
  struct mt_slot *slot = call->slot;
  pthread_mutex_lock(&slot->mutex);
  CK_RV rv = slot->ready ? load_all(slot) : prepare(slot);
  pthread_mutex_unlock(&slot->mutex);
  return rv;
}

/* Seals, and for a token object writes. Needs the slot's mutex, and the gate if it is a token object. */
static CK_RV seal_object(struct mt_slot *slot, const struct mt_attrs *attrs, const unsigned char *value, unsigned char **blob,
                         size_t *blob_len, CK_OBJECT_HANDLE *base_handle) {
  unsigned char *aad;
  size_t aad_len;
  CK_RV rv = mt_attrs_encode(attrs, &aad, &aad_len);
  if (rv != CKR_OK) {
    return rv;
  }
  rv = mt_seal(slot, aad, aad_len, value, attrs->value_len, blob, blob_len);
  free(aad);
  if (rv == CKR_OK && attrs->flags & MT_TOKEN) {
    rv = write_blob(slot, *blob, *blob_len, base_handle);
    if (rv != CKR_OK) {
      free(*blob);
    }
  }
  return rv;
}

static void lock_for(struct mt_slot *slot, bool token) {
  if (token) {
    pthread_rwlock_wrlock(&mt_gate);
  }
  pthread_mutex_lock(&slot->mutex);
}

static void unlock_for(struct mt_slot *slot, bool token) {
  pthread_mutex_unlock(&slot->mutex);
  if (token) {
    pthread_rwlock_unlock(&mt_gate);
  }
}

CK_RV mt_object_add(struct mt_call *call, struct mt_attrs *attrs, const unsigned char *value, CK_OBJECT_HANDLE *handle) {
  struct mt_slot *slot = call->slot;
  bool token = (attrs->flags & MT_TOKEN) != 0;
  unsigned char *blob = NULL;
  size_t blob_len = 0;
  CK_OBJECT_HANDLE base_handle = 0;
  CK_RV rv = mt_may_write(call, token);
  if (rv == CKR_OK) {
    rv = mt_slot_prepare(call);
  }
  if (rv == CKR_OK && attrs->object_class == CKO_SECRET_KEY) {
    lock_for(slot, token);
    rv = seal_object(slot, attrs, value, &blob, &blob_len, &base_handle);
    unlock_for(slot, token);
  }
  if (rv != CKR_OK) {
    mt_attrs_free(attrs);
    return rv;
  }
  struct mt_object *object = new_object(slot, token ? 0 : call->session->handle, attrs, blob, blob_len);
  if (object == NULL) {
    return CKR_HOST_MEMORY;
  }
  object->base_handle = base_handle;
  *handle = insert(object);
  return CKR_OK;
}

static bool is_object(const struct mt_object *object, const void *context) { return object == context; }

CK_RV mt_object_destroy(struct mt_call *call, struct mt_object *object) {
  bool token = object->session == 0;
  CK_RV rv = mt_may_write(call, token);
  if (rv == CKR_OK && (object->attrs.flags & MT_DESTROYABLE) == 0 && object->attrs.object_class == CKO_SECRET_KEY) {
    rv = CKR_ACTION_PROHIBITED;
  }
  if (rv == CKR_OK && token) {
    lock_for(object->slot, true);
    rv = mt_base->C_DestroyObject(object->slot->helper, object->base_handle);
    unlock_for(object->slot, true);
  }
  if (rv == CKR_OK) {
    remove_if(is_object, object);
  }
  return rv;
}

CK_RV mt_object_update(struct mt_call *call, struct mt_object *object, struct mt_attrs *attrs) {
  bool token = object->session == 0;
  struct mt_key key = {NULL, NULL, 0};
  unsigned char *blob = NULL;
  size_t blob_len = 0;
  CK_OBJECT_HANDLE base_handle = 0;
  CK_RV rv = mt_may_write(call, token);
  if (rv == CKR_OK) {
    pthread_mutex_lock(&mt_lock);
    object->refs++;
    pthread_mutex_unlock(&mt_lock);
    rv = mt_key_open_object(call, object, &key);
  }
  if (rv == CKR_OK) {
    lock_for(object->slot, token);
    rv = seal_object(object->slot, attrs, key.value, &blob, &blob_len, &base_handle);
    if (rv == CKR_OK && token) {
      mt_base->C_DestroyObject(object->slot->helper, object->base_handle);
    }
    unlock_for(object->slot, token);
  }
  mt_key_close(&key);
  if (rv != CKR_OK) {
    mt_attrs_free(attrs);
    return rv;
  }
  /* Under the slot's mutex nobody unseals the old blob. */
  pthread_mutex_lock(&object->slot->mutex);
  pthread_mutex_lock(&mt_lock);
  mt_attrs_free(&object->attrs);
  free(object->blob);
  object->attrs = *attrs;
  object->blob = blob;
  object->blob_len = blob_len;
  object->base_handle = base_handle;
  pthread_mutex_unlock(&mt_lock);
  pthread_mutex_unlock(&object->slot->mutex);
  return CKR_OK;
}

static bool matches(const struct mt_attrs *attrs, CK_ATTRIBUTE_PTR template, CK_ULONG count) {
  unsigned char value[4096];
  for (CK_ULONG i = 0; i < count; i++) {
    CK_ULONG len = sizeof value;
    if (mt_attrs_tell(attrs, template[i].type, value, &len) != CKR_OK || len != template[i].ulValueLen ||
        (len > 0 && (template[i].pValue == NULL || memcmp(value, template[i].pValue, len) != 0))) {
      return false;
    }
  }
  return true;
}

CK_RV mt_objects_match(const struct mt_call *call, CK_ATTRIBUTE_PTR template, CK_ULONG count, CK_OBJECT_HANDLE **list,
                       size_t *length) {
  CK_RV rv = CKR_OK;
  pthread_mutex_lock(&mt_lock);
  for (size_t b = 0; b < BUCKETS && rv == CKR_OK; b++) {
    for (struct mt_object *o = buckets[b]; o != NULL && rv == CKR_OK; o = o->next) {
      if (o->slot != call->slot || o->attrs.use == MT_USE_INTERNAL || !matches(&o->attrs, template, count)) {
        continue;
      }
      CK_OBJECT_HANDLE *more = realloc(*list, (*length + 1) * sizeof *more);
      if (more == NULL) {
        rv = CKR_HOST_MEMORY;
      } else {
        *list = more;
        more[(*length)++] = o->handle;
      }
    }
  }
  pthread_mutex_unlock(&mt_lock);
  return rv;
}
