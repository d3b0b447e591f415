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

  /**
   * A mechanism without parameter.
   *
   * @param type its number
   */
  record Plain(MechanismType type) implements Mechanism {}

  /**
   * A mechanism whose parameter is octets without pointers: a Diffie-Hellman public value, an IV, a
   * vendor's flat parameter.
   *
   * @param type its number
   * @param parameter the octets
   */
  record Flat(MechanismType type, Octets parameter) implements Mechanism {
    /** Refuses nulls. */
    public Flat {
      Objects.requireNonNull(parameter, "parameter");
    }
  }

  /**
   * A mechanism with CK_KEY_DERIVATION_STRING_DATA.
   *
   * @param type CKM_AES_ECB_ENCRYPT_DATA or CKM_XOR_BASE_AND_DATA
   * @param data the data, public
   */
  record StringData(MechanismType type, Octets data) implements Mechanism {
    /** Refuses nulls. */
    public StringData {
      Objects.requireNonNull(data, "data");
    }
  }

  /**
   * CKM_EXTRACT_KEY_FROM_KEY.
   *
   * @param firstBit where in the base key the new key begins; its length is in the template
   */
  record ExtractKey(long firstBit) implements Mechanism {
    @Override
    public MechanismType type() {
      return MechanismType.EXTRACT_KEY_FROM_KEY;
    }
  }

  /**
   * CKM_SP800_108_DOUBLE_PIPELINE_KDF with data {iteration variable, label}: P(s, label, m) of RFC
   * 3830 section 4.1.2.
   *
   * @param type the mechanism, or NSS's variant that makes a data object
   * @param prf an HMAC
   * @param label the label, public
   */
  record DoublePipeline(MechanismType type, MechanismType prf, Octets label) implements Mechanism {
    /** Refuses nulls. */
    public DoublePipeline {
      Objects.requireNonNull(prf, "prf");
      Objects.requireNonNull(label, "label");
    }
  }

  /**
   * A mechanism with CK_RSA_PKCS_PSS_PARAMS, MGF1 with the same hash function.
   *
   * @param type the mechanism, which hashes, too
   * @param hash the hash function, CKM_SHA_1 or CKM_SHA256
   * @param saltLength octets
   */
  record RsaPss(MechanismType type, MechanismType hash, int saltLength) implements Mechanism {
    /**
     * Checks the hash function.
     *
     * @throws IllegalArgumentException if it is another
     */
    public RsaPss {
      if (!hash.equals(MechanismType.SHA_1) && !hash.equals(MechanismType.SHA256)) {
        throw new IllegalArgumentException("RSASSA-PSS here hashes by SHA-1 or SHA-256");
      }
    }
  }

  /**
   * CKM_RSA_PKCS_OAEP with MGF1 of the same hash and no label.
   *
   * @param hash CKM_SHA_1 or CKM_SHA256
   */
  record RsaOaep(MechanismType hash) implements Mechanism {
    /** Refuses other hashes. */
    public RsaOaep {
      if (!hash.equals(MechanismType.SHA_1) && !hash.equals(MechanismType.SHA256)) {
        throw new IllegalArgumentException("OAEP here is with SHA-1 or SHA-256, not " + hash);
      }
    }

    @Override
    public MechanismType type() {
      return MechanismType.RSA_PKCS_OAEP;
    }
  }

  /**
   * CKM_RSA_AES_KEY_WRAP (PKCS#11 v2.40 current mechanisms, 2.1.20): a new AES-256 key by OAEP, and
   * the key under it (RFC 5649).
   *
   * @param oaep how the AES key is encrypted
   */
  record RsaAesKeyWrap(RsaOaep oaep) implements Mechanism {
    /** Bits of the AES key. */
    public static final int AES_BITS = 256;

    /** Refuses nulls. */
    public RsaAesKeyWrap {
      Objects.requireNonNull(oaep, "oaep");
    }

    @Override
    public MechanismType type() {
      return MechanismType.RSA_AES_KEY_WRAP;
    }
  }
}
