package org.mikeyhsm.mode.exchange;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import javax.crypto.Mac;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.Octets;

/**
 * The MAC of a KEMAC under an envelope key: over the payload alone except the MAC field, its Next
 * payload taken as zero (RFC 3830 sections 5.2 and 6.2).
 */
final class KemacMac {
  private KemacMac() {}

  static Octets compute(EncrAlg encrAlg, Octets encrData, MacAlg macAlg, Mac mac) {
    byte[] covered =
        ByteBuffer.allocate(5 + encrData.length())
            .put((byte) 0)
            .put((byte) encrAlg.value())
            .putShort((short) encrData.length())
            .put(encrData.toArray())
            .put((byte) macAlg.value())
            .array();
    return Octets.of(mac.doFinal(covered));
  }

  static boolean verifies(KemacPayload kemac, Mac mac) {
    Octets right = compute(kemac.encrAlg(), kemac.encrData(), kemac.macAlg(), mac);
    return MessageDigest.isEqual(right.toArray(), kemac.mac().toArray());
  }
}
