package org.mikeyhsm.mode.sakke;

import java.security.InvalidKeyException;
import java.util.Objects;
import org.mikeyhsm.jca.EccsiPublicKey;
import org.mikeyhsm.jca.SakkePublicKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;

/**
 * What everybody may know of a KMS (RFC 6509 section 2.1.2): its public keys and how its users are
 * identified. The keys carry tables, so keep it.
 *
 * @param id the KMS's identity
 * @param encryption the KMS Public Key Z_S (RFC 6508)
 * @param authentication the KPAK (RFC 6507), for any signer
 * @param scheme the identifiers of its users
 */
public record KmsDomain(
    IdPayload id,
    SakkePublicKey encryption,
    EccsiPublicKey authentication,
    IdentifierScheme scheme) {
  /** Refuses nulls. */
  public KmsDomain {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(encryption, "encryption");
    Objects.requireNonNull(authentication, "authentication");
    Objects.requireNonNull(scheme, "scheme");
  }

  /**
   * Decodes and checks the keys.
   *
   * @param encryption 257 octets
   * @param authentication 65 octets
   * @throws InvalidKeyException if one is not a point of its group
   */
  public static KmsDomain of(
      IdPayload id, Octets encryption, Octets authentication, IdentifierScheme scheme)
      throws InvalidKeyException {
    return new KmsDomain(
        id,
        SakkePublicKey.of(encryption),
        EccsiPublicKey.of(authentication, Octets.empty()),
        scheme);
  }
}
