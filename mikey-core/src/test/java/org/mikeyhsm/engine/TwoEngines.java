package org.mikeyhsm.engine;

import java.security.GeneralSecurityException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Alice's and Bob's engines, anew for each test. */
public abstract class TwoEngines {
  /** A stream to Bob, and one back whose SSRC he chooses. */
  protected static final Streams STREAMS = Streams.of(0x11223344, 0);

  protected EngineSides sides;
  protected MikeyEngine alice;
  protected MikeyEngine bob;

  @BeforeEach
  void openEngines() throws GeneralSecurityException {
    sides = new EngineSides();
    alice = sides.alice().build();
    bob = sides.bob().build();
  }

  @AfterEach
  void closeEngines() {
    alice.close();
    bob.close();
    sides.close();
  }
}
