package org.mikeyhsm.hsm.cryptoki;

/**
 * CK_MECHANISM_TYPE: the number of a mechanism, known here or not.
 *
 * @param code the number
 */
public record MechanismType(long code) {
  // PKCS#11 v2.40 current mechanisms: 2.20.4 (SHA-1 HMAC), 2.8 (AES), 2.11 (AES with counter).
  /** CKM_SHA_1_HMAC. */
  public static final MechanismType SHA_1_HMAC = new MechanismType(0x221);

  /** CKM_AES_ECB. */
  public static final MechanismType AES_ECB = new MechanismType(0x1081);

  /** CKM_AES_CTR. */
  public static final MechanismType AES_CTR = new MechanismType(0x1086);

  /** The CKM_ name, or the number where it is none of the constants here. */
  @Override
  public String toString() {
    if (equals(SHA_1_HMAC)) {
      return "CKM_SHA_1_HMAC";
    }
    if (equals(AES_ECB)) {
      return "CKM_AES_ECB";
    }
    if (equals(AES_CTR)) {
      return "CKM_AES_CTR";
    }
    return "CKM_0x%08X".formatted(code);
  }
}
