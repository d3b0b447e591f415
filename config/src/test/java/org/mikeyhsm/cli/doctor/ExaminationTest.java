package org.mikeyhsm.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.cli.output.Style;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.provider.Capability;

class ExaminationTest {
  /** As NSS has it: generated, wrapped, and locked then. */
  private static final Capability WRAPPED =
      new Capability(
          "pk",
          SecretClass.KEK,
          Optional.of(CustodyLevel.TOKEN),
          List.of("CKM_RSA_PKCS"),
          true,
          List.of());

  private static Examination under(CustodyPolicy policy) {
    return new Examination(
        "nss", Boundary.MODULE, policy, List.of("pk"), List.of(), List.of(WRAPPED));
  }

  @Test
  void strictRefusesAnEnvelopeKeyThatIsExtractableUntilItWasWrapped() {
    Examination strict = under(CustodyPolicy.STRICT);
    assertFalse(strict.isHealthy());
    assertTrue(
        strict.allFindings().get(0).detail().contains("extractable until it has been wrapped"));
    String text = ExaminationText.of(strict, Style.PLAIN);
    assertTrue(text.contains(" refuses "), text);
    assertFalse(text.contains(" allows  "), text);
    assertTrue(text.contains("wraps a key in one call"), text);
  }

  @Test
  void hardwareTakesIt() {
    Examination hardware = under(CustodyPolicy.HARDWARE);
    assertTrue(hardware.isHealthy());
    assertEquals(List.of(), hardware.allFindings());
    assertTrue(ExaminationText.of(hardware, Style.PLAIN).contains(" allows  "));
  }
}
