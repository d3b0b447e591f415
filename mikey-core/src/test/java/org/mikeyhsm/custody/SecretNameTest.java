package org.mikeyhsm.custody;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SecretNameTest {
  /** Scripts read these names. */
  @Test
  void theNamesAreThoseOfTheJsonContract() {
    assertEquals(
        List.of(
            "PSK",
            "private_key",
            "envelope_key",
            "encr_key",
            "auth_key",
            "salt_key",
            "DH_private",
            "TGK",
            "TEK",
            "master_salt",
            "SRTP_encr",
            "SRTP_auth",
            "SRTP_salt",
            "SSK",
            "RSK",
            "SSV",
            "KMS_master"),
        Arrays.stream(SecretName.values()).map(SecretName::reportName).toList());
  }

  @Test
  void theClassesLevelsOriginsAndBoundariesAreThoseOfTheJsonContract() {
    assertEquals(
        "[LONG_TERM, PSK, KEK, EPHEMERAL, TGK, TEK, SRTP, SALT]",
        Arrays.toString(SecretClass.values()));
    assertEquals("[TOKEN, TRANSIENT, HOST, PUBLIC]", Arrays.toString(CustodyLevel.values()));
    assertEquals("[GENERATED, DERIVED, UNWRAPPED, IMPORTED]", Arrays.toString(Origin.values()));
    assertEquals("[HARDWARE, PROCESS, MODULE, NONE]", Arrays.toString(Boundary.values()));
  }

  @ParameterizedTest
  @EnumSource(SecretName.class)
  void whatIsCalledASaltIsOneAndNothingElse(SecretName name) {
    assertEquals(name.reportName().contains("salt"), name.secretClass() == SecretClass.SALT);
  }
}
