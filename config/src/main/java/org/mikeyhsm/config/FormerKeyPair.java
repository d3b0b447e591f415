package org.mikeyhsm.config;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A private key that is answered with still, while peers go over to the new certificate.
 *
 * @param key the private key
 * @param certificate its certificate; without it, the one beside the key on the token
 */
public record FormerKeyPair(KeyReference key, Optional<Path> certificate) {
  /** Refuses nulls. */
  public FormerKeyPair {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(certificate, "certificate");
  }
}
