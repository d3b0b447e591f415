package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OctetWriterTest {
  @Test
  void writesInNetworkOrder() {
    OctetWriter out = new OctetWriter(0);
    out.u8(0xff).u16(0x0102).u32(0xdeadbeef).octets(Octets.ofHex("0a0b")).octets(new byte[] {7});
    assertEquals(10, out.length());
    assertArrayEquals(Wire.hex("ff 0102 deadbeef 0a0b 07"), out.toArray());
  }

  @Test
  void growsAndCanBeWiped() {
    OctetWriter out = new OctetWriter(1);
    for (int i = 0; i < 1000; i++) {
      out.u8(i);
    }
    byte[] octets = out.toArrayAndWipe();
    assertEquals(1000, octets.length);
    assertEquals((byte) 999, octets[999]);
    assertEquals(0, out.length());
  }
}
