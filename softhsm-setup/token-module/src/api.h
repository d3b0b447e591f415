/* The PKCS#11 functions: answered here, guarded, or passed on to the base (forward.c). */
#ifndef MT_API_H
#define MT_API_H

#include "mechanism.h"

#define MT_FUNCTIONS(F)                                                                                               \
  F(C_Initialize) F(C_Finalize) F(C_GetInfo) F(C_GetFunctionList) F(C_GetTokenInfo) F(C_GetMechanismList)             \
  F(C_GetMechanismInfo) F(C_OpenSession) F(C_CloseSession) F(C_CloseAllSessions) F(C_GetOperationState)               \
  F(C_SetOperationState) F(C_Logout) F(C_CreateObject) F(C_CopyObject) F(C_DestroyObject) F(C_GetObjectSize)          \
  F(C_GetAttributeValue) F(C_SetAttributeValue) F(C_FindObjectsInit) F(C_FindObjects) F(C_FindObjectsFinal)           \
  F(C_EncryptInit) F(C_Encrypt) F(C_EncryptUpdate) F(C_EncryptFinal) F(C_DecryptInit) F(C_Decrypt) F(C_DecryptUpdate) \
  F(C_DecryptFinal) F(C_DigestKey) F(C_SignInit) F(C_Sign) F(C_SignUpdate) F(C_SignFinal) F(C_SignRecoverInit)        \
  F(C_VerifyInit) F(C_Verify) F(C_VerifyUpdate) F(C_VerifyFinal) F(C_VerifyRecoverInit) F(C_DigestEncryptUpdate)      \
  F(C_DecryptDigestUpdate) F(C_SignEncryptUpdate) F(C_DecryptVerifyUpdate) F(C_GenerateKey) F(C_WrapKey)              \
  F(C_UnwrapKey) F(C_DeriveKey)                                                                                       \
  F(C_GetSlotList) F(C_GetSlotInfo) F(C_WaitForSlotEvent) F(C_InitToken) F(C_InitPIN) F(C_SetPIN)                     \
  F(C_GetSessionInfo) F(C_Login) F(C_DigestInit) F(C_Digest) F(C_DigestUpdate) F(C_DigestFinal) F(C_SignRecover)      \
  F(C_VerifyRecover) F(C_GenerateKeyPair) F(C_SeedRandom) F(C_GenerateRandom) F(C_GetFunctionStatus)                  \
  F(C_CancelFunction)


/* A caller's attribute, or NULL. */
const CK_ATTRIBUTE *mt_find(const CK_ATTRIBUTE *template, CK_ULONG count, CK_ATTRIBUTE_TYPE type);
/* The value of an attribute of type CK_ULONG, or otherwise if it is not there. */
CK_ULONG mt_find_ulong(const CK_ATTRIBUTE *template, CK_ULONG count, CK_ATTRIBUTE_TYPE type, CK_ULONG otherwise);
/* Whether it would make or rename something to look like this module's own base objects. */
bool mt_template_reserved(const CK_ATTRIBUTE *template, CK_ULONG count);
/* Whether a base object may be used by a caller. */
bool mt_base_handle_ok(const struct mt_call *call, CK_OBJECT_HANDLE handle);
/* Whether a base key is of the class and type that a mechanism needs. */
bool mt_base_key_fits(struct mt_call *call, CK_MECHANISM_TYPE mechanism, CK_OBJECT_HANDLE key, bool private_key);

#endif
