package org.mikeyhsm.config;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Whom this side talks to.
 *
 * @param identity as written, a URI or a network access identifier
 * @param psk the pre-shared key
 * @param certificate the peer's certificate and those above it
 * @param kms the URI of the peer's KMS; without it, this side's own
 */
public record PeerSettings(
    String identity, Optional<KeyReference> psk, Optional<Path> certificate, Optional<String> kms) {
  /** Refuses nulls. */
  public PeerSettings {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(psk, "psk");
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(kms, "kms");
  }
}
