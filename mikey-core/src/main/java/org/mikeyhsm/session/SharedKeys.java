package org.mikeyhsm.session;

import java.util.List;
import java.util.Optional;
import org.mikeyhsm.jca.TransportedKey;

/**
 * The keys that a KEMAC carried, shared by a bundle and those updates of it that bring no keys (RFC
 * 3830 section 4.5); destroyed when the last of them is closed. Thread-safe.
 */
final class SharedKeys {
  private final List<TransportedKey> keys;
  private int holders = 1;

  SharedKeys(List<TransportedKey> keys) {
    this.keys = List.copyOf(keys);
  }

  List<TransportedKey> keys() {
    return keys;
  }

  /** One more holder, or empty if the last one is gone and the keys with it. */
  synchronized Optional<SharedKeys> retain() {
    if (holders == 0) {
      return Optional.empty();
    }
    holders++;
    return Optional.of(this);
  }

  synchronized void release() {
    holders--;
    if (holders == 0) {
      keys.forEach(TransportedKey::close);
    }
  }
}
