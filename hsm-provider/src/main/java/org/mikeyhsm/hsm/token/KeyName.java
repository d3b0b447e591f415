package org.mikeyhsm.hsm.token;

import java.util.Objects;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.message.Octets;

/**
 * What tells a provisioned key on its token: CKA_LABEL or CKA_ID. Immutable.
 *
 * @param attribute the attribute and its value
 * @param text for people to read
 */
record KeyName(Attribute.Text attribute, String text) {
  KeyName {
    Objects.requireNonNull(attribute, "attribute");
    Objects.requireNonNull(text, "text");
  }

  static KeyName label(String label) {
    return new KeyName(Attribute.Text.of(AttributeType.LABEL, label), "labelled " + label);
  }

  static KeyName id(Octets id) {
    return new KeyName(new Attribute.Text(AttributeType.ID, id), "of CKA_ID " + id.toHex());
  }
}
