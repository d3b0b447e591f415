package org.mikeyhsm.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whom this side talks to.
 *
 * @param identity as written, a URI or a network access identifier
 * @param psks the pre-shared keys that are valid at once, the newest first
 * @param certificate the peer's certificate and those above it
 * @param formerCertificates certificates that are still accepted
 * @param kms the URI of the peer's KMS; without it, this side's own
 */
public record PeerSettings(
    String identity,
    List<PskSettings> psks,
    Optional<Path> certificate,
    List<Path> formerCertificates,
    Optional<String> kms) {
  /** Copies the lists. */
  public PeerSettings {
    Objects.requireNonNull(identity, "identity");
    psks = List.copyOf(psks);
    Objects.requireNonNull(certificate, "certificate");
    formerCertificates = List.copyOf(formerCertificates);
    Objects.requireNonNull(kms, "kms");
  }

  /** The newest pre-shared key. */
  public Optional<KeyReference> psk() {
    return psks.stream().map(PskSettings::key).findFirst();
  }
}
