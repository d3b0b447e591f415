package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimestampPayloadTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    TimestampPayload ntp = Wire.decodeOnly(TimestampPayload.class, 5, "00 00 eeae3d77c132a497");
    assertEquals(TimestampPayload.of(TsType.NTP_UTC, 0xeeae3d77c132a497L), ntp);
    assertEquals(0xeeae3d77c132a497L, ntp.asLong());
    TimestampPayload counter = Wire.decodeOnly(TimestampPayload.class, 5, "00 02 ffffffff");
    assertEquals(TimestampPayload.of(TsType.COUNTER, 0xffffffffL), counter);
    assertEquals(0xffffffffL, counter.asLong());
    assertEquals(
        TimestampPayload.of(TsType.NTP_UTC_32, 1),
        Wire.decodeOnly(TimestampPayload.class, 5, "00 03 00000001"));
  }

  @Test
  void refusesATypeWhoseLengthIsNotKnown() {
    Wire.assertRefused(Wire.message(5, "00 04 00000000"), "T", 11, "TS type 4 (unassigned)");
    assertThrows(IllegalArgumentException.class, () -> TimestampPayload.of(new TsType(4), 0));
  }

  @Test
  void refusesAnotherLength() {
    Wire.assertRefused(Wire.message(5, "00 00 00000000"), "T", 12, "8 octets needed, 4 left");
    assertThrows(
        IllegalArgumentException.class,
        () -> new TimestampPayload(TsType.COUNTER, Octets.of(new byte[8])));
    assertThrows(
        IllegalArgumentException.class, () -> TimestampPayload.of(TsType.COUNTER, 1L << 32));
    assertThrows(IllegalArgumentException.class, () -> TimestampPayload.of(TsType.COUNTER, -1));
  }

  /** The seconds of an example of RFC 868, and both sides of the era's end (RFC 5905 6). */
  @Test
  void knowsTheErasOfNtp() {
    assertTime("1983-05-01T00:00:00Z", 2_629_584_000L << 32);
    assertTime("2000-01-01T00:00:00Z", 3_155_673_600L << 32);
    assertTime("2036-02-07T06:28:15.500Z", 0xFFFFFFFF_80000000L);
    assertTime("2036-02-07T06:28:16Z", 0);
    assertTime("2100-01-01T00:00:00Z", (6_311_433_600L - (1L << 32)) << 32);
  }

  private static void assertTime(String expected, long bits) {
    assertEquals(
        Optional.of(Instant.parse(expected)), TimestampPayload.of(TsType.NTP_UTC, bits).time());
  }

  @Test
  void hasATimeUnlessItCounts() {
    assertEquals(Optional.empty(), TimestampPayload.of(TsType.COUNTER, 7).time());
    assertEquals(
        Optional.of(Instant.parse("2000-01-01T00:00:00Z")),
        TimestampPayload.of(TsType.NTP_UTC_32, 3_155_673_600L).time());
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(5, "00 00 bc17c20040000000");
    assertEquals("T", trace.name());
    assertEquals(Optional.of("NTP-UTC"), Wire.field(trace, "tsType").meaning());
    assertEquals("bc17c20040000000", Wire.field(trace, "tsValue").value());
    assertEquals(Optional.of("2000-01-01T00:00:00.250Z"), Wire.field(trace, "tsValue").meaning());
    assertEquals(
        Optional.of("counter 7"), Wire.field(Wire.trace(5, "00 02 00000007"), "tsValue").meaning());
  }

  @Test
  void saysNothingOfAGoodTime() throws MikeyFormatException {
    assertEquals(List.of(), Wire.diagnostics(5, "00 00 eeae3d77c132a497"));
    assertEquals(List.of(), Wire.diagnostics(5, "00 00 c8e350ea00000000"));
    assertEquals(List.of(), Wire.diagnostics(5, "00 00 7830d57fc132a497"));
    assertEquals(List.of(), Wire.diagnostics(5, "00 02 00000007"));
  }

  @Test
  void saysWhenATimeIsImplausible() throws MikeyFormatException {
    List<String> before = Wire.diagnostics(5, "00 00 bc17c1ffffffffff");
    assertEquals(
        List.of(
            "T at octet 12: NTP-UTC reads as 1999-12-31T23:59:59.999999999Z, outside 2000 to 2100"),
        before);
    assertTrue(
        Wire.diagnostics(5, "00 00 7830d58000000000").get(0).contains("outside 2000 to 2100"));
    assertTrue(Wire.diagnostics(5, "00 03 80000000").get(0).contains("outside 2000 to 2100"));
  }

  /** 2024-01-02T03:04:05Z is 0x65937d25 seconds of Unix and 0x01da3d285848c080 of Windows. */
  @Test
  void recognisesAWindowsFileTime() throws MikeyFormatException {
    String bigEndian = Wire.diagnostics(5, "00 00 01da3d285848c080").get(0);
    assertTrue(bigEndian.contains("reads as 2037-"), bigEndian);
    assertTrue(bigEndian.contains("a Windows FILETIME (2024-01-02T03:04:05Z)"), bigEndian);
    String littleEndian = Wire.diagnostics(5, "00 00 80c04858283dda01").get(0);
    assertTrue(
        littleEndian.contains("a little-endian Windows FILETIME (2024-01-02T03:04:05Z)"),
        littleEndian);
  }

  @Test
  void recognisesALittleEndianUnixTime() throws MikeyFormatException {
    String text = Wire.diagnostics(5, "00 00 257d936500000000").get(0);
    assertTrue(text.contains("a little-endian Unix time (2024-01-02T03:04:05Z)"), text);
    String micros = Wire.diagnostics(5, "00 00 257d93653f420f00").get(0);
    assertTrue(micros.contains("a little-endian Unix time"), micros);
  }
}
