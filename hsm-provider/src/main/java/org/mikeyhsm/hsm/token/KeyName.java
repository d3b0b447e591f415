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
 * @param identityAlgorithm SAKKE or ECCSI if it is the private key of an identity
 */
record KeyName(Attribute.Text attribute, String text, Optional<String> identityAlgorithm) {
  KeyName {
    Objects.requireNonNull(attribute, "attribute");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(identityAlgorithm, "identityAlgorithm");
  }

  static KeyName label(String label) {
    return new KeyName(
        Attribute.Text.of(AttributeType.LABEL, label), "labelled " + label, Optional.empty());
  }

  static KeyName id(Octets id) {
    return new KeyName(
        new Attribute.Text(AttributeType.ID, id), "of CKA_ID " + id.toHex(), Optional.empty());
  }

  static KeyName identity(String label, String algorithm) {
    KeyName name = label(label);
    return new KeyName(name.attribute, name.text, Optional.of(algorithm));
  }

  /** CKA_MIKEY_USE that such a key has. */
  Optional<Octets> identityUse() {
    return identityAlgorithm.map(
        algorithm -> Octets.of(new byte[] {(byte) (algorithm.equals("SAKKE") ? 13 : 15)}));
  }
}
