/* Keeps from the base what would crash it: SoftHSM2 takes any object for an RSA key and then reads a modulus it has not. */
#include "api.h"

enum { ANY = -1 };

/* The key type an asymmetric mechanism needs. */
static long key_type_of(CK_MECHANISM_TYPE type) {
  if (type <= CKM_RSA_PKCS_PSS || (type >= 0x0e && type <= 0x0f) || (type >= 0x40 && type <= 0x47)) {
    return CKK_RSA;
  }
  if (type >= 0x10 && type <= 0x16) {
    return CKK_DSA;
  }
  if ((type >= 0x1041 && type <= 0x1046) || (type >= 0x1050 && type <= 0x1052)) {
    return CKK_EC;
  }
  return type == 0x1057 ? (long)CKK_EC_EDWARDS : type == CKM_DH_PKCS_DERIVE ? (long)CKK_DH : ANY;
}

bool mt_base_key_fits(struct mt_call *call, CK_MECHANISM_TYPE mechanism, CK_OBJECT_HANDLE key, bool private_key) {
  CK_OBJECT_CLASS class = CK_UNAVAILABLE_INFORMATION;
  CK_KEY_TYPE type = CK_UNAVAILABLE_INFORMATION;
  CK_ATTRIBUTE t[] = {{CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &type, sizeof type}};
  pthread_rwlock_rdlock(&mt_gate);
  CK_RV rv = mt_base->C_GetAttributeValue(call->session->handle, key, t, 2);
  pthread_rwlock_unlock(&mt_gate);
  if (rv == CKR_OBJECT_HANDLE_INVALID) {
    return true; /* for the base to say */
  }
  long wanted = key_type_of(mechanism);
  if (wanted == ANY) {
    return rv == CKR_OK && class == CKO_SECRET_KEY;
  }
  return rv == CKR_OK && type == (CK_KEY_TYPE)wanted && class == (private_key ? CKO_PRIVATE_KEY : CKO_PUBLIC_KEY);
}
