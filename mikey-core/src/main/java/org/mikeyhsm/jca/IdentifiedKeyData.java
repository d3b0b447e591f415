package org.mikeyhsm.jca;

import java.util.List;
import java.util.Objects;
import org.mikeyhsm.message.IdPayload;

/**
 * What a KEMAC carried behind its sender's identity (RFC 3830 section 3.2).
 *
 * @param identity the identity, to be compared with the expected one
 * @param keys the keys in the order received
 */
public record IdentifiedKeyData(IdPayload identity, List<TransportedKey> keys)
    implements AutoCloseable {
  /** Copies the list. */
  public IdentifiedKeyData {
    Objects.requireNonNull(identity, "identity");
    keys = List.copyOf(keys);
  }

  /** Closes the keys. */
  @Override
  public void close() {
    keys.forEach(TransportedKey::close);
  }
}
