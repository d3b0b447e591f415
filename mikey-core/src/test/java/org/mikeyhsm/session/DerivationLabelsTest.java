package org.mikeyhsm.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.Octets;

class DerivationLabelsTest {
  private static final Octets RAND = Octets.ofHex("8b870a7424881e51c93718902f97a5c0");

  @Test
  void theSessionLabelIsConstantThenCsIdThenCsbIdThenRand() {
    assertEquals(
        "2ad01c64" + "02" + "b83d5808" + RAND.toHex(),
        hex(DerivationLabels.session(DerivationLabels.TEK, 2, 0xB83D5808, RAND)));
  }

  @Test
  void aCsIdIsOneOctetAndTheCsbIdIsUnsigned() {
    assertEquals(
        "39a2c14b" + "fe" + "ffffffff" + "00",
        hex(DerivationLabels.session(DerivationLabels.SALT, 254, 0xFFFFFFFF, Octets.ofHex("00"))));
  }

  @Test
  void theMessageLabelHas255InPlaceOfTheCsId() {
    assertEquals(
        "2d22ac75" + "ff" + "b83d5808" + RAND.toHex(),
        hex(DerivationLabels.message(DerivationLabels.MESSAGE_AUTHENTICATION, 0xB83D5808, RAND)));
  }

  /** RFC 3830 4.1.3: nine decimals of e each, in the order of Tables 4.1.3 and 4.1.4. */
  @Test
  void theConstantsAreDecimalsOfE() {
    assertEquals(718_281_828, DerivationLabels.TEK);
    assertEquals(459_045_235, DerivationLabels.AUTHENTICATION);
    assertEquals(360_287_471, DerivationLabels.ENCRYPTION);
    assertEquals(352_662_497, DerivationLabels.MESSAGE_ENCRYPTION);
    assertEquals(757_247_093, DerivationLabels.MESSAGE_AUTHENTICATION);
    assertEquals(699_959_574, DerivationLabels.MESSAGE_SALT);
    assertEquals(966_967_627, DerivationLabels.SALT);
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }
}
