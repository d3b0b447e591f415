package org.mikeyhsm.trust;

import java.net.URI;
import java.security.cert.X509Certificate;

/**
 * Fetches a certificate that a message names by its URL (RFC 3830 Table 6.7.b, RFC 4738 section
 * 3.8). Implementations are thread-safe, and bound in time and memory: anybody can make a message.
 */
@FunctionalInterface
public interface CertificateFetcher {
  /**
   * Fetches.
   *
   * @throws TrustException with {@link TrustException.Reason#MISSING} if it is not fetched, or with
   *     {@link TrustException.Reason#MALFORMED} if what came is no certificate
   */
  X509Certificate fetch(URI url) throws TrustException;

  /** Fetches nothing, so that no message makes this side connect to anywhere. */
  static CertificateFetcher off() {
    return url -> {
      throw new TrustException(
          TrustException.Reason.MISSING,
          "certificates are not fetched here: allow the host of " + url + " to change that");
    };
  }
}
