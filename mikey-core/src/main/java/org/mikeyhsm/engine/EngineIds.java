package org.mikeyhsm.engine;

import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.IdType;

/** Identities as people read them. */
final class EngineIds {
  private EngineIds() {}

  /**
   * Text, without control characters that a peer may have put into it; what is no text, in
   * hexadecimal.
   */
  static String text(IdPayload id) {
    if (id.idType().equals(IdType.BYTE_STRING)) {
      return id.data().toHex();
    }
    return id.data().toUtf8().replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
  }
}
