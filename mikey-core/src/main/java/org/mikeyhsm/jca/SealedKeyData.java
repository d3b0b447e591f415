package org.mikeyhsm.jca;

import java.util.List;
import java.util.Objects;
import org.mikeyhsm.message.Octets;

/**
 * Keys as they travel in a KEMAC payload, and as the sender keeps them.
 *
 * @param encrData the Encr data field of RFC 3830 section 6.2
 * @param keys the sender's copies, which the caller closes
 */
public record SealedKeyData(Octets encrData, List<TransportedKey> keys) {
  /** Copies the list. */
  public SealedKeyData {
    Objects.requireNonNull(encrData, "encrData");
    keys = List.copyOf(keys);
  }
}
