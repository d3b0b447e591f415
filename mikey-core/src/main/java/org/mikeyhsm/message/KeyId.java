package org.mikeyhsm.message;

import java.util.Objects;

/**
 * The Key ID Type sub-payload (RFC 4563 4). Immutable, thread-safe.
 *
 * @param keyIdType what the identifier names
 * @param id 0..255 octets
 */
public record KeyId(KeyIdType keyIdType, Octets id) {
  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code id} has more than 255 octets
   */
  public KeyId {
    Objects.requireNonNull(keyIdType);
    Widths.octet("Key ID length", id.length());
  }
}
