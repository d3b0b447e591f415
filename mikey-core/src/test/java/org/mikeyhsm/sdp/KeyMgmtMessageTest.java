package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mikeyhsm.sdp.FakeKeyManagement.ANSWER;
import static org.mikeyhsm.sdp.FakeKeyManagement.SESSION;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.Octets;

final class KeyMgmtMessageTest {
  @Test
  void partsAreChecked() {
    assertEquals(ANSWER, new KeyMgmtMessage(SESSION, List.of("a", "b"), "b", ANSWER).data());
    assertThrows(
        IllegalArgumentException.class,
        () -> new KeyMgmtMessage(SESSION, List.of("a"), "b", ANSWER));
    assertThrows(
        IllegalArgumentException.class,
        () -> new KeyMgmtMessage(SESSION, List.of("a"), "a", Octets.empty()));
  }
}
