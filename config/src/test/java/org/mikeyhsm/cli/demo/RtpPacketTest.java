package org.mikeyhsm.cli.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RtpPacketTest {
  @Test
  void isEncodedAsRfc3550Says() {
    RtpPacket packet = new RtpPacket(true, 96, 0xFFFE, 0x01020304, 0xA0B0C0D0, new byte[] {9, 8});
    byte[] octets = HexFormat.of().parseHex("80e0fffe01020304a0b0c0d00908");
    assertArrayEquals(octets, packet.encode());
    assertTrue(packet.is(octets));
    octets[13]++;
    assertFalse(packet.is(octets));
  }

  @Test
  void withoutMarker() {
    RtpPacket packet = new RtpPacket(false, 0, 1, 2, 3, new byte[0]);
    assertArrayEquals(HexFormat.of().parseHex("800000010000000200000003"), packet.encode());
  }
}
