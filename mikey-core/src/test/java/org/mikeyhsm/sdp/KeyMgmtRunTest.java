package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mikeyhsm.sdp.FakeKeyManagement.AUDIO;
import static org.mikeyhsm.sdp.FakeKeyManagement.SESSION;
import static org.mikeyhsm.sdp.FakeKeyManagement.VIDEO;
import static org.mikeyhsm.sdp.FakeKeyManagement.call;
import static org.mikeyhsm.sdp.FakeKeyManagement.other;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KeyMgmtRunTest {
  @Test
  void oneThrowingDiscardDoesNotSpareTheOthers() {
    RuntimeException first = new IllegalStateException("first");
    FakeKeyManagement good = FakeKeyManagement.initiator();
    KeyManagement bad =
        new KeyManagement() {
          @Override
          public KeyMgmtOutcome process(KeyMgmtMessage message) {
            return KeyMgmtOutcome.accepted();
          }

          @Override
          public void discard(KeyMgmtLevel level) {
            throw level.equals(SESSION) ? first : new IllegalStateException("second");
          }
        };
    KeyMgmtRun run =
        new KeyMgmtRun(
            Map.of("bad", bad, "good", good),
            List.of(
                new KeyMgmtAgreement.Keyed(SESSION, "bad"),
                new KeyMgmtAgreement.Keyed(AUDIO, "bad"),
                new KeyMgmtAgreement.Keyed(AUDIO, "unknown"),
                new KeyMgmtAgreement.Keyed(VIDEO, "good")));
    assertSame(first, assertThrows(IllegalStateException.class, run::discard));
    assertEquals(1, first.getSuppressed().length);
    assertEquals(List.of(VIDEO), good.discarded);
    run.discard();
    assertEquals(List.of(VIDEO), good.discarded);
  }

  @Test
  void levelsInEffectHaveTheirMedia() {
    SessionDescription offer =
        call().withSessionKeyMgmt(other("a")).withMediaKeyMgmt(0, other("a"));
    assertEquals(
        Map.of(SESSION, List.of(1), AUDIO, List.of(0)), KeyMgmtRun.inEffect(offer, i -> true));
    assertEquals(Map.of(AUDIO, List.of(0)), KeyMgmtRun.inEffect(offer, i -> i == 0));
  }
}
