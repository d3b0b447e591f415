package org.mikeyhsm.hsm.cryptoki;

/**
 * CK_MECHANISM_INFO (PKCS#11 v2.40 base, 3.5).
 *
 * @param minKeySize in the mechanism's own unit, octets for HMAC and AES
 * @param maxKeySize likewise
 * @param flags CKF_ bits
 */
public record MechanismInfo(long minKeySize, long maxKeySize, long flags) {

  /** What a mechanism can be used for: a flag of CK_MECHANISM_INFO. */
  public enum Ability {
    /** CKF_ENCRYPT. */
    ENCRYPT(0x100),
    /** CKF_DECRYPT. */
    DECRYPT(0x200),
    /** CKF_SIGN. */
    SIGN(0x800),
    /** CKF_GENERATE. */
    GENERATE(0x8000),
    /** CKF_GENERATE_KEY_PAIR. */
    GENERATE_KEY_PAIR(0x10000),
    /** CKF_WRAP. */
    WRAP(0x20000),
    /** CKF_UNWRAP. */
    UNWRAP(0x40000),
    /** CKF_DERIVE. */
    DERIVE(0x80000);

    private final long flag;

    Ability(long flag) {
      this.flag = flag;
    }

    /** The CKF_ bit. */
    public long flag() {
      return flag;
    }
  }

  /** Whether the flag of {@code ability} is set. */
  public boolean can(Ability ability) {
    return (flags & ability.flag()) != 0;
  }
}
