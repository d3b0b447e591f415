/* Sign, verify, encrypt, decrypt: with owned keys here, with others in the base; and what no owned key does. */
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "memory.h"

/* A MAC is computed in one call, when all its data is there, so that no key outlives a call. */
enum { MAX_MAC_DATA = 1 << 20, MAX_HASH = 64 };

static const unsigned usage_of[MT_OPS] = {
    [MT_SIGNING] = MT_SIGN, [MT_VERIFYING] = MT_VERIFY, [MT_ENCRYPTING] = MT_ENCRYPT, [MT_DECRYPTING] = MT_DECRYPT};
static const CK_FLAGS flag_of[MT_OPS] = {
    [MT_SIGNING] = CKF_SIGN, [MT_VERIFYING] = CKF_VERIFY, [MT_ENCRYPTING] = CKF_ENCRYPT, [MT_DECRYPTING] = CKF_DECRYPT};

static CK_RV init_owned(struct mt_call *call, int which, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE handle) {
  struct mt_op *op = &call->session->ops[which];
  const struct mt_mechanism *ours = mt_mechanism_find(mechanism->mechanism);
  if (!call->user) {
    return CKR_USER_NOT_LOGGED_IN;
  }
  struct mt_object *object = mt_object_get(call, handle);
  if (object == NULL) {
    return CKR_KEY_HANDLE_INVALID;
  }
  pthread_mutex_lock(&mt_lock);
  CK_RV rv = (object->attrs.flags & usage_of[which]) == 0 ? CKR_KEY_FUNCTION_NOT_PERMITTED : CKR_OK;
  if (rv == CKR_OK) {
    rv = ours == NULL || ours->init == NULL || (ours->info.flags & flag_of[which]) == 0 ? CKR_MECHANISM_INVALID : CKR_OK;
  }
  if (rv == CKR_OK && !mt_attrs_allow(&object->attrs, mechanism->mechanism)) {
    rv = CKR_KEY_FUNCTION_NOT_PERMITTED;
  }
  if (rv == CKR_OK) {
    rv = ours->init(mechanism, &object->attrs, op);
  }
  pthread_mutex_unlock(&mt_lock);
  if (rv != CKR_OK) {
    mt_object_put(object);
    memset(op, 0, sizeof *op);
    return rv;
  }
  op->kind = MT_OP_OWNED;
  op->mechanism = ours;
  op->key = object;
  return CKR_OK;
}

/*
 * A private key that unwraps envelope keys must not decrypt or raw-sign for a caller: that is the same operation, with
 * the result told.
 */
static bool reveals(struct mt_call *call, int which, const CK_MECHANISM *mechanism, CK_OBJECT_HANDLE key) {
  bool raw_sign = which == MT_SIGNING && mechanism->mechanism == CKM_RSA_X_509;
  return (which == MT_DECRYPTING || raw_sign) && mt_is_base_private(call, key);
}

static CK_RV init(int which, CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key, CK_C_SignInit in_base) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  struct mt_op *op = &call.session->ops[which];
  if (mechanism == NULL) {
    rv = CKR_ARGUMENTS_BAD;
  } else if (op->kind != MT_OP_NONE) {
    rv = CKR_OPERATION_ACTIVE;
  } else if (mt_is_owned(key)) {
    rv = init_owned(&call, which, mechanism, key);
  } else if (!mt_base_handle_ok(&call, key)) {
    rv = CKR_KEY_HANDLE_INVALID;
  } else if (reveals(&call, which, mechanism, key)) {
    rv = CKR_KEY_FUNCTION_NOT_PERMITTED;
  } else if (!mt_base_key_fits(&call, mechanism->mechanism, key, which == MT_SIGNING || which == MT_DECRYPTING)) {
    rv = CKR_KEY_TYPE_INCONSISTENT;
  } else {
    pthread_rwlock_rdlock(&mt_gate);
    rv = in_base(session, mechanism, key);
    pthread_rwlock_unlock(&mt_gate);
    op->kind = rv == CKR_OK ? MT_OP_BASE : MT_OP_NONE;
  }
  mt_call_end(&call);
  return rv;
}

