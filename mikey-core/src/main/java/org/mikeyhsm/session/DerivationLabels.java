package org.mikeyhsm.session;

import java.nio.ByteBuffer;
import org.mikeyhsm.message.Octets;

/** Labels of the MIKEY PRF (RFC 3830 sections 4.1.3 and 4.1.4). */
final class DerivationLabels {
  // RFC 3830 Table 4.1.3: keys from a TGK.
  static final int TEK = 0x2AD01C64;
  static final int AUTHENTICATION = 0x1B5C7973;
  static final int ENCRYPTION = 0x15798CEF;
  static final int SALT = 0x39A2C14B;

  // RFC 3830 Table 4.1.4: keys from an envelope or pre-shared key.
  static final int MESSAGE_ENCRYPTION = 0x150533E1;
  static final int MESSAGE_AUTHENTICATION = 0x2D22AC75;
  static final int MESSAGE_SALT = 0x29B88916;

  private static final int MESSAGE_CS_ID = 0xFF;

  private DerivationLabels() {}

  /** constant || cs_id || csb_id || RAND. */
  static byte[] session(int constant, int csId, int csbId, Octets rand) {
    return ByteBuffer.allocate(9 + rand.length())
        .putInt(constant)
        .put((byte) csId)
        .putInt(csbId)
        .put(rand.toArray())
        .array();
  }

  /** constant || 0xFF || csb_id || RAND. */
  static byte[] message(int constant, int csbId, Octets rand) {
    return session(constant, MESSAGE_CS_ID, csbId, rand);
  }
}
