package org.mikeyhsm.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.TimestampPayload;

/** The same of answers. For a subclass of {@link ModeContract}. */
public interface SignedAnswersContract extends SignedBadInputContract {
  /**
   * An answer of bob with these payloads.
   *
   * @param asked the timestamp of the request
   */
  Octets signedAnswer(CommonHeader header, List<Payload> payloads, TimestampPayload asked)
      throws GeneralSecurityException;

  private ModeContract<?> mode() {
    return (ModeContract<?>) this;
  }

  /** An answer that is refused leaves the exchange as it was; one that is taken ends it. */
  @Test
  default void answersMutatedManyTimesAndSignedAnew() throws Exception {
    mode().exchange().initiated().close();
    mode().clock.move(STEP);
    ModeContract.Started other = mode().start();
    Octets othersAnswer = mode().accept(other.request()).response().orElseThrow();
    Map<String, Long> held = mode().heldButMemory();
    Map<String, Integer> refused = new TreeMap<>();
    Random random = new Random(4738);
    int accepted = 0;
    int malformed = 0;
    for (int i = 0; i < mode().bed.mutations() / 10; ) {
      mode().clock.move(STEP);
      ModeContract.Started started = mode().start();
      Octets answer;
      try (Accepted accepting = mode().receive(started.request())) {
        answer = accepting.response().orElseThrow();
      }
      TimestampPayload asked =
          MikeyMessage.decode(answer.toArray()).first(TimestampPayload.class).orElseThrow();
      boolean over = false;
      for (; !over && i < mode().bed.mutations() / 10; i++) {
        Optional<MikeyMessage> mutated =
            SignedBadInputContract.mutated(answer, othersAnswer, random);
        if (mutated.isPresent()) {
          Octets message =
              signedAnswer(
                  mutated.get().header(), SignedBadInputContract.unsigned(mutated.get()), asked);
          try {
            started.receive(message).close();
            accepted++;
            over = true;
          } catch (ExchangeException e) {
            refused.merge(e.failure() + " of " + e.payload(), 1, Integer::sum);
          } catch (MikeyException e) {
            malformed++;
          }
        }
      }
      if (!over) {
        started.receive(answer).close();
      }
    }
    assertEquals(held, mode().heldButMemory());
    String seen = accepted + " accepted, " + malformed + " malformed, " + refused;
    assertTrue(refused.size() > 3, seen);
    // Past the signature, which is right: the rest has another identity of bob.
    assertTrue(refused.getOrDefault("AUTHENTICATION of SIGN", 0) < 50, seen);
  }
}
