package org.mikeyhsm.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SoftwareTokensTest {
  @Test
  void bothHaveTheSameKeyAndEachCallAnother() {
    try (SoftwareTokens tokens = SoftwareTokens.generate();
        SoftwareTokens others = SoftwareTokens.generate()) {
      assertEquals(tokens.alice().psk(), tokens.bob().psk());
      assertNotEquals(tokens.alice().psk(), others.alice().psk());
      assertEquals(128, tokens.alice().psk().bitLength().orElseThrow());
    }
  }

  @Test
  void closingWipesBoth() {
    SoftwareTokens tokens = SoftwareTokens.generate();
    assertFalse(tokens.bob().psk().isDestroyed());
    tokens.close();
    assertTrue(tokens.alice().psk().isDestroyed());
    assertTrue(tokens.bob().psk().isDestroyed());
  }
}
