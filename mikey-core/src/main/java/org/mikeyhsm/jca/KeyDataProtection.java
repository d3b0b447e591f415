package org.mikeyhsm.jca;

import java.util.Objects;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * What protects the key data of one message (RFC 3830 section 4.2.3).
 *
 * @param encrKey encr_key; empty for the NULL algorithm
 * @param saltKey the salting key S; empty for the NULL algorithm
 * @param csbId the CSB ID
 * @param timestamp the initiator's timestamp as the 64-bit number that enters the IV (a 32-bit one
 *     padded with zeros on the left)
 */
public record KeyDataProtection(
    Optional<SecretKey> encrKey, Optional<SecretKey> saltKey, int csbId, long timestamp) {
  /** Refuses nulls. */
  public KeyDataProtection {
    Objects.requireNonNull(encrKey, "encrKey");
    Objects.requireNonNull(saltKey, "saltKey");
  }

  /** The protection of the NULL algorithm: none. */
  public static KeyDataProtection none(int csbId, long timestamp) {
    return new KeyDataProtection(Optional.empty(), Optional.empty(), csbId, timestamp);
  }
}
