/* Slots and sessions, and the life of the module: initialize, finalize, fork. */
#include <stdlib.h>
#include <string.h>

#include "keystream.h"
#include "memory.h"
#include "module.h"
#include "tables.h"

pthread_mutex_t mt_lock = PTHREAD_MUTEX_INITIALIZER;
pthread_rwlock_t mt_gate = PTHREAD_RWLOCK_INITIALIZER;
pthread_mutex_t mt_life = PTHREAD_MUTEX_INITIALIZER;

static bool initialized;
static bool fork_handler_set;
static struct mt_slot *slots;
static struct mt_session *sessions;

void mt_op_end(struct mt_op *op) {
  if (op->key != NULL) {
    mt_object_put(op->key);
  }
  mt_wipe(op->data, op->len);
  free(op->data);
  memset(op, 0, sizeof *op);
}

static void free_session(struct mt_session *session) {
  for (int i = 0; i < MT_OPS; i++) {
    mt_op_end(&session->ops[i]);
  }
  free(session->found);
  pthread_mutex_destroy(&session->mutex);
  free(session);
}

static struct mt_session *find_session(CK_SESSION_HANDLE handle) {
  struct mt_session *s = sessions;
  while (s != NULL && s->handle != handle) {
    s = s->next;
  }
  return s;
}

static struct mt_slot *find_slot(CK_SLOT_ID id) {
  struct mt_slot *s = slots;
  while (s != NULL && s->id != id) {
    s = s->next;
  }
  return s;
}

bool mt_initialized(void) {
  pthread_mutex_lock(&mt_lock);
  bool is = initialized;
  pthread_mutex_unlock(&mt_lock);
  return is;
}

/*
 * A child may call nothing but C_Initialize (PKCS#11 section 5.4). Handles and locks of the parent mean nothing here, so
 * everything is forgotten; what the lists pointed to stays allocated, for the locks of its allocator may be held.
 */
static void in_child(void) {
  pthread_mutex_init(&mt_lock, NULL);
  pthread_rwlock_init(&mt_gate, NULL);
  pthread_mutex_init(&mt_life, NULL);
  initialized = false;
  slots = NULL;
  sessions = NULL;
  mt_tables_after_fork();
  mt_objects_drop_all();
  mt_secret_after_fork();
  mt_keystream_after_fork();
}

CK_RV mt_state_open(void) {
  pthread_mutex_lock(&mt_lock);
  CK_RV rv = initialized ? CKR_CRYPTOKI_ALREADY_INITIALIZED : CKR_OK;
  if (rv == CKR_OK && !fork_handler_set) {
    fork_handler_set = pthread_atfork(mt_keystream_before_fork, mt_keystream_in_parent, in_child) == 0;
    rv = fork_handler_set ? CKR_OK : CKR_HOST_MEMORY;
  }
  initialized = initialized || rv == CKR_OK;
  pthread_mutex_unlock(&mt_lock);
  return rv;
}

void mt_state_close(bool base_stays) {
  pthread_mutex_lock(&mt_lock);
  initialized = false;
  struct mt_session *old_sessions = sessions;
  struct mt_slot *old_slots = slots;
  sessions = NULL;
  slots = NULL;
  pthread_mutex_unlock(&mt_lock);
  while (old_sessions != NULL) {
    struct mt_session *next = old_sessions->next;
    if (base_stays) {
      mt_base->C_CloseSession(old_sessions->handle);
    }
    free_session(old_sessions);
    old_sessions = next;
  }
  for (struct mt_slot *s = old_slots; s != NULL; s = s->next) {
    mt_objects_drop(s, 0, MT_ALL);
    if (base_stays && s->helper != 0) {
      mt_base->C_CloseSession(s->helper);
    }
  }
  while (old_slots != NULL) {
    struct mt_slot *next = old_slots->next;
    free(old_slots->hidden);
    pthread_mutex_destroy(&old_slots->mutex);
    free(old_slots);
    old_slots = next;
  }
}

static struct mt_slot *add_slot(CK_SLOT_ID id) {
  struct mt_slot *slot = calloc(1, sizeof *slot);
  if (slot != NULL) {
    slot->id = id;
    pthread_mutex_init(&slot->mutex, NULL);
    slot->next = slots;
    slots = slot;
  }
  return slot;
}

CK_RV mt_session_add(CK_SESSION_HANDLE handle, CK_SLOT_ID id) {
  CK_TOKEN_INFO info;
  memset(&info, 0, sizeof info);
  CK_RV rv = mt_base->C_GetTokenInfo(id, &info);
  if (rv != CKR_OK) {
    return rv;
  }
  struct mt_session *session = calloc(1, sizeof *session);
  if (session == NULL) {
    return CKR_HOST_MEMORY;
  }
  pthread_mutex_init(&session->mutex, NULL);
  session->handle = handle;
  session->refs = 1;
  pthread_mutex_lock(&mt_lock);
  struct mt_slot *slot = initialized ? find_slot(id) : NULL;
  if (slot == NULL && initialized) {
    slot = add_slot(id);
  }
  if (slot != NULL) {
    slot->login_required = (info.flags & CKF_LOGIN_REQUIRED) != 0;
    slot->sessions++;
    session->slot = slot;
    session->next = sessions;
    sessions = session;
  }
  rv = slot != NULL ? CKR_OK : initialized ? CKR_HOST_MEMORY : CKR_CRYPTOKI_NOT_INITIALIZED;
  pthread_mutex_unlock(&mt_lock);
  if (rv != CKR_OK) {
    free_session(session);
  }
  return rv;
}

