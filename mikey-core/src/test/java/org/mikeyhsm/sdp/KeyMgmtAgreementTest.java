package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mikeyhsm.sdp.FakeKeyManagement.SESSION;
import static org.mikeyhsm.sdp.FakeKeyManagement.VIDEO;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeyMgmtAgreementTest {
  private static final KeyMgmtAgreement BOTH =
      KeyMgmtAgreement.none()
          .updated(
              i -> true,
              Map.of(SESSION, List.of(0, 2), VIDEO, List.of(1)),
              Map.of(SESSION, "a", VIDEO, "b"));

  @Test
  void tellsWhatKeysAMedia() {
    assertEquals(List.of(0, 1, 2), BOTH.media());
    assertEquals(Optional.of(new KeyMgmtAgreement.Keyed(SESSION, "a")), BOTH.keyed(2));
    assertEquals(Optional.empty(), BOTH.keyed(3));
    assertEquals(Set.of("a"), BOTH.protocols(List.of(0, 2, 3)));
    assertThrows(UnsupportedOperationException.class, () -> BOTH.media().add(3));
  }

  @Test
  void updateLeavesTheOldOneAlone() {
    KeyMgmtAgreement changed =
        BOTH.updated(i -> i != 2, Map.of(VIDEO, List.of(1)), Map.of(VIDEO, "c"));
    assertEquals(
        Set.of(new KeyMgmtAgreement.Keyed(SESSION, "a"), new KeyMgmtAgreement.Keyed(VIDEO, "c")),
        changed.inUse());
    assertEquals(List.of(0, 1), changed.media());
    assertNotEquals(BOTH, changed);
    assertEquals(List.of(0, 1, 2), BOTH.media());
  }
}
