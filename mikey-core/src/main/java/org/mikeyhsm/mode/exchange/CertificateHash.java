package org.mikeyhsm.mode.exchange;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.mikeyhsm.message.ChashPayload;
import org.mikeyhsm.message.HashFunc;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.trust.Certificates;

/**
 * Names a certificate by its hash (RFC 3830 section 6.8). It tells certificates apart and proves
 * nothing, so MD5 will do.
 */
public final class CertificateHash {
  private CertificateHash() {}

  /**
   * The payload that names a certificate.
   *
   * @throws NoSuchAlgorithmException if the hash function is not known
   */
  public static ChashPayload of(X509Certificate certificate, HashFunc function)
      throws NoSuchAlgorithmException {
    String name =
        algorithm(function)
            .orElseThrow(() -> new NoSuchAlgorithmException("Hash func " + function.value()));
    byte[] hash = MessageDigest.getInstance(name).digest(Certificates.der(certificate).toArray());
    return new ChashPayload(function, Octets.of(hash));
  }

  /** Whether a payload names a certificate. */
  public static boolean names(ChashPayload chash, X509Certificate certificate)
      throws NoSuchAlgorithmException {
    return of(certificate, chash.hashFunc()).equals(chash);
  }

  private static Optional<String> algorithm(HashFunc function) {
    return switch (function.value()) {
      case 0 -> Optional.of("SHA-1");
      case 1 -> Optional.of("MD5");
      case 2 -> Optional.of("SHA-256");
      default -> Optional.empty();
    };
  }
}
