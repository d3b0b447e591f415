package org.mikeyhsm.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.ErrorNo;
import org.mikeyhsm.message.ErrorPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.SignPayload;

/**
 * What every mode does with messages it must not accept: a typed error that names payload, offset
 * and reason, nothing changed, no key left alive, and the next good message works. For a subclass
 * of {@link ModeContract}.
 */
public interface BadInputContract {
  /** The data types of answers, which no error message answers. */
  Set<DataType> ANSWERS =
      Set.of(
          DataType.ERROR,
          DataType.PSK_VER,
          DataType.PK_VER,
          DataType.DH_RESP,
          DataType.DHHMAC_RESP,
          DataType.RSA_R_R);

  /** The data types that the responder takes. */
  Set<DataType> taken();

  private ModeContract<?> mode() {
    return (ModeContract<?>) this;
  }

  @Test
  default void truncatedAnywhere() throws Exception {
    Octets request = mode().start().request();
    for (int length = 0; length < request.length(); length++) {
      mode().assertMalformed(request.slice(0, length));
    }
    mode().accept(request);
  }

  @Test
  default void oversized() throws Exception {
    Octets request = mode().start().request();
    MikeyFormatException oneMore =
        mode().assertMalformed(Octets.of(Arrays.copyOf(request.toArray(), request.length() + 1)));
    assertEquals(request.length(), oneMore.offset());
    mode()
        .assertMalformed(
            Octets.of(Arrays.copyOf(request.toArray(), DecodeLimits.defaults().maxOctets() + 1)));
    mode().accept(request);
  }

  @Test
  default void withAnyOctetChanged() throws Exception {
    Octets request = mode().start().request();
    for (int at = 0; at < request.length(); at++) {
      byte[] changed = request.toArray();
      changed[at] ^= (byte) (at % 2 == 0 ? 0x01 : 0x80);
      mode().assertRefusedUnchanged(Octets.of(changed), MikeyException.class);
    }
    mode().accept(request);
  }

  /** Typed errors only, and no object, session or state left behind. */
  @Test
  default void mutatedManyTimes() throws Exception {
    // Opens the session that a pool keeps, which is no leak.
    mode().exchange();
    mode().clock.move(Duration.ofSeconds(1));
    ModeContract.Started started = mode().start();
    Octets request = started.request();
    Octets other = mode().start().request();
    Map<String, Long> held = mode().held();
    Random random = new Random(3830);
    for (int i = 0; i < mode().bed.mutations(); i++) {
      Octets mutated = Mutation.of(request, other, random);
      MikeyException e = assertThrows(MikeyException.class, () -> mode().receive(mutated));
      ModeContract.assertPlace(e, mutated);
    }
    assertEquals(held, mode().held());
    Octets answer = mode().accept(request).response().orElseThrow();
    held = mode().held();
    for (int i = 0; i < mode().bed.mutations() / 10; i++) {
      Octets mutated = Mutation.of(answer, other, random);
      assertThrows(MikeyException.class, () -> started.receive(mutated));
    }
    assertEquals(held, mode().held());
    mode().keep(started.receive(answer));
  }

  @Test
  default void ofAnotherDataType() throws Exception {
    MikeyMessage request = MikeyMessage.decode(mode().start().request().toArray());
    for (int type = 0; type < 256; type++) {
      DataType dataType = new DataType(type);
      if (taken().contains(dataType)) {
        continue;
      }
      Octets changed =
          Octets.of(
              new MikeyMessage(request.header().withDataType(dataType), request.payloads())
                  .encode());
      ExchangeException e = mode().assertRefused(Failure.DATA_TYPE, changed);
      assertEquals(1, e.offset());
      assertEquals(!ANSWERS.contains(dataType), e.errorMessage().isPresent());
    }
  }

  @Test
  default void withoutOrWithTwoOfEachPayload() throws Exception {
    MikeyMessage request = MikeyMessage.decode(mode().start().request().toArray());
    for (int i = 0; i < request.payloads().size(); i++) {
      for (boolean twice : List.of(true, false)) {
        List<Payload> payloads = new ArrayList<>(request.payloads());
        if (twice) {
          payloads.add(i, payloads.get(i));
        } else {
          payloads.remove(i);
        }
        if (payloads.stream().filter(SignPayload.class::isInstance).count() < 2) {
          mode()
              .assertRefusedUnchanged(
                  Octets.of(new MikeyMessage(request.header(), payloads).encode()),
                  MikeyException.class);
        }
      }
    }
    mode().assertNextGoodOneWorks();
  }

