/* Owned objects by handle, and their sealed form in the base: private CKO_DATA objects of application libmikeytoken. */
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "module.h"
#include "tables.h"

/* Above any handle that a base counts up to. */
#define HANDLE_BASE 0x4D4B000000000000UL
/* Handles are never used again: at a million keys a second they last for years. */
#define HANDLE_MASK 0xffffffffffffUL
enum { BUCKETS = 1024 };

_Static_assert(sizeof(CK_OBJECT_HANDLE) == 8, "handles of this module need 64 bits");

static struct mt_object *buckets[BUCKETS];
static CK_OBJECT_HANDLE next_handle;

static CK_BBOOL yes = CK_TRUE;
static CK_OBJECT_CLASS data_class = CKO_DATA;

bool mt_is_owned(CK_OBJECT_HANDLE handle) { return handle >= HANDLE_BASE && handle - HANDLE_BASE <= HANDLE_MASK; }

static struct mt_object **bucket_of(CK_OBJECT_HANDLE handle) { return &buckets[handle % BUCKETS]; }

static void free_object(struct mt_object *object) {
  if (object->attrs.use == MIKEY_USE_RSK) {
    mt_lines_forget(object->handle);
  }
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
  object->handle = HANDLE_BASE + (++next_handle & HANDLE_MASK);
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
  enum mt_drop what;
};

static bool drops(const struct mt_object *object, const void *context) {
  const struct drop *d = context;
  return object->slot == d->slot && (d->what == MT_ALL || object->session == (d->what == MT_OF_TOKEN ? 0 : d->session));
}

