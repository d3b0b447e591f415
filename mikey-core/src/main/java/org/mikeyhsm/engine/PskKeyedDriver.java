package org.mikeyhsm.engine;

import java.util.Optional;
import org.mikeyhsm.message.IdPayload;

/** A mode whose messages are authenticated by a pre-shared key. */
interface PskKeyedDriver extends ModeDriver {
  @Override
  default boolean answers(EngineKeys keys) {
    return keys.directory().isPresent();
  }

  @Override
  default Optional<String> lacks(EngineKeys keys, IdPayload peer) {
    return keys.credential(peer).isPresent() ? Optional.empty() : Optional.of("a pre-shared key");
  }
}
