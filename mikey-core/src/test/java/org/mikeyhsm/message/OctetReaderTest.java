package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
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
    ListReader list = in.list("list", "RFC 0 2");
    list.next("RFC 0 2", element -> element.u8("a"));
    list.end();
    assertEquals(List.of(), in.fields());
    assertEquals(1, in.position());
  }

  @Test
  void hidesKeys() throws MikeyFormatException {
    OctetReader in = reader("010203 04", true);
    assertEquals(3, in.secret("key", 3).length());
    assertEquals(Octets.ofHex("04"), in.clearKeys("keys", 1));
    assertEquals("3 octets, not shown", in.fields().get(0).value().toString());
    assertEquals("1 octets, not shown", in.fields().get(1).value().toString());
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

  private static OctetReader.Inside inside(boolean keys, OctetReader.Form... forms) {
    return new OctetReader.Inside("thing", "Y", "RFC 0 2", keys, List.of(forms));
  }

  private static void threeOctets(OctetReader in) throws MikeyFormatException {
    in.u8("a");
    in.u16("b");
    in.note(in.position(), "seen");
    in.requireEnd("b");
  }

  @Test
  void keepsStructuredOctetsAndExplainsThem() throws MikeyFormatException {
    Notes notes = new Notes();
    OctetReader in = OctetReader.ofMessage(Wire.hex("01 0203 04"), "X", "RFC 0 1", true, notes);
    assertEquals(
        Octets.ofHex("010203"),
        in.structured("whole", 3, inside(false, OctetReaderTest::threeOctets)));
    assertEquals(3, in.position());
    assertEquals(
        List.of(
            new FieldTrace("whole", 0, 3, "010203", Optional.empty(), "RFC 0 1"),
            new FieldTrace("a", 0, 1, 1, Optional.empty(), "RFC 0 2"),
            new FieldTrace("b", 1, 2, 0x203, Optional.empty(), "RFC 0 2")),
        in.fields());
    assertEquals(List.of("Y at octet 3: seen"), notes.list());
  }

  @Test
  void triesOneFormAfterTheOther() throws MikeyFormatException {
    Notes notes = new Notes();
    OctetReader in = OctetReader.ofMessage(Wire.hex("01 0203"), "X", "RFC 0 1", true, notes);
    in.structured(
        "whole",
        2,
        inside(
            false,
            OctetReaderTest::threeOctets,
            twoOctets -> {
              twoOctets.u16("two");
            }));
    assertEquals(List.of("whole", "two"), in.fields().stream().map(FieldTrace::name).toList());
    // What the form that did not fit had to say is forgotten.
    assertEquals(List.of(), notes.list());
  }

  @Test
  void saysThatNoFormFits() throws MikeyFormatException {
    Notes notes = new Notes();
    OctetReader in = OctetReader.ofMessage(Wire.hex("01 0203"), "X", "RFC 0 1", true, notes);
    in.structured("whole", 2, inside(false, OctetReaderTest::threeOctets, x -> x.u32("c")));
    assertEquals(List.of("whole"), in.fields().stream().map(FieldTrace::name).toList());
    assertEquals(
        List.of("X at octet 1: the thing does not parse: b is cut short: 2 octets needed, 1 left"),
        notes.list());
    assertThrows(MikeyFormatException.class, () -> in.structured("more", 2, inside(false)));
  }

  @Test
  void doesNotTellKeysWhenTheyDoNotParse() throws MikeyFormatException {
    Notes notes = new Notes();
    OctetReader in = OctetReader.ofMessage(Wire.hex("01 4d"), "X", "RFC 0 1", true, notes);
    in.structured("keys", 2, inside(true, x -> x.octets("k", x.u16("length"))));
    assertEquals("2 octets, not shown", in.fields().get(0).value().toString());
    assertEquals(
        List.of("X at octet 2: the thing does not parse: k is cut short: 0 left"), notes.list());
  }

  @Test
  void hidesAnIdentityAmongKeys() throws MikeyFormatException {
    OctetReader in = reader("61 61 61", true);
    in.structured("keys", 1, inside(true, x -> x.identity("id", 1, true)));
    in.identity("text", 1, true);
    in.identity("octets", 1, false);
    assertEquals("1 octets, not shown", Wire.field(in.fields(), "id").value().toString());
    assertEquals(Optional.of("a"), Wire.field(in.fields(), "text").meaning());
    assertEquals(Optional.empty(), Wire.field(in.fields(), "octets").meaning());
  }

  @Test
  void tellsInnerReadersOfAnIdBeforeKeys() throws MikeyFormatException {
    OctetReader in = reader("01", true);
    assertEquals(false, in.idBeforeKeys());
    in.expectIdBeforeKeys();
    in.structured(
        "x", 1, inside(false, inner -> inner.field("b", 0, 1, "" + inner.idBeforeKeys())));
    assertEquals("true", Wire.field(in.fields(), "b").value());
  }

  @Test
  void hidesOctetsInWhichKeysWereMet() throws MikeyFormatException {
    OctetReader in = reader("01 02 03", true);
    in.structured("first", 1, inside(false, x -> x.clearKeys("k", 1)));
    in.structured("second", 1, inside(false, x -> x.u8("a")));
    // A key may have been met before the octets turned out not to fit.
    in.structured("third", 1, inside(false, x -> x.u32(x.clearKeys("k", 1).toHex())));
    assertEquals("1 octets, not shown", Wire.field(in.fields(), "first").value().toString());
    assertEquals("02", Wire.field(in.fields(), "second").value());
    assertEquals("1 octets, not shown", Wire.field(in.fields(), "third").value().toString());
  }

  @Test
  void hidesKeysFromEveryOuterLayer() throws MikeyFormatException {
    OctetReader in = reader("01", true);
    in.structured(
        "outer",
        1,
        inside(false, x -> x.structured("inner", 1, inside(false, y -> y.clearKeys("k", 1)))));
    assertEquals(
        List.of("1 octets, not shown", "1 octets, not shown", "1 octets, not shown"),
        in.fields().stream().map(field -> field.value().toString()).toList());
  }

  private static void nested(OctetReader in, int[] readings) throws MikeyFormatException {
    readings[0]++;
    in.structured("x", 1, inside(false, x -> nested(x, readings)));
  }

  @Test
  void boundsHowDeepItLooks() throws MikeyFormatException {
    Notes notes = new Notes();
    int[] readings = new int[1];
    nested(OctetReader.ofMessage(Wire.hex("01"), "X", "RFC 0 1", true, notes), readings);
    assertEquals(1 + OctetReader.MAX_DEPTH, readings[0]);
    assertEquals(
        List.of("Y at octet 0: the thing is nested too deep to be explained"), notes.list());
  }
}