void mt_objects_drop(struct mt_slot *slot, CK_SESSION_HANDLE session, enum mt_drop what) {
  struct drop d = {slot, session, what};
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

void mt_slot_unhide(struct mt_slot *slot, CK_OBJECT_HANDLE handle) {
  for (size_t i = 0; i < slot->hidden_count; i++) {
    if (slot->hidden[i] == handle) {
      slot->hidden[i] = slot->hidden[--slot->hidden_count];
      return;
    }
  }
}

/* The slot's mutex is held, and the gate. */
static CK_RV destroy_blob(struct mt_slot *slot, CK_OBJECT_HANDLE handle) {
  CK_RV rv = mt_base->C_DestroyObject(slot->helper, handle);
  if (rv == CKR_OK) {
    mt_slot_unhide(slot, handle);
  }
  return rv;
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

/* Swaps attributes and blob; whoever unseals or reads attributes holds the slot's mutex or mt_lock. */
static void replace(struct mt_object *object, const struct mt_attrs *attrs, unsigned char *blob, size_t blob_len,
                    CK_OBJECT_HANDLE base_handle) {
  pthread_mutex_lock(&mt_lock);
  mt_attrs_free(&object->attrs);
  free(object->blob);
  object->attrs = *attrs;
  object->blob = blob;
  object->blob_len = blob_len;
  object->base_handle = base_handle;
  pthread_mutex_unlock(&mt_lock);
}

/* The token object of this uid that is loaded already. */
static struct mt_object *same_object(const struct mt_slot *slot, const struct mt_attrs *attrs) {
  struct mt_object *found = NULL;
  pthread_mutex_lock(&mt_lock);
  for (size_t b = 0; b < BUCKETS && found == NULL && attrs->use != MT_USE_INTERNAL; b++) {
    for (struct mt_object *o = buckets[b]; o != NULL && found == NULL; o = o->next) {
      bool same = o->slot == slot && o->session == 0 && memcmp(o->attrs.uid, attrs->uid, sizeof attrs->uid) == 0;
      found = same && o->attrs.use != MT_USE_INTERNAL ? o : NULL;
    }
  }
  pthread_mutex_unlock(&mt_lock);
  return found;
}

/*
 * A change writes the new blob and then destroys the old one. Where it ended in between, both are there: the later one is
 * the object, and the other goes. A change of another process comes the same way, and handles stay as they are.
 */
static void settle_versions(struct mt_object *known, struct mt_attrs *attrs, unsigned char *blob, size_t blob_len,
                            CK_OBJECT_HANDLE base_handle) {
  struct mt_slot *slot = known->slot;
  /* All processes that see the two must keep the same one. */
  int order = attrs->version != known->attrs.version ? (attrs->version > known->attrs.version ? 1 : -1)
              : blob_len != known->blob_len          ? (blob_len < known->blob_len ? 1 : -1)
                                                     : memcmp(known->blob, blob, blob_len);
  bool later = order > 0;
  if (order != 0) {
    destroy_blob(slot, later ? known->base_handle : base_handle);
  }
  if (later) {
    replace(known, attrs, blob, blob_len, base_handle);
  } else {
    mt_attrs_free(attrs);
    free(blob);
  }
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
  struct mt_object *known = same_object(slot, &attrs);
  if (known != NULL) {
    settle_versions(known, &attrs, blob, blob_len, base_handle);
    return CKR_OK;
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
  /* All of them, also when loading one fails. */
  for (size_t i = 0; i < total; i++) {
    mt_slot_hide(slot, handles[i]);
  }
  for (size_t i = 0; rv == CKR_OK && i < total; i++) {
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
    rv = mt_seal(slot, true, aad, aad_len, value, 32, &blob, &blob_len);
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
  rv = mt_seal(slot, (attrs->flags & MT_TOKEN) != 0, aad, aad_len, value, attrs->value_len, blob, blob_len);
  free(aad);
  if (rv == CKR_OK && attrs->flags & MT_TOKEN) {
    rv = write_blob(slot, *blob, *blob_len, base_handle);
    if (rv != CKR_OK) {
      free(*blob);
      *blob = NULL;
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
  CK_RV rv = mt_may_write(call, token);
  if (rv == CKR_OK) {
    rv = mt_slot_prepare(call);
  }
  attrs->version = 1;
  memset(attrs->uid, 0, sizeof attrs->uid);
  struct mt_object *object = rv == CKR_OK ? calloc(1, sizeof *object) : NULL;
  if (object == NULL) {
    mt_attrs_free(attrs);
    return rv == CKR_OK ? CKR_HOST_MEMORY : rv;
  }
  /* Before the slot is given free: whoever looks for new blobs in the base must know this one, and a logout must see it. */
  lock_for(slot, token);
  if (token) {
    rv = mt_base->C_GenerateRandom(slot->helper, attrs->uid, sizeof attrs->uid);
  }
  if (rv == CKR_OK && attrs->object_class == CKO_SECRET_KEY) {
    rv = seal_object(slot, attrs, value, &object->blob, &object->blob_len, &object->base_handle);
  }
  if (rv == CKR_OK) {
    object->slot = slot;
    object->session = token ? 0 : call->session->handle;
    object->refs = 1;
    object->attrs = *attrs;
    *handle = insert(object);
  }
  unlock_for(slot, token);
  if (rv != CKR_OK) {
    mt_attrs_free(attrs);
    free(object);
  }
  return rv;
}

static bool is_object(const struct mt_object *object, const void *context) { return object == context; }

CK_RV mt_object_destroy(struct mt_call *call, struct mt_object *object) {
  struct mt_slot *slot = object->slot;
  bool token = object->session == 0;
  CK_RV rv = mt_may_write(call, token);
  if (rv != CKR_OK) {
    return rv;
  }
  lock_for(slot, token);
  pthread_mutex_lock(&mt_lock);
  if (object->gone) {
    rv = CKR_OBJECT_HANDLE_INVALID;
  } else if ((object->attrs.flags & MT_DESTROYABLE) == 0) {
    rv = CKR_ACTION_PROHIBITED;
  }
  pthread_mutex_unlock(&mt_lock);
  if (rv == CKR_OK && token) {
    rv = destroy_blob(slot, object->base_handle);
  }
  /* What another process destroyed is gone as well. */
  if (rv == CKR_OK || (token && rv == CKR_OBJECT_HANDLE_INVALID)) {
    remove_if(is_object, object);
  }
  unlock_for(slot, token);
  return rv;
}

/* Seals the changed object and takes it over, or leaves everything as it was. The slot's mutex is held, and the gate. */
static CK_RV change(struct mt_object *object, struct mt_attrs *attrs, const struct mt_key *key) {
  struct mt_slot *slot = object->slot;
  bool token = object->session == 0;
  unsigned char *blob = NULL;
  size_t blob_len = 0;
  CK_OBJECT_HANDLE base_handle = 0;
  pthread_mutex_lock(&mt_lock);
  CK_RV rv = object->gone ? CKR_OBJECT_HANDLE_INVALID : object->attrs.version != attrs->version ? CKR_CANCEL : CKR_OK;
  pthread_mutex_unlock(&mt_lock);
  attrs->version++;
  if (rv == CKR_OK) {
    rv = seal_object(slot, attrs, key->value, &blob, &blob_len, &base_handle);
  }
  if (rv == CKR_OK && token) {
    /* With the old one still there, it would come back. */
    rv = destroy_blob(slot, object->base_handle);
    if (rv != CKR_OK) {
      destroy_blob(slot, base_handle);
      free(blob);
    }
  }
  if (rv == CKR_OK) {
    replace(object, attrs, blob, blob_len, base_handle);
  }
  return rv;
}

CK_RV mt_object_update(struct mt_call *call, struct mt_object *object, struct mt_attrs *attrs) {
  bool token = object->session == 0;
  struct mt_key key = {NULL, NULL, 0};
  CK_RV rv = mt_may_write(call, token);
  if (rv == CKR_OK) {
    pthread_mutex_lock(&mt_lock);
    object->refs++;
    pthread_mutex_unlock(&mt_lock);
    rv = mt_key_open_object(call, object, &key);
  }
  if (rv == CKR_OK) {
    lock_for(object->slot, token);
    rv = change(object, attrs, &key);
    unlock_for(object->slot, token);
  }
  mt_key_close(&key);
  if (rv != CKR_OK) {
    mt_attrs_free(attrs);
  }
  return rv;
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
