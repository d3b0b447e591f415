package org.mikeyhsm.session;

import java.util.Optional;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.PrfFunc;

/** The service names under which providers offer MIKEY's code points. */
public final class Algorithms {
  private Algorithms() {}

  /** The KeyDerivation of a PRF func (RFC 3830 Table 6.1.c, RFC 6043 Table 6.3). */
  public static Optional<String> keyDerivation(PrfFunc prf) {
    return switch (prf.value()) {
      case 0 -> Optional.of("MIKEY-1");
      case 1 -> Optional.of("PRF-HMAC-SHA-256");
      default -> Optional.empty();
    };
  }

  /** The KeyDataTransport of an Encr alg (RFC 3830 Table 6.2.a, RFC 6043 Table 6.5). */
  public static Optional<String> keyDataTransport(EncrAlg alg) {
    return switch (alg.value()) {
      case 0 -> Optional.of("NULL");
      case 1 -> Optional.of("AES-CM-128");
      case 2 -> Optional.of("AES-KW-128");
      case 3 -> Optional.of("AES-CM-256");
      default -> Optional.empty();
    };
  }

  /** The Mac of a MAC alg other than NULL (RFC 3830 Table 6.2.b, RFC 6043 Table 6.6). */
  public static Optional<String> mac(MacAlg alg) {
    return switch (alg.value()) {
      case 1 -> Optional.of("HmacSHA1");
      case 2 -> Optional.of("HmacSHA256");
      default -> Optional.empty();
    };
  }
}
