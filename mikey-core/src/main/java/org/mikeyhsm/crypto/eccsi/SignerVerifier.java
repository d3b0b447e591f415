package org.mikeyhsm.crypto.eccsi;

import java.util.Arrays;
import java.util.Optional;

/**
 * Verifies one signer's signatures (RFC 6507 section 5.2.2). Remembers HS and the checked point of
 * the PVT that it saw last; a signer has one PVT a device.
 *
 * <p>Thread-safe. Public; nothing to close.
 */
public final class SignerVerifier {
  private final KmsPublicAuthenticationKey kpak;
  private final byte[] identifier;
  private volatile Token last;

  /** A Public Validation Token that is on the curve, and its HS for this signer. */
  private record Token(byte[] pvt, P256Point point, byte[] hs) {}

  SignerVerifier(KmsPublicAuthenticationKey kpak, byte[] identifier) {
    this.kpak = kpak;
    this.identifier = identifier.clone();
  }

  /**
   * Verifies a signature.
   *
   * @param message M
   * @param signature r || s || PVT
   * @return whether it is this signer's; false for any other length or form
   */
  public boolean verify(byte[] message, byte[] signature) {
    if (signature.length != KmsPublicAuthenticationKey.SIGNATURE_OCTETS) {
      return false;
    }
    final byte[] pvt = Arrays.copyOfRange(signature, 2 * P256.N, signature.length);
    return token(pvt)
        .map(
            token -> {
              final byte[] r = Arrays.copyOf(signature, P256.N);
              final byte[] he = P256.hash(token.hs, r, message);
              return kpak.verify(signature, token.hs, token.point, he);
            })
        .orElse(false);
  }

  private Optional<Token> token(byte[] pvt) {
    final Token known = last;
    if (known != null && Arrays.equals(known.pvt, pvt)) {
      return Optional.of(known);
    }
    final P256Point point = P256Point.decode(pvt);
    if (point == null) {
      return Optional.empty();
    }
    final Token token = new Token(pvt, point, P256.hs(kpak.octets(), identifier, pvt));
    last = token;
    return Optional.of(token);
  }
}
