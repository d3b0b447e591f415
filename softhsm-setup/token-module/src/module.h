/* State of the module: slots, sessions, objects, and what a PKCS#11 call works with. */
#ifndef MT_MODULE_H
#define MT_MODULE_H

#include <pthread.h>

#include "base.h"
#include "object.h"

struct mt_mechanism;

enum mt_op_kind { MT_OP_NONE, MT_OP_BASE, MT_OP_OWNED };
enum { MT_SIGNING, MT_VERIFYING, MT_ENCRYPTING, MT_DECRYPTING, MT_OPS };

struct mt_op {
  enum mt_op_kind kind;
  bool multi; /* an Update was called */
  const struct mt_mechanism *mechanism;
  struct mt_object *key;
  unsigned char parameter[32];
  unsigned long long position; /* octets done, of a stream */
  unsigned char *data;         /* what a MAC gathers */
  size_t len, capacity;
};

struct mt_session {
  CK_SESSION_HANDLE handle;
  struct mt_slot *slot;
  unsigned refs;
  bool closed;
  pthread_mutex_t mutex;
  struct mt_op ops[MT_OPS];
  bool finding;
  CK_OBJECT_HANDLE *found;
  size_t found_count, found_next;
  struct mt_session *next;
};

/* A seal key of the base, and its faster session copy. */
struct mt_seal_key {
  unsigned char id[8];
  CK_OBJECT_HANDLE handle;
};

enum { MT_MAX_SEAL_KEYS = 8 };

struct mt_slot {
  CK_SLOT_ID id;
  bool login_required;
  unsigned sessions;        /* of the application */
  pthread_mutex_t mutex;    /* held while the helper session works */
  CK_SESSION_HANDLE helper; /* the module's own session with the base; 0 if none */
  bool ready;               /* seal keys known, token objects loaded */
  struct mt_seal_key seal_keys[MT_MAX_SEAL_KEYS];
  size_t seal_key_count;
  struct mt_seal_key session_key; /* seals session objects, and lives no longer than they */
  unsigned long long sealed;      /* what it sealed: each time another IV */
  CK_OBJECT_HANDLE *hidden; /* base objects no caller may see or use */
  size_t hidden_count, hidden_capacity;
  struct mt_object *reject; /* the secret of implicit rejection */
  struct mt_slot *next;
};

/* Guards lists, reference counts and attributes; held for short times, and last. */
extern pthread_mutex_t mt_lock;
/* Guards C_Initialize and C_Finalize. */
extern pthread_mutex_t mt_life;

/*
 * Base objects with a readable value exist only while this is held for writing; calls with an object handle of the
 * caller's reach the base only while it is held for reading. Taken after a session's mutex, before a slot's.
 */
extern pthread_rwlock_t mt_gate;

/* One PKCS#11 call under way in a session; other calls in that session wait. */
struct mt_call {
  struct mt_session *session;
  struct mt_slot *slot;
  CK_SESSION_INFO info;
  bool user; /* private objects may be used */
};

CK_RV mt_call_begin(CK_SESSION_HANDLE session, struct mt_call *call);
void mt_call_end(struct mt_call *call);

/* state.c */
bool mt_initialized(void);
CK_RV mt_state_open(void);
/* Closes the sessions in the base as well if the base itself stays initialized. */
void mt_state_close(bool base_stays);
CK_RV mt_session_add(CK_SESSION_HANDLE session, CK_SLOT_ID slot);
/* Forgets a session, its operations and objects; closes the helper with a slot's last one. */
void mt_session_remove(CK_SESSION_HANDLE session);
/* The sessions of a slot; the caller frees. */
CK_RV mt_session_list(CK_SLOT_ID slot, CK_SESSION_HANDLE **sessions, size_t *count);
/* Forgets what a logout takes away. */
void mt_slot_logged_out(CK_SLOT_ID slot);
/* The slot if this module has a helper session with it, which token information then leaves out. */
bool mt_slot_has_helper(CK_SLOT_ID slot);
void mt_op_end(struct mt_op *op);

