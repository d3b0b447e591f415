package org.mikeyhsm.hsm.cryptoki;

import java.util.List;

/**
 * The PKCS#11 v2.40 functions in use, named as the functions are. Only {@link #initialize} and
 * {@link #finalizeModule} begin and end the module for the whole process: they have one caller.
 *
 * <p>Every method throws {@link CryptokiException} when the function does not return CKR_OK.
 * Thread-safe as far as PKCS#11 is: a session carries out one operation at a time. After a failed
 * operation a session may be left with an operation active and is to be closed.
 */
public interface Cryptoki {
  /** C_Initialize, with locking by the operating system. */
  void initialize();

  /** C_Finalize. */
  void finalizeModule();

  /** C_GetSlotList of the slots that hold a token. */
  List<SlotId> slotList();

  /** C_GetSlotInfo. */
  SlotInfo slotInfo(SlotId slot);

  /** C_GetTokenInfo. */
  TokenInfo tokenInfo(SlotId slot);

  /** C_GetMechanismList. */
  List<MechanismType> mechanismList(SlotId slot);

  /** C_GetMechanismInfo. */
  MechanismInfo mechanismInfo(SlotId slot, MechanismType type);

  /**
   * C_InitToken: makes an empty token, and erases the one that is there.
   *
   * @param securityOfficerPin the security officer's PIN in UTF-8, which the caller wipes
   * @param label 1 to 32 octets of UTF-8
   */
  void initToken(SlotId slot, byte[] securityOfficerPin, String label);

  /** C_OpenSession, read-only: it makes session objects and no token object. */
  SessionHandle openSession(SlotId slot);

  /** C_OpenSession, read-write, for provisioning. */
  SessionHandle openWritableSession(SlotId slot);

  /** C_GetSessionInfo: whether the session is there and the user is logged in. */
  boolean isUserSession(SessionHandle session);

  /** C_CloseSession. */
  void closeSession(SessionHandle session);

  /**
   * C_Login as CKU_USER.
   *
   * @param session a session with the token
   * @param pin the PIN in UTF-8, which the caller wipes
   */
  void login(SessionHandle session, byte[] pin);

  /** C_Login as CKU_SO; as {@link #login}. */
  void loginSecurityOfficer(SessionHandle session, byte[] pin);

  /** C_InitPIN: sets the user PIN, in UTF-8, which the caller wipes. */
  void initPin(SessionHandle session, byte[] pin);

  /** C_Logout. */
  void logout(SessionHandle session);

  /** C_FindObjects: all that have these attributes. */
  List<ObjectHandle> findObjects(SessionHandle session, List<Attribute> template);

  /** C_GetAttributeValue; an attribute that the object does not have or tell is left out. */
  Attributes getAttributes(SessionHandle session, ObjectHandle object, List<AttributeType> types);

  /** C_CreateObject. */
  ObjectHandle createObject(SessionHandle session, List<Attribute> template);

  /** C_GenerateKey. */
  ObjectHandle generateKey(SessionHandle session, Mechanism mechanism, List<Attribute> template);

  /** C_GenerateKeyPair. */
  KeyPairHandles generateKeyPair(
      SessionHandle session,
      Mechanism mechanism,
      List<Attribute> publicTemplate,
      List<Attribute> privateTemplate);

  /** C_DeriveKey. */
  ObjectHandle deriveKey(
      SessionHandle session, Mechanism mechanism, ObjectHandle base, List<Attribute> template);

  /** C_UnwrapKey. */
  ObjectHandle unwrapKey(
      SessionHandle session,
      Mechanism mechanism,
      ObjectHandle unwrappingKey,
      byte[] wrapped,
      List<Attribute> template);

  /** C_WrapKey. */
  byte[] wrapKey(
      SessionHandle session, Mechanism mechanism, ObjectHandle wrappingKey, ObjectHandle key);

  /** C_SetAttributeValue. */
  void setAttributes(SessionHandle session, ObjectHandle object, List<Attribute> attributes);

  /** C_DestroyObject. */
  void destroyObject(SessionHandle session, ObjectHandle object);

  /** C_SignInit and C_Sign; {@code data} may be empty. */
  byte[] sign(SessionHandle session, Mechanism mechanism, ObjectHandle key, byte[] data);

  /** C_EncryptInit and C_Encrypt. */
  byte[] encrypt(SessionHandle session, Mechanism mechanism, ObjectHandle key, byte[] clear);

  /** C_DecryptInit and C_Decrypt; the caller wipes the result. */
  byte[] decrypt(SessionHandle session, Mechanism mechanism, ObjectHandle key, byte[] encrypted);

  /** C_GenerateRandom: fills {@code octets}. */
  void generateRandom(SessionHandle session, byte[] octets);
}
