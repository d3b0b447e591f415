package org.mikeyhsm.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.jca.TransportedKey;

class SharedKeysTest {
  private final TransportedKey key = Bundles.tgk();
  private final SharedKeys shared = new SharedKeys(List.of(key));

  @Test
  void theLastHolderDestroysTheKeys() {
    assertTrue(shared.retain().isPresent());
    shared.release();
    assertFalse(key.key().isDestroyed());
    shared.release();
    assertTrue(key.key().isDestroyed());
  }

  @Test
  void nobodyRetainsDestroyedKeys() {
    shared.release();
    assertTrue(shared.retain().isEmpty());
  }

  @Test
  void retainingGivesTheSameKeys() {
    assertEquals(List.of(key), shared.retain().orElseThrow().keys());
  }
}
