package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 6509 4.2. */
class SakkePayloadTest {
  private static final String DATA = "04" + "5a".repeat(272);

  @Test
  void isReadAndWritten() throws MikeyFormatException {
    assertEquals(
        new SakkePayload(SakkeParams.PARAMETER_SET_1, IdScheme.TEL_URI_MONTHLY, Octets.ofHex(DATA)),
        Wire.decodeOnly(SakkePayload.class, 26, "00 01 01 0111 " + DATA));
    assertEquals(
        new SakkePayload(new SakkeParams(240), new IdScheme(255), Octets.empty()),
        Wire.decodeOnly(SakkePayload.class, 26, "00 f0 ff 0000"));
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(26, "00 01 02 0111 " + DATA);
    assertEquals("SAKKE", trace.name());
    assertEquals("Parameter Set 1", Wire.field(trace, "sakkeParams").meaning().orElseThrow());
    assertEquals("3GPP MCX hashed UID", Wire.field(trace, "idScheme").meaning().orElseThrow());
    assertEquals(273, Wire.field(trace, "sakkeDataLength").value());
    assertEquals(DATA, Wire.field(trace, "sakkeData").value());
    assertEquals(List.of(), Wire.diagnostics(26, "00 01 02 0111 " + DATA));
  }

  /** RFC 6508 4 gives 2*L + n + 1 octets with n in bits; and leading zeros are easily lost. */
  @Test
  void saysWhenTheDataHasAnotherLength() throws MikeyFormatException {
    assertEquals(
        List.of(
            "SAKKE at octet 13: the data of parameter set 1 has 273 octets (RFC 6508 4), not 272"),
        Wire.diagnostics(26, "00 01 01 0110 04" + "00".repeat(271)));
    assertEquals(
        List.of(
            "SAKKE at octet 13: the data of parameter set 1 has 273 octets (RFC 6508 4), not 385: n,"
                + " 128 bits, was taken for 128 octets"),
        Wire.diagnostics(26, "00 01 01 0181 04" + "00".repeat(384)));
    assertEquals(
        List.of(
            "SAKKE at octet 15: the data does not begin with 04, the mark of an uncompressed"
                + " point"),
        Wire.diagnostics(26, "00 01 01 0111 " + "03".repeat(273)));
    assertEquals(List.of(), Wire.diagnostics(26, "00 f0 01 0001 03"));
  }

  @Test
  void refusesWhatIsCutShort() {
    Wire.assertRefused(
        Wire.message(26, "00 01 01 0111 0400"), "SAKKE", 15, "273 octets needed, 2 left");
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    Octets tooLong = Octets.of(new byte[65536]);
    assertThrows(
        IllegalArgumentException.class,
        () -> new SakkePayload(SakkeParams.PARAMETER_SET_1, IdScheme.MCX_HASHED_UID, tooLong));
  }
}