/* Begins a call that continues an operation. */
static CK_RV resume(int which, CK_SESSION_HANDLE session, struct mt_call *call, struct mt_op **op) {
  CK_RV rv = mt_call_begin(session, call);
  if (rv != CKR_OK) {
    return rv;
  }
  *op = &call->session->ops[which];
  if ((*op)->kind == MT_OP_NONE) {
    mt_call_end(call);
    return CKR_OPERATION_NOT_INITIALIZED;
  }
  return CKR_OK;
}

/* Ends an operation unless the caller only asked for a length. */
static CK_RV settle(struct mt_call *call, struct mt_op *op, CK_RV rv, bool length_only) {
  if (rv != CKR_BUFFER_TOO_SMALL && !(rv == CKR_OK && length_only)) {
    mt_op_end(op);
  }
  mt_call_end(call);
  return rv;
}

/* The key for the length of one step. */
static CK_RV open_key(struct mt_call *call, struct mt_op *op, struct mt_key *key) {
  pthread_mutex_lock(&mt_lock);
  bool gone = op->key->gone;
  op->key->refs++;
  pthread_mutex_unlock(&mt_lock);
  if (gone || !call->user) {
    mt_object_put(op->key);
    return gone ? CKR_KEY_HANDLE_INVALID : CKR_USER_NOT_LOGGED_IN;
  }
  return mt_key_open_object(call, op->key, key);
}

static CK_RV gather(struct mt_op *op, const unsigned char *data, CK_ULONG len) {
  if (len > MAX_MAC_DATA - op->len) {
    return CKR_DATA_LEN_RANGE;
  }
  if (op->len + len > op->capacity) {
    size_t capacity = op->len + len + 1024;
    unsigned char *more = realloc(op->data, capacity);
    if (more == NULL) {
      return CKR_HOST_MEMORY;
    }
    op->data = more;
    op->capacity = capacity;
  }
  if (len > 0) {
    memcpy(op->data + op->len, data, len);
    op->len += len;
  }
  op->multi = true;
  return CKR_OK;
}

static CK_RV compute_mac(struct mt_call *call, struct mt_op *op, const unsigned char *data, size_t len, unsigned char *out) {
  struct mt_key key;
  CK_RV rv = open_key(call, op, &key);
  if (rv == CKR_OK) {
    rv = op->mechanism->mac(op, &key, data, len, out);
    mt_key_close(&key);
  }
  return rv;
}

/* The tail of C_Sign and C_SignFinal. */
static CK_RV sign(struct mt_call *call, struct mt_op *op, const unsigned char *data, size_t len, CK_BYTE_PTR out,
                  CK_ULONG_PTR out_len) {
  size_t mac = op->mechanism->mac_length(op);
  if (out == NULL || *out_len < mac) {
    *out_len = mac;
    return out == NULL ? CKR_OK : CKR_BUFFER_TOO_SMALL;
  }
  CK_RV rv = compute_mac(call, op, data, len, out);
  if (rv == CKR_OK) {
    *out_len = mac;
  }
  return rv;
}

static CK_RV verify(struct mt_call *call, struct mt_op *op, const unsigned char *data, size_t len, const unsigned char *mac,
                    CK_ULONG mac_len) {
  unsigned char right[MAX_HASH];
  if (mac_len != op->mechanism->mac_length(op)) {
    return CKR_SIGNATURE_LEN_RANGE;
  }
  CK_RV rv = compute_mac(call, op, data, len, right);
  if (rv == CKR_OK) {
    rv = mt_equal(right, mac, mac_len) ? CKR_OK : CKR_SIGNATURE_INVALID;
  }
  mt_wipe(right, sizeof right);
  return rv;
}

CK_RV C_SignInit(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  return mt_initialized() ? init(MT_SIGNING, session, mechanism, key, mt_base->C_SignInit) : CKR_CRYPTOKI_NOT_INITIALIZED;
}

