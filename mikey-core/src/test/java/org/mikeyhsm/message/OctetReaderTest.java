package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OctetReaderTest {
  private static OctetReader reader(String hex, boolean tracing) {
    return OctetReader.ofMessage(Wire.hex(hex), "X", "RFC 0 1", tracing, new Notes());
  }

  @Test
  void tracesWhatItReads() throws MikeyFormatException {
    OctetReader in = reader("01 0203 fffffffe 0000000a 0b0c 41 00000100", true);
    assertEquals(1, in.u8("a"));
    assertEquals(0x203, in.u16("b"));
    assertEquals(-2, in.u32("c"));
    assertEquals(10, in.hex32("d"));
    assertEquals(Octets.ofHex("0b0c"), in.octets("e", 2));
    assertEquals(Octets.ofHex("41"), in.text("f", 1));
    assertEquals(Octets.ofHex("00000100"), in.number("g", 4, octets -> Optional.of("many")));
    assertEquals(
        List.of(
            new FieldTrace("a", 0, 1, 1, Optional.empty(), "RFC 0 1"),
            new FieldTrace("b", 1, 2, 0x203, Optional.empty(), "RFC 0 1"),
            new FieldTrace("c", 3, 4, 0xfffffffeL, Optional.empty(), "RFC 0 1"),
            new FieldTrace("d", 7, 4, "0000000a", Optional.empty(), "RFC 0 1"),
            new FieldTrace("e", 11, 2, "0b0c", Optional.empty(), "RFC 0 1"),
            new FieldTrace("f", 13, 1, "41", Optional.of("A"), "RFC 0 1"),
            new FieldTrace("g", 14, 4, 256L, Optional.of("many"), "RFC 0 1")),
        in.fields());
    assertEquals(0, in.remaining());
  }

  @Test
  void tracesNothingUnlessAsked() throws MikeyFormatException {
    OctetReader in = reader("01 02", false);
    List<Map<String, Object>> elements = new ArrayList<>();
    in.element(elements, "RFC 0 2", element -> element.u8("a"));
    in.list("list", 0, elements, "RFC 0 2");
    assertEquals(List.of(), in.fields());
    assertEquals(List.of(), elements);
    assertEquals(1, in.position());
  }

  @Test
  void hidesKeys() throws MikeyFormatException {
    OctetReader in = reader("010203 04", true);
    assertEquals(3, in.secret("key", 3).length());
    assertEquals(Octets.ofHex("04"), in.clearKeys("keys", 1));
    assertEquals("3 octets, not shown", in.fields().get(0).value());
    assertEquals("1 octets, not shown", in.fields().get(1).value());
  }

  @Test
  void keepsASliceInItsBounds() throws MikeyFormatException {
    OctetReader in = reader("01 02 03 04", true);
    OctetReader slice = in.slice("s", 2);
    assertEquals(0x0102, slice.u16("a"));
    MikeyFormatException e = assertThrows(MikeyFormatException.class, () -> slice.u8("b"));
    assertEquals("X at octet 2: b is cut short: 1 octets needed, 0 left", e.getMessage());
    assertEquals(2, in.remaining());
    assertThrows(MikeyFormatException.class, () -> in.slice("t", 3));
    assertThrows(MikeyFormatException.class, () -> in.requireEnd("it"));
  }

  @Test
  void looksAheadWithoutMoving() throws MikeyFormatException {
    OctetReader in = reader("01 02 03", true);
    OctetReader ahead = in.overKeys("keys", 2, "Y", "RFC 0 2");
    ahead.u8("a");
    assertEquals(0, in.position());
    assertEquals(List.of(), in.fields());
    in.adopt(ahead);
    assertEquals("RFC 0 2", in.fields().get(0).section());
    MikeyFormatException e = assertThrows(MikeyFormatException.class, () -> ahead.octets("b", 77));
    assertEquals("Y at octet 1: b is cut short: 1 left", e.getMessage());
  }
}
