package org.mikeyhsm.jca;

import java.nio.ByteBuffer;

/**
 * The PRF constants whose output is a salt (RFC 3830 Tables 4.1.3 and 4.1.4). Only these may be
 * returned as octets: the PRF is HMAC, and whoever could choose another label could have the keys.
 */
final class SaltLabels {
  static final int TGK_SALT = 0x39A2C14B;
  static final int MESSAGE_SALT = 0x29B88916;

  private SaltLabels() {}

  static boolean isSalt(byte[] label) {
    if (label.length < Integer.BYTES) {
      return false;
    }
    int constant = ByteBuffer.wrap(label).getInt();
    return constant == TGK_SALT || constant == MESSAGE_SALT;
  }
}
