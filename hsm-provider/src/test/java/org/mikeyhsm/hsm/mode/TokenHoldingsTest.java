package org.mikeyhsm.hsm.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.hsm.TokenRow;
import org.mikeyhsm.hsm.token.Token;

/** What the census of the contracts counts is there: without this, an empty one would pass. */
@Tag("softhsm")
class TokenHoldingsTest {
  @ParameterizedTest
  @MethodSource("org.mikeyhsm.hsm.TokenRow#all")
  void aSessionIsSeen(TokenRow row) {
    try (Token token = row.openMain()) {
      token.generateRandom(new byte[1]);
      OptionalLong told = TokenHoldings.sessionCount(token, row.library().get());
      if (row.name().equals("NSS softokn")) {
        assertEquals(OptionalLong.of(token.openSessionCount()), told);
      } else {
        assertEquals(OptionalLong.empty(), told, "SoftHSM2 does not tell");
      }
      long sessions = TokenHoldings.of(token, row.library().get()).get("sessions");
      token.provision(
          (cryptoki, session) -> {
            // A session beside the pool's: ours is not among those counted, NSS's is.
            OptionalLong more = TokenHoldings.sessionCount(token, row.library().get());
            assertEquals(told.isPresent() ? told.getAsLong() + 1 : 0, more.orElse(0));
            return sessions;
          });
      assertEquals(told, TokenHoldings.sessionCount(token, row.library().get()));
    }
  }
}
