package org.mikeyhsm.hsm.cryptoki;

/**
 * Those functions of a module's CK_FUNCTION_LIST that are called in every exchange (PKCS#11 v2.40
 * base, 5). An argument is a CK_ULONG, a handle or the address of native memory; the result is a
 * CK_RV. Thread-safe as far as the module is.
 */
interface FunctionList {
  long C_GetSessionInfo(long session, long info);

  long C_CreateObject(long session, long template, long count, long object);

  long C_DestroyObject(long session, long object);

  long C_GetAttributeValue(long session, long object, long template, long count);

  long C_EncryptInit(long session, long mechanism, long key);

  long C_Encrypt(long session, long data, long dataLength, long output, long outputLength);

  long C_DecryptInit(long session, long mechanism, long key);

  long C_Decrypt(long session, long data, long dataLength, long output, long outputLength);

  long C_SignInit(long session, long mechanism, long key);

  long C_Sign(long session, long data, long dataLength, long output, long outputLength);

  long C_GenerateKey(long session, long mechanism, long template, long count, long key);

  long C_WrapKey(
      long session, long mechanism, long wrappingKey, long key, long output, long outputLength);

  long C_UnwrapKey(
      long session,
      long mechanism,
      long unwrappingKey,
      long wrapped,
      long wrappedLength,
      long template,
      long count,
      long key);

  long C_DeriveKey(long session, long mechanism, long base, long template, long count, long key);

  long C_GenerateRandom(long session, long octets, long length);
}
