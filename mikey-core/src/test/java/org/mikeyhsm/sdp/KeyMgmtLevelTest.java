package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class KeyMgmtLevelTest {
  @Test
  void levelsAreValues() {
    assertEquals(KeyMgmtLevel.session(), new KeyMgmtLevel.Session());
    assertEquals(KeyMgmtLevel.media(2), new KeyMgmtLevel.Media(2));
  }

  @Test
  void mediaIndexIsNotNegative() {
    assertThrows(IllegalArgumentException.class, () -> KeyMgmtLevel.media(-1));
  }
}
