/* Keys: generate, derive, wrap, unwrap. */
#include "api.h"

/* Our mechanism for a call; the template of a new key is parsed. */
static CK_RV prepare(const CK_MECHANISM *mechanism, CK_ATTRIBUTE_PTR template, CK_ULONG count, const void *out,
                     struct mt_template *t) {
  if (mechanism == NULL || out == NULL || (template == NULL && count > 0)) {
    return CKR_ARGUMENTS_BAD;
  }
  return mt_template_parse(template, count, t);
}

CK_RV C_GenerateKey(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_ATTRIBUTE_PTR template, CK_ULONG count,
                    CK_OBJECT_HANDLE_PTR key) {
  struct mt_call call;
  struct mt_template t;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  const struct mt_mechanism *ours = mechanism == NULL ? NULL : mt_mechanism_find(mechanism->mechanism);
  bool owned = ours != NULL && ours->generate != NULL &&
               (ours->type != CKM_AES_KEY_GEN || mt_find(template, count, CKA_MIKEY_USE) != NULL);
  if (mechanism == NULL || (template == NULL && count > 0)) {
    rv = CKR_ARGUMENTS_BAD;
  } else if (!owned) {
    rv = mt_template_reserved(template, count) ? CKR_ATTRIBUTE_VALUE_INVALID
                                               : mt_base->C_GenerateKey(session, mechanism, template, count, key);
  } else if ((rv = prepare(mechanism, template, count, key, &t)) == CKR_OK) {
    rv = call.user ? ours->generate(&call, mechanism, &t, key) : CKR_USER_NOT_LOGGED_IN;
  }
  mt_call_end(&call);
  return rv;
}

CK_RV C_DeriveKey(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE base, CK_ATTRIBUTE_PTR template,
                  CK_ULONG count, CK_OBJECT_HANDLE_PTR key) {
  struct mt_call call;
  struct mt_template t;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  const struct mt_mechanism *ours = mechanism == NULL ? NULL : mt_mechanism_find(mechanism->mechanism);
  if (mechanism == NULL || (template == NULL && count > 0)) {
    rv = CKR_ARGUMENTS_BAD;
  } else if (mt_is_owned(base) || (ours != NULL && ours->derive != NULL)) {
    rv = prepare(mechanism, template, count, key, &t);
    if (rv == CKR_OK) {
      rv = ours != NULL && ours->derive != NULL ? ours->derive(&call, mechanism, base, &t, key) : CKR_MECHANISM_INVALID;
    }
  } else if (!mt_base_handle_ok(&call, base)) {
    rv = CKR_KEY_HANDLE_INVALID;
  } else if (!mt_base_key_fits(&call, mechanism->mechanism, base, true)) {
    rv = CKR_KEY_TYPE_INCONSISTENT;
  } else if (mt_is_base_private(&call, base)) {
    /* What comes of a private key is a secret of MIKEY: a base object of it could be made to sign or encrypt. */
    rv = prepare(mechanism, template, count, key, &t);
    if (rv == CKR_OK) {
      rv = mt_derive_from_base(&call, mechanism, base, &t, key);
    }
  } else if (mt_template_reserved(template, count)) {
    rv = CKR_ATTRIBUTE_VALUE_INVALID;
  } else {
    pthread_rwlock_rdlock(&mt_gate);
    rv = mt_base->C_DeriveKey(session, mechanism, base, template, count, key);
    pthread_rwlock_unlock(&mt_gate);
  }
  mt_call_end(&call);
  return rv;
}