static void put_session(struct mt_session *session) {
  pthread_mutex_lock(&mt_lock);
  bool last = --session->refs == 0;
  pthread_mutex_unlock(&mt_lock);
  if (last) {
    free_session(session);
  }
}

static void forget_base_handles(struct mt_slot *slot) {
  slot->ready = false;
  slot->seal_key_count = 0;
  slot->session_key.handle = 0;
  slot->hidden_count = 0;
}

void mt_session_remove(CK_SESSION_HANDLE handle) {
  pthread_mutex_lock(&mt_lock);
  struct mt_session **at = &sessions;
  while (*at != NULL && (*at)->handle != handle) {
    at = &(*at)->next;
  }
  struct mt_session *session = *at;
  if (session == NULL) {
    pthread_mutex_unlock(&mt_lock);
    return;
  }
  *at = session->next;
  session->closed = true;
  struct mt_slot *slot = session->slot;
  slot->sessions--;
  pthread_mutex_unlock(&mt_lock);
  /* A call under way in this session may be about to add an object. */
  pthread_mutex_lock(&session->mutex);
  mt_objects_drop(slot, handle, MT_OF_SESSION);
  pthread_mutex_unlock(&session->mutex);
  put_session(session);
  /*
   * Closing an application's last session logs it out; the helper must not keep it logged in. A session that another
   * thread opens from now on finds the slot not ready and starts anew; its own objects are not touched.
   */
  pthread_mutex_lock(&slot->mutex);
  pthread_mutex_lock(&mt_lock);
  bool last = slot->sessions == 0;
  pthread_mutex_unlock(&mt_lock);
  if (last) {
    mt_objects_drop(slot, 0, MT_OF_TOKEN);
    if (slot->helper != 0) {
      mt_base->C_CloseSession(slot->helper);
      slot->helper = 0;
    }
    forget_base_handles(slot);
  }
  pthread_mutex_unlock(&slot->mutex);
}

CK_RV mt_session_list(CK_SLOT_ID id, CK_SESSION_HANDLE **list, size_t *count) {
  CK_RV rv = CKR_OK;
  *list = NULL;
  *count = 0;
  pthread_mutex_lock(&mt_lock);
  struct mt_slot *slot = find_slot(id);
  if (slot != NULL && slot->sessions > 0) {
    *list = malloc(slot->sessions * sizeof **list);
    rv = *list == NULL ? CKR_HOST_MEMORY : CKR_OK;
    for (struct mt_session *s = sessions; rv == CKR_OK && s != NULL; s = s->next) {
      if (s->slot == slot) {
        (*list)[(*count)++] = s->handle;
      }
    }
  }
  pthread_mutex_unlock(&mt_lock);
  return rv;
}

void mt_slot_logged_out(CK_SLOT_ID id) {
  pthread_mutex_lock(&mt_lock);
  struct mt_slot *slot = find_slot(id);
  pthread_mutex_unlock(&mt_lock);
  if (slot != NULL) {
    pthread_mutex_lock(&slot->mutex);
    mt_objects_drop(slot, 0, MT_ALL);
    forget_base_handles(slot);
    pthread_mutex_unlock(&slot->mutex);
  }
}

bool mt_slot_has_helper(CK_SLOT_ID id) {
  pthread_mutex_lock(&mt_lock);
  struct mt_slot *slot = find_slot(id);
  pthread_mutex_unlock(&mt_lock);
  if (slot == NULL) {
    return false;
  }
  pthread_mutex_lock(&slot->mutex);
  bool has = slot->helper != 0;
  pthread_mutex_unlock(&slot->mutex);
  return has;
}

CK_RV mt_call_begin(CK_SESSION_HANDLE handle, struct mt_call *call) {
  memset(call, 0, sizeof *call);
  pthread_mutex_lock(&mt_lock);
  struct mt_session *session = initialized ? find_session(handle) : NULL;
  if (session == NULL) {
    CK_RV rv = initialized ? CKR_SESSION_HANDLE_INVALID : CKR_CRYPTOKI_NOT_INITIALIZED;
    pthread_mutex_unlock(&mt_lock);
    return rv;
  }
  session->refs++;
  pthread_mutex_unlock(&mt_lock);
  pthread_mutex_lock(&session->mutex);
  call->session = session;
  call->slot = session->slot;
  CK_RV rv = session->closed ? CKR_SESSION_HANDLE_INVALID : mt_base->C_GetSessionInfo(handle, &call->info);
  if (rv != CKR_OK) {
    mt_call_end(call);
    return rv;
  }
  CK_STATE state = call->info.state;
  call->user = state == CKS_RO_USER_FUNCTIONS || state == CKS_RW_USER_FUNCTIONS ||
               (!call->slot->login_required && state != CKS_RW_SO_FUNCTIONS);
  return CKR_OK;
}

void mt_call_end(struct mt_call *call) {
  pthread_mutex_unlock(&call->session->mutex);
  put_session(call->session);
}

CK_RV mt_may_write(const struct mt_call *call, bool token) {
  if (!call->user) {
    return CKR_USER_NOT_LOGGED_IN;
  }
  return token && (call->info.flags & CKF_RW_SESSION) == 0 ? CKR_SESSION_READ_ONLY : CKR_OK;
}
