package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 6267 6.1.4. */
class EccptSubPayloadTest {
  private static final String P_256 = "00 08 04" + "5a".repeat(64) + " 00 01 0010 00";

  private static EccptSubPayload decode(String hex) throws MikeyFormatException {
    byte[] octets = Wire.hex(hex);
    try (SubPayloadChain chain =
        SubPayloadChain.decode(PayloadType.ECCPT, octets, 0, octets.length)) {
      assertEquals(Octets.of(octets), Octets.of(chain.encode()));
      return chain.all(EccptSubPayload.class).get(0);
    }
  }

  private static void assertRefused(String hex, int offset, String reasonPart) {
    byte[] octets = Wire.hex(hex);
    MikeyFormatException e =
        assertThrows(
            MikeyFormatException.class,
            () -> SubPayloadChain.decode(PayloadType.ECCPT, octets, 0, octets.length));
    assertEquals("ECCPT", e.payload());
    assertEquals(offset, e.offset(), e.getMessage());
    assertEquals(true, e.reason().contains(reasonPart), e.getMessage());
  }

  @Test
  void isReadAndWritten() throws MikeyFormatException {
    Octets point = Octets.ofHex("04" + "5a".repeat(64));
    assertEquals(
        new EccptSubPayload(
            EccCurve.P_256,
            point,
            Octets.ofHex("00"),
            MacAlg.HMAC_SHA_1_160,
            16,
            0,
            KeyValidity.none()),
        decode(P_256));
    assertEquals(
        EccptSubPayload.of(EccCurve.P_256, point, KeyValidity.none()),
        decode("00 08 04" + "5a".repeat(64) + " 00 00 0000 00"));
  }

  @Test
  void keepsPaddingAndReservedBits() throws MikeyFormatException {
    EccptSubPayload odd = decode("00 08 04" + "5a".repeat(64) + " ee ff 0000 a1 01 07");
    assertEquals(Octets.ofHex("ee"), odd.padding());
    assertEquals(10, odd.reserved());
    assertEquals(new KeyValidity.Spi(Octets.ofHex("07")), odd.validity());
  }

  /** The point ends on a multiple of 4 octets, whatever the curve and the form. */
  @Test
  void knowsTheLengthOfEveryCurve() throws MikeyFormatException {
    int[] bits = {192, 163, 163, 163, 224, 233, 233, 256, 283, 283, 384, 409, 409, 521, 571, 571};
    for (int curve = 1; curve <= bits.length; curve++) {
      int coordinate = (bits[curve - 1] + 7) / 8;
      for (int form : new int[] {0, 2, 3, 4}) {
        int length = form == 0 ? 1 : form == 4 ? 1 + 2 * coordinate : 1 + coordinate;
        String point = "%02x".formatted(form) + "11".repeat(length - 1);
        int padding = (4 - (2 + length) % 4) % 4;
        EccptSubPayload payload =
            decode("00 %02x".formatted(curve) + point + "00".repeat(padding) + "01 0010 00");
        assertEquals(Octets.ofHex(point), payload.point());
        assertEquals(padding, payload.padding().length());
      }
    }
  }

  @Test
  void refusesWhatHasNoKnownLength() {
    assertRefused("00 00 04", 1, "ECC curve 0 (reserved) is not known");
    assertRefused("00 11 04", 1, "ECC curve 17 (unassigned) is not known");
    assertRefused("00 08 05 00", 2, "neither compressed nor uncompressed");
    assertRefused("00 08", 2, "eccPoint is cut short");
    assertRefused("00 08 04 00", 2, "eccPoint is cut short");
    assertRefused("00 08 04" + "5a".repeat(64) + " 00 01 0010 03", 71, "KV is unassigned");
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    KeyValidity none = KeyValidity.none();
    for (String point : List.of("", "04", "05" + "00".repeat(64), "04" + "00".repeat(65))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> EccptSubPayload.of(EccCurve.P_256, Octets.ofHex(point), none),
          point);
    }
    Octets point = Octets.ofHex("00");
    Octets one = Octets.ofHex("00");
    assertThrows(
        IllegalArgumentException.class, () -> EccptSubPayload.of(new EccCurve(17), point, none));
    assertThrows(
        IllegalArgumentException.class,
        () -> new EccptSubPayload(EccCurve.P_256, point, Octets.empty(), MacAlg.NULL, 0, 0, none));
    assertThrows(
        IllegalArgumentException.class,
        () -> new EccptSubPayload(EccCurve.P_256, point, one, MacAlg.NULL, 65536, 0, none));
    assertThrows(
        IllegalArgumentException.class,
        () -> new EccptSubPayload(EccCurve.P_256, point, one, MacAlg.NULL, 0, 16, none));
  }
}
