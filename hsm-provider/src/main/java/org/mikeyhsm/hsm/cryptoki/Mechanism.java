package org.mikeyhsm.hsm.cryptoki;

import java.util.Objects;
import org.mikeyhsm.message.Octets;

/** CK_MECHANISM: a mechanism with its parameter. */
public sealed interface Mechanism {

  /** Its number. */
  MechanismType type();

  /** CKM_SHA_1_HMAC, without parameter. */
  record HmacSha1() implements Mechanism {
    @Override
    public MechanismType type() {
      return MechanismType.SHA_1_HMAC;
    }
  }

  /** CKM_AES_ECB, without parameter. */
  record AesEcb() implements Mechanism {
    @Override
    public MechanismType type() {
      return MechanismType.AES_ECB;
    }
  }

  /**
   * CKM_AES_CTR with CK_AES_CTR_PARAMS.
   *
   * @param counterBits how many low bits of the block count, 1 to 128
   * @param counterBlock the first counter block, 16 octets
   */
  record AesCtr(int counterBits, Octets counterBlock) implements Mechanism {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public AesCtr {
      Objects.requireNonNull(counterBlock, "counterBlock");
      if (counterBits < 1 || counterBits > 128 || counterBlock.length() != 16) {
        throw new IllegalArgumentException("AES-CTR takes 1 to 128 counter bits of 16 octets");
      }
    }

    @Override
    public MechanismType type() {
      return MechanismType.AES_CTR;
    }
  }
}
