package org.mikeyhsm.hsm.provisioning;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.message.Octets;

/**
 * An object on a token, as the token describes it.
 *
 * @param kind what it is
 * @param keyType its key type, such as RSA; empty for what is no key
 * @param label CKA_LABEL
 * @param id CKA_ID
 * @param bits the key's length in bits, 0 where the token does not tell
 * @param flags its security
 * @param uses what it may be used for, as CKA_ names without the prefix
 * @param certificate the X.509 certificate in DER, if it is one
 */
public record StoredObject(
    Kind kind,
    String keyType,
    String label,
    Octets id,
    int bits,
    Flags flags,
    List<String> uses,
    Optional<Octets> certificate) {
  /** What an object is. */
  public enum Kind {
    /** A secret key: a pre-shared key, a KEK. */
    SECRET_KEY,
    /** A private key. */
    PRIVATE_KEY,
    /** A public key. */
    PUBLIC_KEY,
    /** An X.509 certificate. */
    CERTIFICATE,
    /** Something else. */
    OTHER
  }

  /**
   * What decides on custody; all false for what is no secret.
   *
   * @param sensitive CKA_SENSITIVE
   * @param extractable CKA_EXTRACTABLE
   * @param neverExtractable CKA_NEVER_EXTRACTABLE
   * @param generatedHere CKA_LOCAL
   */
  public record Flags(
      boolean sensitive, boolean extractable, boolean neverExtractable, boolean generatedHere) {}

  /** Copies the list. */
  public StoredObject {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(keyType, "keyType");
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(flags, "flags");
    uses = List.copyOf(uses);
    Objects.requireNonNull(certificate, "certificate");
  }
}