CK_RV C_Sign(CK_SESSION_HANDLE session, CK_BYTE_PTR data, CK_ULONG len, CK_BYTE_PTR out, CK_ULONG_PTR out_len) {
  struct mt_call call;
  struct mt_op *op;
  CK_RV rv = resume(MT_SIGNING, session, &call, &op);
  if (rv != CKR_OK) {
    return rv;
  }
  if (op->kind == MT_OP_BASE) {
    rv = mt_base->C_Sign(session, data, len, out, out_len);
  } else if ((data == NULL && len > 0) || out_len == NULL) {
    rv = CKR_ARGUMENTS_BAD;
  } else if (op->multi) {
    mt_call_end(&call);
    return CKR_OPERATION_ACTIVE;
  } else {
    rv = sign(&call, op, data, len, out, out_len);
  }
  return settle(&call, op, rv, out == NULL);
}

CK_RV C_SignUpdate(CK_SESSION_HANDLE session, CK_BYTE_PTR part, CK_ULONG len) {
  struct mt_call call;
  struct mt_op *op;
  CK_RV rv = resume(MT_SIGNING, session, &call, &op);
  if (rv != CKR_OK) {
    return rv;
  }
  if (op->kind == MT_OP_BASE) {
    rv = mt_base->C_SignUpdate(session, part, len);
  } else {
    rv = part == NULL && len > 0 ? CKR_ARGUMENTS_BAD : gather(op, part, len);
  }
  return settle(&call, op, rv, true);
}

CK_RV C_SignFinal(CK_SESSION_HANDLE session, CK_BYTE_PTR out, CK_ULONG_PTR out_len) {
  struct mt_call call;
  struct mt_op *op;
  CK_RV rv = resume(MT_SIGNING, session, &call, &op);
  if (rv != CKR_OK) {
    return rv;
  }
  if (op->kind == MT_OP_BASE) {
    rv = mt_base->C_SignFinal(session, out, out_len);
  } else {
    rv = out_len == NULL ? CKR_ARGUMENTS_BAD : sign(&call, op, op->data, op->len, out, out_len);
  }
  return settle(&call, op, rv, out == NULL);
}

CK_RV C_VerifyInit(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  return mt_initialized() ? init(MT_VERIFYING, session, mechanism, key, mt_base->C_VerifyInit) : CKR_CRYPTOKI_NOT_INITIALIZED;
}

CK_RV C_Verify(CK_SESSION_HANDLE session, CK_BYTE_PTR data, CK_ULONG len, CK_BYTE_PTR mac, CK_ULONG mac_len) {
  struct mt_call call;
  struct mt_op *op;
  CK_RV rv = resume(MT_VERIFYING, session, &call, &op);
  if (rv != CKR_OK) {
    return rv;
  }
  if (op->kind == MT_OP_BASE) {
    rv = mt_base->C_Verify(session, data, len, mac, mac_len);
  } else if ((data == NULL && len > 0) || mac == NULL) {
    rv = CKR_ARGUMENTS_BAD;
  } else if (op->multi) {
    mt_call_end(&call);
    return CKR_OPERATION_ACTIVE;
  } else {
    rv = verify(&call, op, data, len, mac, mac_len);
  }
  return settle(&call, op, rv, false);
}

CK_RV C_VerifyUpdate(CK_SESSION_HANDLE session, CK_BYTE_PTR part, CK_ULONG len) {
  struct mt_call call;
  struct mt_op *op;
  CK_RV rv = resume(MT_VERIFYING, session, &call, &op);
  if (rv != CKR_OK) {
    return rv;
  }
  if (op->kind == MT_OP_BASE) {
    rv = mt_base->C_VerifyUpdate(session, part, len);
  } else {
    rv = part == NULL && len > 0 ? CKR_ARGUMENTS_BAD : gather(op, part, len);
  }
  return settle(&call, op, rv, true);
}

CK_RV C_VerifyFinal(CK_SESSION_HANDLE session, CK_BYTE_PTR mac, CK_ULONG mac_len) {
  struct mt_call call;
  struct mt_op *op;
  CK_RV rv = resume(MT_VERIFYING, session, &call, &op);
  if (rv != CKR_OK) {
    return rv;
  }
  if (op->kind == MT_OP_BASE) {
    rv = mt_base->C_VerifyFinal(session, mac, mac_len);
  } else {
    rv = mac == NULL ? CKR_ARGUMENTS_BAD : verify(&call, op, op->data, op->len, mac, mac_len);
  }
  return settle(&call, op, rv, false);
}