  @Test
  default void withAPayloadThatDoesNotBelong() throws Exception {
    MikeyMessage request = MikeyMessage.decode(mode().start().request().toArray());
    List<Payload> payloads = new ArrayList<>(request.payloads());
    payloads.add(1, new ErrorPayload(ErrorNo.AUTH_FAILURE, 0));
    ExchangeException e =
        mode()
            .assertRefused(
                Failure.PAYLOADS, Octets.of(new MikeyMessage(request.header(), payloads).encode()));
    assertTrue(e.reason().contains("does not belong"), e.reason());
  }

  @Test
  default void replayed() throws Exception {
    ModeContract.Outcome outcome = mode().exchange();
    ExchangeException e = mode().assertRefused(Failure.REPLAY, outcome.request());
    assertEquals(Optional.empty(), e.errorMessage());
    outcome.accepted().close();
    outcome.initiated().close();
    mode().assertRefused(Failure.REPLAY, outcome.request());
    mode().assertNextGoodOneWorks();
  }

  @Test
  default void stale() throws Exception {
    Octets request = mode().start().request();
    mode().clock.move(ModeContract.SKEW.plusSeconds(1));
    ExchangeException e = mode().assertRefused(Failure.TIMESTAMP, request);
    ModeContract.assertErrorMessage(ErrorNo.INVALID_TS, false, e, request);
    mode().assertNextGoodOneWorks();
  }

  @Test
  default void anAnswerWithAnyOctetChangedOrMissing() throws Exception {
    ModeContract.Started started = mode().start();
    Octets answer = mode().accept(started.request()).response().orElseThrow();
    int liveKeys = mode().bed.liveKeys();
    for (int at = 0; at < answer.length(); at++) {
      byte[] changed = answer.toArray();
      changed[at] ^= 0x01;
      assertThrows(MikeyException.class, () -> started.receive(Octets.of(changed)));
      Octets cut = answer.slice(0, at);
      assertThrows(MikeyException.class, () -> started.receive(cut));
    }
    assertEquals(liveKeys, mode().bed.liveKeys());
    mode().keep(started.receive(answer));
  }

  @Test
  default void anAnswerToAnotherExchange() throws Exception {
    ModeContract.Started one = mode().start();
    ModeContract.Started two = mode().start();
    Octets answer = mode().accept(one.request()).response().orElseThrow();
    ExchangeException e = assertThrows(ExchangeException.class, () -> two.receive(answer));
    assertEquals(Failure.MISMATCH, e.failure());
    mode().keep(one.receive(answer));
  }

  @Test
  default void anErrorWithoutProofIsAHintOnly() throws Exception {
    ModeContract.Started started = mode().start();
    Octets bad = started.request().slice(0, started.request().length());
    byte[] changed = bad.toArray();
    changed[changed.length - 1] ^= 1;
    ExchangeException refused = mode().assertRefused(Failure.AUTHENTICATION, Octets.of(changed));
    ExchangeException hint =
        assertThrows(
            ExchangeException.class, () -> started.receive(refused.errorMessage().orElseThrow()));
    assertEquals(Failure.UNPROVEN_PEER_ERROR, hint.failure());
    mode().keep(started.receive(mode().accept(started.request()).response().orElseThrow()));
  }

  @Test
  default void oneMessageInManyThreadsIsAcceptedOnce() throws Exception {
    Octets request = mode().start().request();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        results.add(
            pool.submit(
                () -> {
                  try {
                    mode().accept(request);
                    return true;
                  } catch (ExchangeException e) {
                    assertEquals(Failure.REPLAY, e.failure());
                    return false;
                  }
                }));
      }
      int accepted = 0;
      for (Future<Boolean> result : results) {
        accepted += result.get() ? 1 : 0;
      }
      assertEquals(1, accepted);
    } finally {
      pool.shutdownNow();
    }
  }
}
