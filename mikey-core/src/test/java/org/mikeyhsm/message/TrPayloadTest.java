package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 6043 6.4. */
class TrPayloadTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    TrPayload payload = Wire.decodeOnly(TrPayload.class, 13, "00 02 00 eeae3e4ecb1c64ba");
    assertEquals(
        new TrPayload(TsRole.VALID_FROM, TsType.NTP_UTC, Octets.ofHex("eeae3e4ecb1c64ba")),
        payload);
    assertEquals(
        new TimestampPayload(TsType.NTP_UTC, Octets.ofHex("eeae3e4ecb1c64ba")),
        payload.timestamp());
    Wire.decodeOnly(TrPayload.class, 13, "00 f0 02 00000001");
  }

  @Test
  void explainsATime() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(13, "00 03 03 eeae3e4e");
    assertEquals("TR", trace.name());
    assertEquals("RFC 6043 6.4", trace.section());
    assertEquals(
        "End of validity period (TRe)", Wire.field(trace, "tsRole").meaning().orElseThrow());
    assertEquals("NTP-UTC-32", Wire.field(trace, "tsType").meaning().orElseThrow());
    assertEquals(Optional.of("2026-11-23T04:23:42Z"), Wire.field(trace, "tsValue").meaning());
    assertEquals(List.of(), Wire.diagnostics(13, "00 03 03 eeae3e4e"));
    assertEquals(
        List.of("TR at octet 13: NTP-UTC-32 reads as 1970-01-01T00:00:00Z, outside 2000 to 2100"),
        Wire.diagnostics(13, "00 03 03 83aa7e80"));
  }

  /** RFC 6043 6.10: seconds, and no date. */
  @Test
  void explainsARekeyingInterval() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(13, "00 04 03 00000e10");
    assertEquals(Optional.of("3600 seconds"), Wire.field(trace, "tsValue").meaning());
    assertEquals(List.of(), Wire.diagnostics(13, "00 04 03 00000e10"));
    assertEquals(
        List.of("TR at octet 12: RFC 6043 6.10 wants a rekeying interval in NTP-UTC-32"),
        Wire.diagnostics(13, "00 04 00 00000e10 00000000"));
    assertEquals(
        Optional.of("4294967295 seconds"),
        Wire.field(Wire.trace(13, "00 04 03 ffffffff"), "tsValue").meaning());
  }

  @Test
  void saysWhichRolesAreReserved() throws MikeyFormatException {
    assertEquals(
        List.of("TR at octet 11: tsRole 0 is reserved"), Wire.diagnostics(13, "00 00 03 eeae3e4e"));
    assertEquals(
        List.of("TR at octet 11: tsRole 255 is reserved"),
        Wire.diagnostics(13, "00 ff 03 eeae3e4e"));
    assertEquals(
        List.of("TR at octet 11: tsRole 5 is unassigned"),
        Wire.diagnostics(13, "00 05 03 eeae3e4e"));
    assertEquals(List.of(), Wire.diagnostics(13, "00 f0 03 eeae3e4e"));
  }

  @Test
  void refusesATypeThatIsNotKnown() {
    Wire.assertRefused(
        Wire.message(13, "00 01 04 00000000"), "TR", 12, "TS type 4 (unassigned) is not known");
    Wire.assertRefused(Wire.message(13, "00 04 04 00"), "TR", 12, "TS type 4 (unassigned)");
    Wire.assertRefused(Wire.message(13, "00 01 00 00"), "TR", 13, "8 octets needed, 1 left");
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    Octets four = Octets.of(new byte[4]);
    assertThrows(
        IllegalArgumentException.class, () -> new TrPayload(TsRole.ISSUE, TsType.NTP, four));
    assertThrows(
        IllegalArgumentException.class, () -> new TrPayload(TsRole.ISSUE, new TsType(9), four));
  }
}