/* One step of a stream: as many octets out as in. */
static CK_RV stream(struct mt_call *call, struct mt_op *op, const unsigned char *in, CK_ULONG len, CK_BYTE_PTR out,
                    CK_ULONG_PTR out_len) {
  if ((in == NULL && len > 0) || out_len == NULL) {
    return CKR_ARGUMENTS_BAD;
  }
  if (out == NULL || *out_len < len) {
    *out_len = len;
    return out == NULL ? CKR_OK : CKR_BUFFER_TOO_SMALL;
  }
  struct mt_key key;
  CK_RV rv = open_key(call, op, &key);
  if (rv == CKR_OK) {
    rv = op->mechanism->cipher(op, &key, in, len, out);
    mt_key_close(&key);
  }
  if (rv == CKR_OK) {
    op->position += len;
    *out_len = len;
  }
  return rv;
}

typedef CK_RV (*cipher_function)(CK_SESSION_HANDLE, CK_BYTE_PTR, CK_ULONG, CK_BYTE_PTR, CK_ULONG_PTR);
typedef CK_RV (*final_function)(CK_SESSION_HANDLE, CK_BYTE_PTR, CK_ULONG_PTR);

static CK_RV whole(int which, cipher_function in_base, CK_SESSION_HANDLE session, CK_BYTE_PTR in, CK_ULONG len, CK_BYTE_PTR out,
                   CK_ULONG_PTR out_len) {
  struct mt_call call;
  struct mt_op *op;
  CK_RV rv = resume(which, session, &call, &op);
  if (rv != CKR_OK) {
    return rv;
  }
  if (op->kind == MT_OP_BASE) {
    rv = in_base(session, in, len, out, out_len);
  } else if (op->multi) {
    mt_call_end(&call);
    return CKR_OPERATION_ACTIVE;
  } else {
    rv = stream(&call, op, in, len, out, out_len);
  }
  return settle(&call, op, rv, out == NULL);
}

static CK_RV update(int which, cipher_function in_base, CK_SESSION_HANDLE session, CK_BYTE_PTR in, CK_ULONG len, CK_BYTE_PTR out,
                    CK_ULONG_PTR out_len) {
  struct mt_call call;
  struct mt_op *op;
  CK_RV rv = resume(which, session, &call, &op);
  if (rv != CKR_OK) {
    return rv;
  }
  if (op->kind == MT_OP_BASE) {
    rv = in_base(session, in, len, out, out_len);
  } else {
    rv = stream(&call, op, in, len, out, out_len);
    op->multi = op->multi || (rv == CKR_OK && out != NULL);
  }
  return settle(&call, op, rv, true);
}

static CK_RV final(int which, final_function in_base, CK_SESSION_HANDLE session, CK_BYTE_PTR out, CK_ULONG_PTR out_len) {
  struct mt_call call;
  struct mt_op *op;
  CK_RV rv = resume(which, session, &call, &op);
  if (rv != CKR_OK) {
    return rv;
  }
  if (op->kind == MT_OP_BASE) {
    rv = in_base(session, out, out_len);
  } else if (out_len == NULL) {
    rv = CKR_ARGUMENTS_BAD;
  } else {
    *out_len = 0;
  }
  return settle(&call, op, rv, out == NULL);
}

CK_RV C_EncryptInit(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  return mt_initialized() ? init(MT_ENCRYPTING, session, mechanism, key, mt_base->C_EncryptInit) : CKR_CRYPTOKI_NOT_INITIALIZED;
}

CK_RV C_Encrypt(CK_SESSION_HANDLE session, CK_BYTE_PTR in, CK_ULONG len, CK_BYTE_PTR out, CK_ULONG_PTR out_len) {
  return mt_initialized() ? whole(MT_ENCRYPTING, mt_base->C_Encrypt, session, in, len, out, out_len) : CKR_CRYPTOKI_NOT_INITIALIZED;
}

