package org.mikeyhsm.hsm.cryptoki;

/**
 * {@link FunctionList} whose methods JNA ties to addresses. A class can be tied once, so every
 * module has a hidden class of its own made of this one: {@link NativeModule}.
 */
final class BoundFunctions implements FunctionList {
  @Override
  public native long C_GetSessionInfo(long session, long info);

  @Override
  public native long C_CreateObject(long session, long template, long count, long object);

  @Override
  public native long C_DestroyObject(long session, long object);

  @Override
  public native long C_GetAttributeValue(long session, long object, long template, long count);

  @Override
  public native long C_EncryptInit(long session, long mechanism, long key);

  @Override
  public native long C_Encrypt(
      long session, long data, long dataLength, long output, long outputLength);

  @Override
  public native long C_DecryptInit(long session, long mechanism, long key);

  @Override
  public native long C_Decrypt(
      long session, long data, long dataLength, long output, long outputLength);

  @Override
  public native long C_SignInit(long session, long mechanism, long key);

  @Override
  public native long C_Sign(
      long session, long data, long dataLength, long output, long outputLength);

  @Override
  public native long C_GenerateKey(
      long session, long mechanism, long template, long count, long key);

  @Override
  public native long C_WrapKey(
      long session, long mechanism, long wrappingKey, long key, long output, long outputLength);

  @Override
  public native long C_UnwrapKey(
      long session,
      long mechanism,
      long unwrappingKey,
      long wrapped,
      long wrappedLength,
      long template,
      long count,
      long key);

  @Override
  public native long C_DeriveKey(
      long session, long mechanism, long base, long template, long count, long key);

  @Override
  public native long C_GenerateRandom(long session, long octets, long length);
}
