package org.mikeyhsm.mode.pki;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.mikeyhsm.message.IdPayload;

/**
 * The certificates that this side has of its peers, before any message (RFC 3830 section 4.3.1).
 * They are checked as those in messages are. Implementations are thread-safe.
 */
@FunctionalInterface
public interface CertificateDirectory {
  /** The peer's certificates and those above them; none if it is not known. */
  List<X509Certificate> find(IdPayload peer);

  /** A directory of nobody. */
  static CertificateDirectory empty() {
    return peer -> List.of();
  }

  /** A directory of these peers. */
  static CertificateDirectory of(Map<IdPayload, List<X509Certificate>> certificates) {
    Map<IdPayload, List<X509Certificate>> all = Map.copyOf(certificates);
    return peer -> all.getOrDefault(peer, List.of());
  }
}
