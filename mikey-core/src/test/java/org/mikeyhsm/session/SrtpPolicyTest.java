package org.mikeyhsm.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PolicyParameter;
import org.mikeyhsm.message.ProtType;
import org.mikeyhsm.message.SecurityPolicyPayload;

class SrtpPolicyTest {

  /** RFC 3830 6.10.1: what is not set has SRTP's own default (RFC 3711 8.2). */
  @Test
  void anEmptyPolicyIsSrtpsDefault() throws Exception {
    assertEquals(SrtpPolicy.AES_CM_128_HMAC_SHA1_80, SrtpPolicy.of(payload()));
  }

  @Test
  void everyPolicyReadsBackAsItWasWritten() throws Exception {
    List<SrtpPolicy> policies = new ArrayList<>();
    for (int bits = 0; bits < 16; bits++) {
      policies.add(
          new SrtpPolicy(
              (bits & 1) != 0,
              16,
              (bits & 2) != 0,
              20,
              (bits & 4) != 0 ? 4 : 10,
              14,
              (bits & 8) != 0));
    }
    for (SrtpPolicy policy : policies) {
      SecurityPolicyPayload payload = policy.toPayload(3);
      assertEquals(3, payload.policyNo());
      assertEquals(ProtType.SRTP, payload.protType());
      assertEquals(policy, SrtpPolicy.of(payload));
    }
  }

  @Test
  void theProfilesDifferInTheTagOnly() {
    assertEquals(10, SrtpPolicy.AES_CM_128_HMAC_SHA1_80.authTagLength());
    assertEquals(4, SrtpPolicy.AES_CM_128_HMAC_SHA1_32.authTagLength());
    assertEquals(20, SrtpPolicy.AES_CM_128_HMAC_SHA1_32.authKeyLength());
  }

  /** interop: a peer writes the tag length into the key length (type 3). */
  @ParameterizedTest
  @CsvSource({"0a,10", "04,4", "14,10"})
  void aTagLengthInTheKeyLengthIsUnderstood(String keyLength, int tag) throws Exception {
    SrtpPolicy policy = SrtpPolicy.of(payload(parameter(3, keyLength)));
    assertEquals(20, policy.authKeyLength());
    assertEquals(tag, policy.authTagLength());
  }

  @Test
  void theTagLengthItselfWins() throws Exception {
    assertEquals(
        10, SrtpPolicy.of(payload(parameter(3, "04"), parameter(11, "0a"))).authTagLength());
  }

  @Test
  void aValueMayBeOfAnyWidth() throws Exception {
    assertEquals(
        SrtpPolicy.AES_CM_128_HMAC_SHA1_32,
        SrtpPolicy.of(payload(parameter(11, "00000004"), parameter(1, "0010"))));
  }

  @Test
  void encryptionIsOffByAlgorithmOrByFlag() throws Exception {
    SrtpPolicy byAlgorithm = SrtpPolicy.of(payload(parameter(0, "00")));
    assertFalse(byAlgorithm.encryption());
    assertFalse(byAlgorithm.rtcpEncryption());
    SrtpPolicy byFlag = SrtpPolicy.of(payload(parameter(7, "00")));
    assertFalse(byFlag.encryption());
    assertTrue(byFlag.rtcpEncryption());
    assertFalse(SrtpPolicy.of(payload(parameter(2, "00"))).authentication());
    assertFalse(SrtpPolicy.of(payload(parameter(10, "00"))).authentication());
  }

  @ParameterizedTest
  @CsvSource({
    "0,02", // AES-F8
    "0,05", // SEED-GCM
    "1,20",
    "2,02",
    "3,10",
    "4,0c",
    "5,01",
    "6,01",
    "7,02",
    "8,02",
    "9,01",
    "10,02",
    "11,05",
    "12,01",
    "13,01",
    "20,10",
    "255,00",
    "1,000000010000000010",
    "0,ffffffffff",
  })
  void whatIsNotSupportedIsSaidWithItsType(int type, String value) {
    UnsupportedPolicyException e = assertRefused(payload(parameter(type, value)));
    assertTrue(e.getMessage().startsWith("SRTP parameter " + type + " "), e.getMessage());
  }

  @Test
  void anEmptyValueIsNotADefault() {
    assertRefused(payload(new PolicyParameter(1, Octets.empty())));
  }

  @Test
  void aParameterGivenTwiceIsRefusedEvenIfEqual() {
    UnsupportedPolicyException e = assertRefused(payload(parameter(11, "0a"), parameter(11, "0a")));
    assertTrue(e.getMessage().contains("twice"), e.getMessage());
  }

  @Test
  void anotherProtocolIsRefused() {
    UnsupportedPolicyException e =
        assertRefused(new SecurityPolicyPayload(0, ProtType.TESLA, List.of()));
    assertTrue(e.getMessage().contains("security protocol 1"), e.getMessage());
  }

  private static UnsupportedPolicyException assertRefused(SecurityPolicyPayload payload) {
    return assertThrows(UnsupportedPolicyException.class, () -> SrtpPolicy.of(payload));
  }

  private static SecurityPolicyPayload payload(PolicyParameter... parameters) {
    return new SecurityPolicyPayload(0, ProtType.SRTP, List.of(parameters));
  }

  private static PolicyParameter parameter(int type, String hex) {
    return new PolicyParameter(type, Octets.ofHex(hex));
  }
}
