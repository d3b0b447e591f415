package org.mikeyhsm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.security.GeneralSecurityException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Mutation;

/**
 * Messages that were damaged at random: no call throws, nothing is left, no exchange dies of one.
 */
class EngineMutationTest extends TwoEngines {
  private static final int COUNT = 300;

  private final Random random = new Random(20261128);

  @ParameterizedTest
  @EnumSource(EngineMode.class)
  void everyDamagedMessageIsRefusedOrPassedOver(EngineMode mode) throws GeneralSecurityException {
    try (Initiated initiated = alice.initiate(mode, EngineSides.BOB, STREAMS);
        Initiated other = alice.initiate(mode, EngineSides.BOB, STREAMS)) {
      for (int i = 0; i < COUNT; i++) {
        Outcome outcome = bob.respond(Mutation.of(initiated.message(), other.message(), random));
        assertFalse(outcome instanceof Outcome.Established, outcome.toString());
      }
      assertEquals(0, bob.load().bundles());
      try (Outcome answered = bob.respond(initiated.message())) {
        assertInstanceOf(Outcome.Established.class, answered);
        if (answered.reply().isPresent()) {
          answers(initiated.awaiting(), answered.reply().get());
        }
      }
    }
    assertEquals(0, bob.load().bundles());
    assertEquals(0, alice.load().bundles());
    assertEquals(0, alice.load().awaited());
  }

  /** Whoever can send forged answers must not be able to end the exchange. */
  private void answers(OpenExchange exchange, Octets answer) throws GeneralSecurityException {
    for (int i = 0; i < COUNT; i++) {
      Outcome outcome = exchange.receive(Mutation.of(answer, exchange.message(), random));
      assertInstanceOf(Outcome.Ignored.class, outcome, outcome.toString());
    }
    exchange.receive(answer).orThrow().close();
  }
}
