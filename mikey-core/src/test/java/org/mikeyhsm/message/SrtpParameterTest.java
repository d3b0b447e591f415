package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SrtpParameterTest {
  @Test
  void namesValuesOfTheTables() {
    assertEquals(Optional.of("NULL"), SrtpParameter.ENCRYPTION_ALGORITHM.valueName(0));
    assertEquals(Optional.of("AES-GCM"), SrtpParameter.ENCRYPTION_ALGORITHM.valueName(6));
    assertEquals(Optional.of("ARIA-GCM"), SrtpParameter.ENCRYPTION_ALGORITHM.valueName(8));
    assertEquals(Optional.empty(), SrtpParameter.ENCRYPTION_ALGORITHM.valueName(9));
    assertEquals(Optional.empty(), SrtpParameter.ENCRYPTION_ALGORITHM.valueName(1L << 32));
    assertEquals(Optional.of("HMAC-SHA-1"), SrtpParameter.AUTHENTICATION_ALGORITHM.valueName(1));
    assertEquals(Optional.of("RCCm3"), SrtpParameter.SRTP_AUTH_ALGORITHM.valueName(4));
    assertEquals(Optional.of("RCCm1"), SrtpParameter.SRTCP_AUTH_ALGORITHM.valueName(2));
    assertEquals(Optional.of("SEED-CTR"), SrtpParameter.PRF.valueName(1));
    assertEquals(Optional.of("on"), SrtpParameter.SRTP_AUTHENTICATION.valueName(1));
    assertEquals(Optional.of("FEC-SRTP"), SrtpParameter.FEC_ORDER.valueName(0));
    assertEquals(Optional.empty(), SrtpParameter.SESSION_ENCR_KEY_LENGTH.valueName(1));
  }

  @Test
  void saysWhatANumberCounts() {
    assertEquals(Optional.of("octets"), SrtpParameter.AUTHENTICATION_TAG_LENGTH.unit());
    assertEquals(Optional.of("octets"), SrtpParameter.AEAD_AUTHENTICATION_TAG_LENGTH.unit());
    assertEquals(Optional.of("packets"), SrtpParameter.KEY_DERIVATION_RATE.unit());
    assertEquals(Optional.of("packets"), SrtpParameter.ROC_TRANSMISSION_RATE.unit());
    assertEquals(Optional.empty(), SrtpParameter.PRF.unit());
  }

  @Test
  void citesTheRfcThatAddedIt() {
    assertEquals("RFC 3830 6.10.1", SrtpParameter.SRTP_PREFIX_LENGTH.section());
    assertEquals("RFC 4771 4", SrtpParameter.ROC_TRANSMISSION_RATE.section());
    assertEquals("RFC 7714 14.3", SrtpParameter.AEAD_AUTHENTICATION_TAG_LENGTH.section());
  }
}
