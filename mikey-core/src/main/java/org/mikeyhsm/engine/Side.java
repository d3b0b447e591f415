package org.mikeyhsm.engine;

import java.util.Locale;

/** Which side of an exchange this is. */
public enum Side {
  /** Sends the I_MESSAGE. */
  INITIATOR,
  /** Answers it. */
  RESPONDER;

  /** In lower case, as metrics, logs and JFR events have it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