CK_RV C_EncryptUpdate(CK_SESSION_HANDLE session, CK_BYTE_PTR in, CK_ULONG len, CK_BYTE_PTR out, CK_ULONG_PTR out_len) {
  return mt_initialized() ? update(MT_ENCRYPTING, mt_base->C_EncryptUpdate, session, in, len, out, out_len)
                          : CKR_CRYPTOKI_NOT_INITIALIZED;
}

CK_RV C_EncryptFinal(CK_SESSION_HANDLE session, CK_BYTE_PTR out, CK_ULONG_PTR out_len) {
  return mt_initialized() ? final(MT_ENCRYPTING, mt_base->C_EncryptFinal, session, out, out_len) : CKR_CRYPTOKI_NOT_INITIALIZED;
}

CK_RV C_DecryptInit(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  return mt_initialized() ? init(MT_DECRYPTING, session, mechanism, key, mt_base->C_DecryptInit) : CKR_CRYPTOKI_NOT_INITIALIZED;
}

CK_RV C_Decrypt(CK_SESSION_HANDLE session, CK_BYTE_PTR in, CK_ULONG len, CK_BYTE_PTR out, CK_ULONG_PTR out_len) {
  return mt_initialized() ? whole(MT_DECRYPTING, mt_base->C_Decrypt, session, in, len, out, out_len) : CKR_CRYPTOKI_NOT_INITIALIZED;
}

CK_RV C_DecryptUpdate(CK_SESSION_HANDLE session, CK_BYTE_PTR in, CK_ULONG len, CK_BYTE_PTR out, CK_ULONG_PTR out_len) {
  return mt_initialized() ? update(MT_DECRYPTING, mt_base->C_DecryptUpdate, session, in, len, out, out_len)
                          : CKR_CRYPTOKI_NOT_INITIALIZED;
}

CK_RV C_DecryptFinal(CK_SESSION_HANDLE session, CK_BYTE_PTR out, CK_ULONG_PTR out_len) {
  return mt_initialized() ? final(MT_DECRYPTING, mt_base->C_DecryptFinal, session, out, out_len) : CKR_CRYPTOKI_NOT_INITIALIZED;
}

CK_RV C_DigestKey(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  if (mt_is_owned(key)) {
    rv = CKR_KEY_INDIGESTIBLE;
  } else if (!mt_base_handle_ok(&call, key)) {
    rv = CKR_KEY_HANDLE_INVALID;
  } else {
    pthread_rwlock_rdlock(&mt_gate);
    rv = mt_base->C_DigestKey(session, key);
    pthread_rwlock_unlock(&mt_gate);
  }
  mt_call_end(&call);
  return rv;
}

/* Recovery is RSA's raw operation under another name. */
static CK_RV recover_init(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key, bool signs,
                          CK_C_SignInit in_base) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  if (mechanism == NULL) {
    rv = CKR_ARGUMENTS_BAD;
  } else if (mt_is_owned(key)) {
    rv = CKR_KEY_FUNCTION_NOT_PERMITTED;
  } else if (!mt_base_handle_ok(&call, key)) {
    rv = CKR_KEY_HANDLE_INVALID;
  } else if (reveals(&call, MT_SIGNING, mechanism, key)) {
    rv = CKR_KEY_FUNCTION_NOT_PERMITTED;
  } else if (!mt_base_key_fits(&call, mechanism->mechanism, key, signs)) {
    rv = CKR_KEY_TYPE_INCONSISTENT;
  } else {
    pthread_rwlock_rdlock(&mt_gate);
    rv = in_base(session, mechanism, key);
    pthread_rwlock_unlock(&mt_gate);
  }
  mt_call_end(&call);
  return rv;
}

CK_RV C_SignRecoverInit(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  return mt_initialized() ? recover_init(session, mechanism, key, true, mt_base->C_SignRecoverInit) : CKR_CRYPTOKI_NOT_INITIALIZED;
}