CK_RV C_UnwrapKey(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE unwrapping, CK_BYTE_PTR wrapped,
                  CK_ULONG wrapped_len, CK_ATTRIBUTE_PTR template, CK_ULONG count, CK_OBJECT_HANDLE_PTR key) {
  struct mt_call call;
  struct mt_template t;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  const struct mt_mechanism *ours = mechanism == NULL ? NULL : mt_mechanism_find(mechanism->mechanism);
  bool owned = mt_is_owned(unwrapping) || (ours != NULL && ours->unwrap != NULL && ours->type >= MIKEY_VENDOR_BASE);
  if (mechanism == NULL || (wrapped == NULL && wrapped_len > 0) || (template == NULL && count > 0)) {
    rv = CKR_ARGUMENTS_BAD;
  } else if (!owned && !mt_base_handle_ok(&call, unwrapping)) {
    rv = CKR_UNWRAPPING_KEY_HANDLE_INVALID;
  } else if (owned || mt_is_base_private(&call, unwrapping)) {
    rv = prepare(mechanism, template, count, key, &t);
    if (rv == CKR_OK) {
      rv = ours != NULL && ours->unwrap != NULL ? ours->unwrap(&call, mechanism, unwrapping, wrapped, wrapped_len, &t, key)
                                                : CKR_MECHANISM_INVALID;
    }
  } else if (!mt_base_key_fits(&call, mechanism->mechanism, unwrapping, true)) {
    rv = CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT;
  } else if (mt_template_reserved(template, count)) {
    rv = CKR_ATTRIBUTE_VALUE_INVALID;
  } else {
    pthread_rwlock_rdlock(&mt_gate);
    rv = mt_base->C_UnwrapKey(session, mechanism, unwrapping, wrapped, wrapped_len, template, count, key);
    pthread_rwlock_unlock(&mt_gate);
  }
  mt_call_end(&call);
  return rv;
}

/* Why an owned key does not go out by this call. */
static CK_RV refuse_wrap(struct mt_call *call, CK_OBJECT_HANDLE key) {
  struct mt_object *object = mt_object_get(call, key);
  if (object == NULL) {
    return CKR_KEY_HANDLE_INVALID;
  }
  pthread_mutex_lock(&mt_lock);
  CK_RV rv = object->attrs.flags & MT_EXTRACTABLE ? CKR_KEY_NOT_WRAPPABLE : CKR_KEY_UNEXTRACTABLE;
  pthread_mutex_unlock(&mt_lock);
  mt_object_put(object);
  return rv;
}

CK_RV C_WrapKey(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE wrapping, CK_OBJECT_HANDLE key,
                CK_BYTE_PTR wrapped, CK_ULONG_PTR wrapped_len) {
  struct mt_call call;
  CK_RV rv = mt_call_begin(session, &call);
  if (rv != CKR_OK) {
    return rv;
  }
  const struct mt_mechanism *ours = mechanism == NULL ? NULL : mt_mechanism_find(mechanism->mechanism);
  if (mechanism == NULL || wrapped_len == NULL) {
    rv = CKR_ARGUMENTS_BAD;
  } else if (mt_is_owned(key) && mt_is_owned(wrapping) && ours != NULL && ours->wrap != NULL) {
    rv = ours->wrap(&call, mechanism, wrapping, key, wrapped, wrapped_len);
  } else if (mt_is_owned(key) && ours != NULL && ours->type == CKM_RSA_AES_KEY_WRAP) {
    rv = mt_base_handle_ok(&call, wrapping) ? ours->wrap(&call, mechanism, wrapping, key, wrapped, wrapped_len)
                                            : CKR_WRAPPING_KEY_HANDLE_INVALID;
  } else if (mt_is_owned(key)) {
    rv = refuse_wrap(&call, key);
  } else if (mt_is_owned(wrapping)) {
    rv = CKR_KEY_FUNCTION_NOT_PERMITTED;
  } else if (!mt_base_handle_ok(&call, wrapping) || !mt_base_handle_ok(&call, key)) {
    rv = mt_base_handle_ok(&call, key) ? CKR_WRAPPING_KEY_HANDLE_INVALID : CKR_KEY_HANDLE_INVALID;
  } else if (!mt_base_key_fits(&call, mechanism->mechanism, wrapping, false)) {
    rv = CKR_WRAPPING_KEY_TYPE_INCONSISTENT;
  } else {
    pthread_rwlock_rdlock(&mt_gate);
    rv = mt_base->C_WrapKey(session, mechanism, wrapping, key, wrapped, wrapped_len);
    pthread_rwlock_unlock(&mt_gate);
  }
  mt_call_end(&call);
  return rv;
}
