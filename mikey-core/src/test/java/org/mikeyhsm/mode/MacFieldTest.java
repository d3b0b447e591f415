package org.mikeyhsm.mode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Vectors;
import org.mikeyhsm.message.VerificationPayload;

/** RFC 3830 5.2, with minisip's PSK-0 message as the example. */
class MacFieldTest {
  private static final byte[] MESSAGE = Vectors.minisipPsk0("i_message_hex");

  @Test
  void verifiesAPeersMessage() throws Exception {
    DecodedMessage decoded = DecodedMessage.decode(MESSAGE);
    KemacPayload kemac = decoded.message().first(KemacPayload.class).orElseThrow();
    assertTrue(MacField.verify(decoded, kemac, mac()));
    assertFalse(MacField.verify(decoded, kemac, mac(), Octets.ofHex("00")));
  }

  @Test
  void fillsInTheSameOctets() throws Exception {
    MikeyMessage message = MikeyMessage.decode(MESSAGE);
    KemacPayload kemac = message.first(KemacPayload.class).orElseThrow();
    KemacPayload blank =
        new KemacPayload(kemac.encrAlg(), kemac.encrData(), kemac.macAlg(), MacField.blank(20));
    MikeyMessage open =
        new MikeyMessage(
            message.header(),
            message.payloads().stream().map(p -> p == kemac ? blank : p).toList());
    assertArrayEquals(MESSAGE, MacField.fill(open, mac()).toArray());
  }

  /** All of the message but the field: with the octets that say which MAC it is. */
  @Test
  void everyOctetIsCovered() throws Exception {
    Mac mac = mac();
    byte[] right = mac.doFinal(Arrays.copyOf(MESSAGE, MESSAGE.length - 20));
    assertArrayEquals(Arrays.copyOfRange(MESSAGE, MESSAGE.length - 20, MESSAGE.length), right);
  }

  /** Identity_i || Identity_r || Timestamp follow the message directly, in this order. */
  @Test
  void theSuffixFollowsInItsOrder() throws Exception {
    MikeyMessage open =
        new MikeyMessage(
            MikeyMessage.decode(MESSAGE).header(),
            List.of(new VerificationPayload(MacAlg.HMAC_SHA_1_160, MacField.blank(20))));
    Octets filled =
        MacField.fill(open, mac(), Octets.ofHex("aa"), Octets.ofHex("bbcc"), Octets.ofHex("dd"));
    Mac mac = mac();
    mac.update(open.encode(), 0, filled.length() - 20);
    mac.update(Octets.ofHex("aabbccdd").toArray());
    assertEquals(Octets.of(mac.doFinal()), filled.slice(filled.length() - 20, filled.length()));
    DecodedMessage decoded = DecodedMessage.decode(filled.toArray());
    VerificationPayload v = decoded.message().first(VerificationPayload.class).orElseThrow();
    assertTrue(MacField.verify(decoded, v, mac(), Octets.ofHex("aabb"), Octets.ofHex("ccdd")));
    assertFalse(MacField.verify(decoded, v, mac(), Octets.ofHex("bbaa"), Octets.ofHex("ccdd")));
    assertFalse(MacField.verify(decoded, v, mac()));
  }

  private static Mac mac() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(Vectors.minisipPsk0("auth_key"), "HmacSHA1"));
    return mac;
  }
}