CK_RV C_VerifyRecoverInit(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  return mt_initialized() ? recover_init(session, mechanism, key, false, mt_base->C_VerifyRecoverInit) : CKR_CRYPTOKI_NOT_INITIALIZED;
}

/* The dual functions are the base's; with an owned key in either operation there are none. */
static CK_RV dual(int which, cipher_function in_base, CK_SESSION_HANDLE session, CK_BYTE_PTR in, CK_ULONG len, CK_BYTE_PTR out,
                  CK_ULONG_PTR out_len, int other) {
  struct mt_call call;
  struct mt_op *op;
  CK_RV rv = resume(which, session, &call, &op);
  if (rv != CKR_OK) {
    return rv;
  }
  bool owned = op->kind == MT_OP_OWNED || (other >= 0 && call.session->ops[other].kind == MT_OP_OWNED);
  rv = owned ? CKR_FUNCTION_NOT_SUPPORTED : in_base(session, in, len, out, out_len);
  mt_call_end(&call);
  return rv;
}

CK_RV C_DigestEncryptUpdate(CK_SESSION_HANDLE session, CK_BYTE_PTR in, CK_ULONG len, CK_BYTE_PTR out, CK_ULONG_PTR out_len) {
  return mt_initialized() ? dual(MT_ENCRYPTING, mt_base->C_DigestEncryptUpdate, session, in, len, out, out_len, -1)
                          : CKR_CRYPTOKI_NOT_INITIALIZED;
}

CK_RV C_DecryptDigestUpdate(CK_SESSION_HANDLE session, CK_BYTE_PTR in, CK_ULONG len, CK_BYTE_PTR out, CK_ULONG_PTR out_len) {
  return mt_initialized() ? dual(MT_DECRYPTING, mt_base->C_DecryptDigestUpdate, session, in, len, out, out_len, -1)
                          : CKR_CRYPTOKI_NOT_INITIALIZED;
}

CK_RV C_SignEncryptUpdate(CK_SESSION_HANDLE session, CK_BYTE_PTR in, CK_ULONG len, CK_BYTE_PTR out, CK_ULONG_PTR out_len) {
  return mt_initialized() ? dual(MT_ENCRYPTING, mt_base->C_SignEncryptUpdate, session, in, len, out, out_len, MT_SIGNING)
                          : CKR_CRYPTOKI_NOT_INITIALIZED;
}

CK_RV C_DecryptVerifyUpdate(CK_SESSION_HANDLE session, CK_BYTE_PTR in, CK_ULONG len, CK_BYTE_PTR out, CK_ULONG_PTR out_len) {
  return mt_initialized() ? dual(MT_DECRYPTING, mt_base->C_DecryptVerifyUpdate, session, in, len, out, out_len, MT_VERIFYING)
                          : CKR_CRYPTOKI_NOT_INITIALIZED;
}

static bool any_owned(const struct mt_session *session) {
  for (int i = 0; i < MT_OPS; i++) {
    if (session->ops[i].kind == MT_OP_OWNED) {
      return true;
    }
  }
  return false;
}

CK_RV C_GetOperationState(CK_SESSION_HANDLE session, CK_BYTE_PTR state, CK_ULONG_PTR len) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv == CKR_OK) {
    rv = any_owned(call.session) ? CKR_STATE_UNSAVEABLE : mt_base->C_GetOperationState(session, state, len);
    mt_call_end(&call);
  }
  return rv;
}

CK_RV C_SetOperationState(CK_SESSION_HANDLE session, CK_BYTE_PTR state, CK_ULONG len, CK_OBJECT_HANDLE encryption_key,
                          CK_OBJECT_HANDLE authentication_key) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  if (!mt_base_handle_ok(&call, encryption_key) || !mt_base_handle_ok(&call, authentication_key)) {
    rv = CKR_KEY_HANDLE_INVALID;
  } else {
    pthread_rwlock_rdlock(&mt_gate);
    rv = mt_base->C_SetOperationState(session, state, len, encryption_key, authentication_key);
    pthread_rwlock_unlock(&mt_gate);
  }
  mt_call_end(&call);
  return rv;
}
