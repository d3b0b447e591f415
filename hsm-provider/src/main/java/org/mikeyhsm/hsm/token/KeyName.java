package org.mikeyhsm.hsm.token;

import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.message.Octets;

/**
 * What tells a provisioned key on its token: CKA_LABEL or CKA_ID. Immutable.
 *
 * @param attribute the attribute and its value
 * @param text for people to read
 * @param identity which one, if it is a key of the identity-based schemes
 */
record KeyName(Attribute.Text attribute, String text, Optional<Identity> identity) {
  /** Keys of the identity-based schemes, which the MIKEY profile has as secret keys. */
  enum Identity {
    SAKKE("SAKKE", 13),
    ECCSI("ECCSI", 15),
    SAKKE_KMS("SAKKE KMS", 12),
    ECCSI_KMS("ECCSI KMS", 14);

    private final String algorithm;
    private final int use;

    Identity(String algorithm, int use) {
      this.algorithm = algorithm;
      this.use = use;
    }

    /** What {@link TokenPrivateKey#getAlgorithm} says. */
    String algorithm() {
      return algorithm;
    }

    /** CKA_MIKEY_USE. */
    Octets use() {
      return Octets.of(new byte[] {(byte) use});
    }
  }

  KeyName {
    Objects.requireNonNull(attribute, "attribute");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(identity, "identity");
  }

  static KeyName label(String label) {
    return new KeyName(
        Attribute.Text.of(AttributeType.LABEL, label), "labelled " + label, Optional.empty());
  }

  static KeyName id(Octets id) {
    return new KeyName(
        new Attribute.Text(AttributeType.ID, id), "of CKA_ID " + id.toHex(), Optional.empty());
  }

  static KeyName identity(String label, Identity identity) {
    KeyName name = label(label);
    return new KeyName(name.attribute, name.text, Optional.of(identity));
  }
}