/* store.c: objects by handle */
bool mt_is_owned(CK_OBJECT_HANDLE handle);
/* Takes a reference; NULL if there is no such object for this call. */
struct mt_object *mt_object_get(const struct mt_call *call, CK_OBJECT_HANDLE handle);
void mt_object_put(struct mt_object *object);
/* Seals the value and makes the object; takes the attributes' fields over in any case. */
CK_RV mt_object_add(struct mt_call *call, struct mt_attrs *attrs, const unsigned char *value, CK_OBJECT_HANDLE *handle);
CK_RV mt_object_destroy(struct mt_call *call, struct mt_object *object);
/*
 * Replaces the attributes, sealing anew; takes the fields over in any case. CKR_CANCEL if another thread changed the object
 * since the attributes were copied: then nothing has happened, and the caller starts anew.
 */
CK_RV mt_object_update(struct mt_call *call, struct mt_object *object, struct mt_attrs *attrs);
enum mt_drop { MT_OF_SESSION, MT_OF_TOKEN, MT_ALL };
/* Removes objects of a session, or those of the token, or all of a slot. */
void mt_objects_drop(struct mt_slot *slot, CK_SESSION_HANDLE session, enum mt_drop what);
/* Handles of the objects that match, added to a list that the caller frees. */
CK_RV mt_objects_match(const struct mt_call *call, CK_ATTRIBUTE_PTR template, CK_ULONG count, CK_OBJECT_HANDLE **list,
                       size_t *length);
/* Opens the slot's seal and loads its token objects once after a login; the gate is held for writing. */
CK_RV mt_slot_prepare(struct mt_call *call);
/* The same, and looks for token objects that other processes made or destroyed. */
CK_RV mt_slot_refresh(struct mt_call *call);
bool mt_is_hidden(struct mt_slot *slot, CK_OBJECT_HANDLE handle);
void mt_slot_hide(struct mt_slot *slot, CK_OBJECT_HANDLE handle);
/* The base has destroyed it. */
void mt_slot_unhide(struct mt_slot *slot, CK_OBJECT_HANDLE handle);
/* All objects: for C_Finalize. */
void mt_objects_drop_all(void);

/* seal.c; the slot's mutex is held */
#define MT_APPLICATION "libmikeytoken"
#define MT_SEAL_LABEL "libmikeytoken seal"
CK_RV mt_seal_prepare(struct mt_slot *slot);
/* A session object's value is sealed under a key of the session, so that the token's own seals few. */
CK_RV mt_seal(struct mt_slot *slot, bool token, const unsigned char *aad, size_t aad_len, const unsigned char *value, size_t len,
              unsigned char **blob, size_t *blob_len);
/* value has room for MT_MAX_KEY octets. */
CK_RV mt_unseal(struct mt_slot *slot, const unsigned char *blob, size_t blob_len, unsigned char *value, size_t *len);
/* The authenticated attributes in a blob. */
CK_RV mt_seal_aad(const unsigned char *blob, size_t blob_len, const unsigned char **aad, size_t *aad_len);

/* A key opened for the length of a call. */
struct mt_key {
  struct mt_object *object;
  unsigned char *value; /* locked memory */
  size_t len;
};

/*
 * Opens a key that the caller names for a mechanism that needs one of these usage flags (0: none).
 * CKR_KEY_HANDLE_INVALID, CKR_USER_NOT_LOGGED_IN, CKR_KEY_FUNCTION_NOT_PERMITTED.
 */
CK_RV mt_key_open(struct mt_call *call, CK_OBJECT_HANDLE handle, unsigned usage, CK_MECHANISM_TYPE mechanism,
                  struct mt_key *key);
/* Opens an object that is already held. */
CK_RV mt_key_open_object(struct mt_call *call, struct mt_object *object, struct mt_key *key);
void mt_key_close(struct mt_key *key);
/* Copies a field of at most room octets; *len is 0 if there is none. */
CK_RV mt_key_field(const struct mt_key *key, CK_ATTRIBUTE_TYPE type, unsigned char *out, size_t room, size_t *len);
/* Opens the token's secret of implicit rejection. */
CK_RV mt_reject_open(struct mt_call *call, struct mt_key *key);
/* Destroys keys that a failing call has made. */
void mt_objects_undo(struct mt_call *call, const CK_OBJECT_HANDLE *handles, size_t count);

/* Random octets of the base's generator. */
CK_RV mt_random(struct mt_call *call, unsigned char *out, size_t len);

/* CKR_SESSION_READ_ONLY, CKR_USER_NOT_LOGGED_IN: whether the call may make or change such an object. */
CK_RV mt_may_write(const struct mt_call *call, bool token);

#endif
