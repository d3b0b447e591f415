package org.mikeyhsm.mode;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;

/**
 * The MAC that ends a message: computed over the whole message except the field itself, then over
 * what must follow the message in the calculation (RFC 3830 section 5.2).
 */
public final class MacField {
  private MacField() {}

  /** A MAC field of zeros, to be filled in. */
  public static Octets blank(int length) {
    return Octets.of(new byte[length]);
  }

  /**
   * Encodes a message whose last field is a blank MAC, and fills it in.
   *
   * @param message the message
   * @param mac keyed
   * @param suffix what follows the message in the calculation
   */
  public static Octets fill(MikeyMessage message, Mac mac, Octets... suffix) {
    byte[] octets = message.encode();
    int macAt = octets.length - mac.getMacLength();
    byte[] value = compute(mac, octets, macAt, suffix);
    System.arraycopy(value, 0, octets, macAt, value.length);
    return Octets.of(octets);
  }

  /**
   * Verifies the MAC field at the end of a payload, in constant time.
   *
   * @param decoded the message
   * @param carrier the payload that the field ends
   * @param mac keyed
   * @param suffix what follows the message in the calculation
   */
  public static boolean verify(DecodedMessage decoded, Payload carrier, Mac mac, Octets... suffix) {
    int index = decoded.message().payloads().indexOf(carrier);
    int end = decoded.offsetOf(index) + decoded.lengthOf(index);
    int macAt = end - mac.getMacLength();
    byte[] octets = decoded.octets().toArray();
    return MessageDigest.isEqual(
        compute(mac, octets, macAt, suffix), Arrays.copyOfRange(octets, macAt, end));
  }

  private static byte[] compute(Mac mac, byte[] octets, int length, Octets... suffix) {
    mac.update(octets, 0, length);
    for (Octets part : suffix) {
      mac.update(part.toArray());
    }
    return mac.doFinal();
  }
}
