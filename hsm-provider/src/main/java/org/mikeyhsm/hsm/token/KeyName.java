package org.mikeyhsm.hsm.token;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.MikeyUse;
import org.mikeyhsm.message.Octets;

/**
 * What tells a provisioned key on its token: CKA_LABEL, CKA_ID, or the KMS and the user that an
 * identity-based key is for. Immutable.
 *
 * @param attributes the attributes and their values
 * @param text for people to read
 * @param identity which one, if it is a key of the identity-based schemes
 */
record KeyName(List<Attribute> attributes, String text, Optional<Identity> identity) {
  /** Keys of the identity-based schemes, which the MIKEY profile has as secret keys. */
  enum Identity {
    SAKKE("SAKKE", MikeyUse.RSK),
    ECCSI("ECCSI", MikeyUse.SSK),
    SAKKE_KMS("SAKKE KMS", MikeyUse.SAKKE_MASTER),
    ECCSI_KMS("ECCSI KMS", MikeyUse.ECCSI_MASTER);

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
      return MikeyUse.octets(use);
    }
  }

  KeyName {
    attributes = List.copyOf(attributes);
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(identity, "identity");
  }

  static KeyName label(String label) {
    return new KeyName(
        List.of(Attribute.Text.of(AttributeType.LABEL, label)),
        "labelled " + label,
        Optional.empty());
  }

  static KeyName id(Octets id) {
    return new KeyName(
        List.of(new Attribute.Text(AttributeType.ID, id)),
        "of CKA_ID " + id.toHex(),
        Optional.empty());
  }

  static KeyName identity(String label, Identity identity) {
    KeyName name = label(label);
    return new KeyName(name.attributes, name.text, Optional.of(identity));
  }

  /** An RSK and its SSK may share a CKA_ID, as the keys of a pair do. */
  static KeyName identityOfId(Octets id, Identity identity) {
    return new KeyName(
        List.of(new Attribute.Text(AttributeType.ID, id), use(identity)),
        "of CKA_ID " + id.toHex() + " and algorithm " + identity.algorithm(),
        Optional.of(identity));
  }

  /** The key of a user of a KMS. */
  static KeyName identityOf(Octets kmsPublicKey, Octets identifier, Identity identity) {
    return new KeyName(
        List.of(
            new Attribute.Text(AttributeType.MIKEY_PUBLIC_KEY, kmsPublicKey),
            new Attribute.Text(AttributeType.MIKEY_USER_ID, identifier),
            use(identity)),
        "of algorithm " + identity.algorithm() + " for the identifier " + identifier.toHex(),
        Optional.of(identity));
  }

  private static Attribute use(Identity identity) {
    return new Attribute.Text(AttributeType.MIKEY_USE, identity.use());
  }
}
