package org.mikeyhsm.mode.exchange;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.mikeyhsm.message.IdPayload;

/**
 * A peer whose certificates were accepted.
 *
 * @param identity whose they are
 * @param signing verifies what it signs
 * @param encryption encrypts what is sent to it; only where it was asked for
 */
public record Peer(
    IdPayload identity, X509Certificate signing, Optional<X509Certificate> encryption) {}
