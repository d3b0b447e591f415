package org.mikeyhsm.hsm.cryptoki;

import java.util.Objects;
import java.util.Set;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/** CK_ATTRIBUTE: an attribute with its value. */
public sealed interface Attribute {
  // PKCS#11 v2.40 base, 4.2 (object classes) and 4.7 (key types), codes of pkcs11t.h.
  /** CKO_DATA. */
  long CKO_DATA = 0x0;

  /** CKO_CERTIFICATE. */
  long CKO_CERTIFICATE = 0x1;

  /** CKO_PUBLIC_KEY. */
  long CKO_PUBLIC_KEY = 0x2;

  /** CKO_PRIVATE_KEY. */
  long CKO_PRIVATE_KEY = 0x3;

  /** CKO_SECRET_KEY. */
  long CKO_SECRET_KEY = 0x4;

  /** CKK_RSA. */
  long CKK_RSA = 0x0;

  /** CKK_EC. */
  long CKK_EC = 0x3;

  /** CKK_DH. */
  long CKK_DH = 0x2;

  /** CKK_GENERIC_SECRET. */
  long CKK_GENERIC_SECRET = 0x10;

  /** CKK_AES. */
  long CKK_AES = 0x1F;

  /** What it is. */
  AttributeType type();

  /**
   * A CK_BBOOL.
   *
   * @param type what it is
   * @param value its value
   */
  record Flag(AttributeType type, boolean value) implements Attribute {}

  /**
   * A CK_ULONG.
   *
   * @param type what it is
   * @param value its value
   */
  record Number(AttributeType type, long value) implements Attribute {}

  /**
   * A set of CK_MECHANISM_TYPE.
   *
   * @param type what it is
   * @param value its value
   */
  record MechanismTypes(AttributeType type, Set<MechanismType> value) implements Attribute {
    /** Copies the set. */
    public MechanismTypes {
      value = Set.copyOf(value);
    }
  }

  /**
   * Octets that may be shown, such as a label.
   *
   * @param type what it is
   * @param value its value
   */
  record Text(AttributeType type, Octets value) implements Attribute {
    /** Refuses nulls. */
    public Text {
      Objects.requireNonNull(value, "value");
    }

    /** The UTF-8 form of {@code text}. */
    public static Text of(AttributeType type, String text) {
      return new Text(type, Octets.ofUtf8(text));
    }
  }

  /**
   * Octets of a key on their way into the token.
   *
   * @param type what it is
   * @param value its value; whoever made it closes it
   */
  record Secret(AttributeType type, SecretOctets value) implements Attribute {
    /** Refuses nulls. */
    public Secret {
      Objects.requireNonNull(value, "value");
    }
  }
}
