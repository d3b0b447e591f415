package org.mikeyhsm.sdp;

import java.util.Objects;

/**
 * One line of a session description (RFC 8866 section 5). Immutable.
 *
 * @param type the type, a lower-case letter
 * @param value what follows the equals sign, without the line's end
 */
public record SdpLine(char type, String value) {
  /**
   * Checks the characters.
   *
   * @throws IllegalArgumentException if {@code type} is no lower-case letter or {@code value} holds
   *     NUL, CR or LF
   */
  public SdpLine {
    Objects.requireNonNull(value, "value");
    if (type < 'a' || type > 'z') {
      throw new IllegalArgumentException("not a line type");
    }
    if (value.chars().anyMatch(c -> c == 0 || c == '\r' || c == '\n')) {
      throw new IllegalArgumentException("NUL, CR or LF inside a line");
    }
  }

  /** Whether this is an {@code a=key-mgmt} line. */
  boolean isKeyMgmt() {
    return type == 'a' && value.startsWith(KeyMgmtAttribute.FIELD);
  }

  /** The line without its end. */
  @Override
  public String toString() {
    return type + "=" + value;
  }
}
