package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mikeyhsm.sdp.FakeKeyManagement.ANSWER;
import static org.mikeyhsm.sdp.FakeKeyManagement.ERROR;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.sdp.KeyMgmtOutcome.Cause;

final class KeyMgmtOutcomeTest {
  @Test
  void shortFormsAreTheRecords() {
    assertEquals(new KeyMgmtOutcome.Accepted(Optional.empty()), KeyMgmtOutcome.accepted());
    assertEquals(new KeyMgmtOutcome.Accepted(Optional.of(ANSWER)), KeyMgmtOutcome.accepted(ANSWER));
    assertEquals(
        new KeyMgmtOutcome.Refused(Cause.FAILED, "r", Optional.empty()),
        KeyMgmtOutcome.refused(Cause.FAILED, "r"));
    assertEquals(
        new KeyMgmtOutcome.Refused(Cause.UNSUPPORTED, "r", Optional.of(ERROR)),
        KeyMgmtOutcome.refused(Cause.UNSUPPORTED, "r", ERROR));
  }

  @Test
  void nullIsRefused() {
    assertThrows(NullPointerException.class, () -> new KeyMgmtOutcome.Accepted(null));
    assertThrows(NullPointerException.class, () -> KeyMgmtOutcome.refused(Cause.FAILED, null));
  }
}
