package org.mikeyhsm.custody;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CustodyPolicyTest {
  private static Custody at(CustodyLevel level, Boundary boundary) {
    return new Custody(level, Origin.DERIVED, boundary, "test");
  }

  private static boolean allows(CustodyPolicy policy, SecretClass secretClass, Custody custody) {
    return policy.objection(secretClass, custody).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(SecretClass.class)
  void anyTakesEverything(SecretClass secretClass) {
    assertTrue(allows(CustodyPolicy.ANY, secretClass, Custody.host(Origin.DERIVED, "host memory")));
  }

  @ParameterizedTest
  @EnumSource(SecretClass.class)
  void strictWantsEveryKeyInTheTokenAndNoSalt(SecretClass secretClass) {
    boolean salt = secretClass == SecretClass.SALT;
    CustodyPolicy strict = CustodyPolicy.STRICT;
    assertEquals(salt, allows(strict, secretClass, at(CustodyLevel.TRANSIENT, Boundary.MODULE)));
    assertEquals(salt, allows(strict, secretClass, Custody.host(Origin.DERIVED, "x")));
    assertTrue(allows(strict, secretClass, at(CustodyLevel.TOKEN, Boundary.MODULE)));
  }

  @ParameterizedTest
  @CsvSource({
    "LONG_TERM, false",
    "PSK, false",
    "KEK, false",
    "EPHEMERAL, false",
    "TGK, false",
    "TEK, true",
    "SRTP, true",
    "SALT, true"
  })
  void hardwareLetsATekBeExported(SecretClass secretClass, boolean allowed) {
    assertEquals(
        allowed,
        allows(CustodyPolicy.HARDWARE, secretClass, Custody.host(Origin.DERIVED, "SRTP engine")));
  }

  @Test
  void anObjectionNamesClassAndLevel() {
    String objection =
        CustodyPolicy.STRICT
            .objection(SecretClass.KEK, at(CustodyLevel.TRANSIENT, Boundary.MODULE))
            .orElseThrow();
    assertTrue(objection.contains("strict"), objection);
    assertTrue(objection.contains("KEK"), objection);
    assertTrue(objection.contains("TRANSIENT"), objection);
  }

  @Test
  void strictRefusesWhatWasExtractable() {
    Custody locked =
        at(CustodyLevel.TOKEN, Boundary.HARDWARE)
            .with(new Evidence(Map.of("CKA_NEVER_EXTRACTABLE", false), true));
    assertTrue(
        CustodyPolicy.STRICT
            .objection(SecretClass.TGK, locked)
            .orElseThrow()
            .contains("CKA_NEVER_EXTRACTABLE"));
    assertTrue(allows(CustodyPolicy.HARDWARE, SecretClass.TGK, locked));
  }

  @Test
  void aBoundaryCanBeDemanded() {
    CustodyPolicy policy = CustodyPolicy.ANY.within(Boundary.HARDWARE);
    assertTrue(allows(policy, SecretClass.PSK, at(CustodyLevel.TOKEN, Boundary.HARDWARE)));
    assertTrue(
        policy
            .objection(SecretClass.PSK, at(CustodyLevel.TOKEN, Boundary.MODULE))
            .orElseThrow()
            .contains("MODULE"));
    assertTrue(policy.objection(SecretClass.PSK, Custody.host(Origin.IMPORTED, "x")).isPresent());
    assertTrue(
        allows(policy, SecretClass.TEK, Custody.host(Origin.DERIVED, "x")),
        "an export to an SRTP engine is a matter of level");
    assertTrue(
        CustodyPolicy.ANY
            .within(Boundary.PROCESS)
            .objection(SecretClass.TEK, at(CustodyLevel.TOKEN, Boundary.MODULE))
            .isPresent());
  }

  @Test
  void aReportIsJudgedWhole() {
    CustodyReport report =
        CustodyReport.empty()
            .plus(SecretName.PSK, at(CustodyLevel.TOKEN, Boundary.MODULE))
            .plus(SecretName.SALT_KEY, Custody.salt(Origin.DERIVED, "x"))
            .plus(SecretName.TGK, at(CustodyLevel.TRANSIENT, Boundary.MODULE));
    assertEquals(1, CustodyPolicy.STRICT.objections(report).size());
    assertEquals(List.of(), CustodyPolicy.ANY.objections(report));
  }

  @Test
  void levelsAndBoundariesAreOrdered() {
    assertEquals(CustodyLevel.HOST, CustodyLevel.TOKEN.weaker(CustodyLevel.HOST));
    assertEquals(CustodyLevel.TRANSIENT, CustodyLevel.TRANSIENT.weaker(CustodyLevel.TOKEN));
    assertTrue(CustodyLevel.PUBLIC.reaches(CustodyLevel.TOKEN));
    assertTrue(Boundary.HARDWARE.reaches(Boundary.PROCESS));
    assertTrue(!Boundary.MODULE.reaches(Boundary.PROCESS));
  }

  @Test
  void presetsHaveTheirNames() {
    assertEquals(
        List.of("any", "hardware", "strict"),
        CustodyPolicy.presets().stream().map(CustodyPolicy::name).toList());
  }
}
