package org.mikeyhsm.jca;

import java.util.Objects;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;

/**
 * A key to generate and send in a KEMAC payload (RFC 3830 section 6.13).
 *
 * @param keyType TGK or TEK, with or without salt
 * @param keyLength in octets, 1 to 256
 * @param saltLength in octets, 1 to 255 where the type carries a salt, else 0
 * @param validity the key's SPI or interval
 * @param place where the sender's copy shall live
 */
public record KeyDataRequest(
    KeyDataType keyType, int keyLength, int saltLength, KeyValidity validity, KeyPlace place) {

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if they do not fit each other
   */
  public KeyDataRequest {
    Objects.requireNonNull(keyType, "keyType");
    Objects.requireNonNull(validity, "validity");
    Objects.requireNonNull(place, "place");
    if (keyLength < 1 || keyLength > 256) {
      throw new IllegalArgumentException("a key to send has 1 to 256 octets, not " + keyLength);
    }
    if (keyType.hasSalt() ? saltLength < 1 || saltLength > 255 : saltLength != 0) {
      throw new IllegalArgumentException(keyType + " does not go with a salt of " + saltLength);
    }
  }
}
