package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OctetsTest {
  @Test
  void sharesNoArray() {
    byte[] source = {1, 2, 3};
    Octets octets = Octets.of(source);
    source[0] = 9;
    octets.toArray()[1] = 9;
    assertArrayEquals(new byte[] {1, 2, 3}, octets.toArray());
  }

  @Test
  void convertsBothWays() {
    assertEquals("00ff10", Octets.ofHex("00FF10").toHex());
    assertEquals("00ff10", Octets.ofHex("00ff10").toString());
    assertEquals("\u00e9", Octets.ofUtf8("\u00e9").toUtf8());
    assertEquals(2, Octets.ofUtf8("\u00e9").length());
    assertThrows(IllegalArgumentException.class, () -> Octets.ofHex("0"));
    assertThrows(IllegalArgumentException.class, () -> Octets.ofHex("0g"));
  }

  @Test
  void isEqualByContent() {
    assertEquals(Octets.ofHex("0102"), Octets.of(new byte[] {0, 1, 2, 3}, 1, 3));
    assertEquals(Octets.ofHex("0102").hashCode(), Octets.of(new byte[] {1, 2}).hashCode());
    assertNotEquals(Octets.ofHex("0102"), Octets.ofHex("0103"));
    assertNotEquals(Octets.empty(), "");
  }

  @Test
  void slices() {
    assertEquals(Octets.ofHex("02"), Octets.ofHex("010203").slice(1, 2));
    assertTrue(Octets.ofHex("010203").slice(2, 2).isEmpty());
    assertThrows(IndexOutOfBoundsException.class, () -> Octets.ofHex("01").slice(0, 2));
  }

  @Test
  void areANumber() {
    assertEquals(0, Octets.empty().toLong());
    assertEquals(0xff01, Octets.ofHex("ff01").toLong());
    assertEquals(-1, Octets.ofHex("ff".repeat(8)).toLong());
  }
}
