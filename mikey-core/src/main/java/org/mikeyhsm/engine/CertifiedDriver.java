package org.mikeyhsm.engine;

import java.util.Optional;
import org.mikeyhsm.message.IdPayload;

/** A mode whose messages are signed. */
interface CertifiedDriver extends ModeDriver {
  @Override
  default boolean answers(EngineKeys keys) {
    return keys.isCertified();
  }

  /** The peer's certificate comes with its message, unless the mode needs it before. */
  @Override
  default Optional<String> lacks(EngineKeys keys, IdPayload peer) {
    return keys.isCertified()
        ? Optional.empty()
        : Optional.of("a certificate of this side, or whom to trust");
  }
}
