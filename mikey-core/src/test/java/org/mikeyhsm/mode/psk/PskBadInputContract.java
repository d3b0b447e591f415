package org.mikeyhsm.mode.psk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.jca.KeyProbe;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.ErrorNo;
import org.mikeyhsm.message.ErrorPayload;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PolicyParameter;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.ProtType;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.TsType;
import org.mikeyhsm.message.VerificationPayload;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.BadInputContract;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSession;
import org.mikeyhsm.session.NtpTime;
import org.mikeyhsm.session.ReplayCache;
import org.mikeyhsm.session.ReplaySettings;
import org.mikeyhsm.session.SrtpPolicy;

/**
 * What the pre-shared key mode does with messages it must not accept: a typed error that names
 * payload, offset and reason, nothing changed, no key left alive, and the next good message works.
 */
public abstract class PskBadInputContract extends PskContract {
  private static final IdPayload CAROL = IdPayload.uri("sip:carol@example.com");

  /** For the class that opens the provider. */
  protected PskBadInputContract() {}

  // Shape.

  @Test
  void truncatedAnywhere() throws Exception {
    Octets request = initiator(offer()).start();
    for (int length = 0; length < request.length(); length++) {
      assertMalformed(request.slice(0, length));
    }
    accept(request);
  }

  @Test
  void oversized() throws Exception {
    Octets request = initiator(offer()).start();
    byte[] longer = Arrays.copyOf(request.toArray(), request.length() + 1);
    MikeyFormatException oneMore = assertMalformed(Octets.of(longer));
    assertEquals(request.length(), oneMore.offset());
    byte[] huge = Arrays.copyOf(request.toArray(), DecodeLimits.defaults().maxOctets() + 1);
    MikeyFormatException tooLong = assertMalformed(Octets.of(huge));
    assertEquals("HDR", tooLong.payload());
    assertTrue(tooLong.reason().contains("limit"), tooLong.reason());
    accept(request);
  }

  @Test
  void ofAnotherVersion() throws Exception {
    byte[] request = initiator(offer()).start().toArray();
    request[0] = 2;
    MikeyFormatException e = assertMalformed(Octets.of(request));
    assertEquals("HDR", e.payload());
    assertEquals(0, e.offset());
    assertNextGoodOneWorks();
  }

  @ParameterizedTest
  @ValueSource(ints = {18, 19, 27, 99, 240, 255})
  void withAnUnknownPayload(int type) throws Exception {
    byte[] request = initiator(offer()).start().toArray();
    request[2] = (byte) type;
    MikeyFormatException e = assertMalformed(Octets.of(request));
    assertEquals(2, e.offset());
    assertTrue(e.reason().contains(Integer.toString(type)), e.reason());
    assertNextGoodOneWorks();
  }

  @Test
  void withAnyOctetChanged() throws Exception {
    Octets request = initiator(offer()).start();
    for (int at = 0; at < request.length(); at++) {
      for (int bit : List.of(0x01, 0x80)) {
        byte[] changed = request.toArray();
        changed[at] ^= (byte) bit;
        assertRefusedUnchanged(Octets.of(changed), MikeyException.class);
      }
    }
    assertEquals(0, bob.replayCache().size());
    accept(request);
  }

  @Test
  void ofRandomOctets() throws Exception {
    Random random = new Random(3830);
    Octets request = initiator(offer()).start();
    for (int i = 0; i < 300; i++) {
      byte[] changed = request.toArray();
      for (int k = 0; k <= i % 8; k++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      if (!Octets.of(changed).equals(request)) {
        assertRefusedUnchanged(Octets.of(changed), MikeyException.class);
      }
    }
    accept(request);
  }

  // Payloads (RFC 3830 3.1, 4.5, 6.2).

  @Test
  void withoutTimestamp() throws Exception {
    ExchangeException e = assertShapeRefused(payloads -> without(TimestampPayload.class, payloads));
    assertEquals("T", e.payload());
    assertEquals(Optional.empty(), e.errorMessage(), "an error message would need the T");
  }

  @Test
  void withTwoTimestamps() throws Exception {
    assertEquals(
        "T", assertShapeRefused(payloads -> twice(TimestampPayload.class, payloads)).payload());
  }

  @Test
  void withTwoRands() throws Exception {
    assertEquals(
        "RAND", assertShapeRefused(payloads -> twice(RandPayload.class, payloads)).payload());
  }

  @Test
  void withThreeIdentities() throws Exception {
    assertEquals("ID", assertShapeRefused(payloads -> twice(IdPayload.class, payloads)).payload());
  }

  @Test
  void withTheSamePolicyNumberTwice() throws Exception {
    assertEquals(
        "SP",
        assertShapeRefused(payloads -> twice(SecurityPolicyPayload.class, payloads)).payload());
  }

  @Test
  void withoutKemac() throws Exception {
    assertEquals(
        "KEMAC", assertShapeRefused(payloads -> without(KemacPayload.class, payloads)).payload());
  }

  @Test
  void withTwoKemacs() throws Exception {
    assertEquals(
        "KEMAC", assertShapeRefused(payloads -> twice(KemacPayload.class, payloads)).payload());
  }

  @Test
  void withAPayloadAfterKemac() throws Exception {
    ExchangeException e =
        assertShapeRefused(
            payloads -> {
              List<Payload> moved = new ArrayList<>(payloads);
              moved.add(moved.remove(0));
              return moved;
            });
    assertEquals("KEMAC", e.payload());
    assertTrue(e.reason().contains("last"), e.reason());
  }

  @Test
  void withAPayloadThatDoesNotBelong() throws Exception {
    for (Payload stranger :
        List.of(
            new ErrorPayload(ErrorNo.AUTH_FAILURE, 0),
            new VerificationPayload(MacAlg.NULL, Octets.empty()))) {
      ExchangeException e =
          assertShapeRefused(
              payloads -> {
                List<Payload> more = new ArrayList<>(payloads);
                more.add(1, stranger);
                return more;
              });
      assertTrue(e.reason().contains("does not belong"), e.reason());
    }
  }

  @Test
  void withNoPayloadAtAll() throws Exception {
    assertEquals("T", assertShapeRefused(payloads -> List.of()).payload());
  }

  /** RFC 3830 4.1.1: at least 128 bits. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15})
  void withAShortRand(int length) throws Exception {
    TimestampPayload t = now();
    Octets rand = Octets.of(new byte[length]);
    Octets request =
        rogue.seal(
            RoguePeer.header(5, true),
            List.of(
                t, new RandPayload(rand), ALICE, BOB, rogue.kemac(5, rand, t, RoguePeer.TGK_16)),
            rand);
    ExchangeException e = assertRefused(Failure.PAYLOADS, request);
    assertEquals("RAND", e.payload());
    assertErrorMessage(ErrorNo.UNSPECIFIED_ERROR, false, e, request);
    assertNextGoodOneWorks();
  }

  @Test
  void ofAnotherDataType() throws Exception {
    for (int type = 0; type < 256; type++) {
      DataType dataType = new DataType(type);
      if (dataType.equals(DataType.PSK)) {
        continue;
      }
      CommonHeader header = RoguePeer.header(5, true).withDataType(dataType);
      Octets request = rogue.initial(header, now(), RoguePeer.TGK_16);
      ExchangeException e = assertRefused(Failure.DATA_TYPE, request);
      assertEquals("HDR", e.payload());
      assertEquals(1, e.offset());
      if (BadInputContract.ANSWERS.contains(dataType)) {
        assertEquals(Optional.empty(), e.errorMessage(), "an answer is not answered");
      } else {
        assertErrorMessage(ErrorNo.INVALID_DT, false, e, request);
      }
    }
    assertNextGoodOneWorks();
  }

  // Time and replay (RFC 3830 5.3, 5.4).

  @Test
  void replayed() throws Exception {
    Outcome outcome = exchange(offer());
    for (int i = 0; i < 3; i++) {
      ExchangeException e = assertRefused(Failure.REPLAY, outcome.request());
      assertEquals("T", e.payload());
      assertEquals(Optional.empty(), e.errorMessage(), "discarded without an answer");
      clock.move(Duration.ofSeconds(20));
    }
    outcome.accepted().close();
    outcome.initiated().close();
    assertRefused(Failure.REPLAY, outcome.request());
    assertNextGoodOneWorks();
  }

  @Test
  void replayedAfterTheWindow() throws Exception {
    Outcome outcome = exchange(offer());
    clock.move(SKEW.plusSeconds(1));
    assertRefused(Failure.TIMESTAMP, outcome.request());
    assertNextGoodOneWorks();
  }

  @Test
  void stale() throws Exception {
    Octets request = initiator(offer()).start();
    clock.move(SKEW.plusSeconds(1));
    ExchangeException e = assertRefused(Failure.TIMESTAMP, request);
    assertEquals("T", e.payload());
    assertTrue(e.reason().contains("older"), e.reason());
    assertErrorMessage(ErrorNo.INVALID_TS, false, e, request);
    assertNextGoodOneWorks();
  }

  @Test
  void fromTheFuture() throws Exception {
    Octets request = initiator(offer()).start();
    clock.move(SKEW.plusSeconds(1).negated());
    bob = context(ReplaySettings.DEFAULT, 10);
    responder = responder(bob, PskResponderSettings.DEFAULT);
    ExchangeException e = assertRefused(Failure.TIMESTAMP, request);
    assertTrue(e.reason().contains("later"), e.reason());
    assertErrorMessage(ErrorNo.INVALID_TS, false, e, request);
    clock.move(SKEW);
    accept(request);
  }

  @Test
  void withNoRoomInTheReplayCache() throws Exception {
    bob = context(new ReplaySettings(SKEW, 2, 1), 10);
    responder = responder(bob, PskResponderSettings.DEFAULT);
    Outcome first = exchange(offer());
    exchange(offer());
    ExchangeException e = assertRefused(Failure.REPLAY_UNDECIDED, initiator(offer()).start());
    assertEquals(Optional.empty(), e.errorMessage());
    assertRefused(Failure.REPLAY, first.request());
    clock.move(SKEW.plusSeconds(1));
    assertNextGoodOneWorks();
  }

  @Test
  void whileTheStateIsLost() throws Exception {
    bob = bob.withReplayCache(ReplayCache.afterLoss(ReplaySettings.DEFAULT, clock));
    responder = responder(bob, PskResponderSettings.DEFAULT);
    assertRefused(Failure.REPLAY_UNDECIDED, initiator(offer()).start());
    clock.move(SKEW);
    assertNextGoodOneWorks();
  }

  // Authentication.

  @Test
  void withAWrongMac() throws Exception {
    Octets request = initiator(offer()).start();
    Octets changed = flipped(request, request.length() - 1);
    ExchangeException e = assertRefused(Failure.AUTHENTICATION, changed);
    assertEquals("KEMAC", e.payload());
    assertErrorMessage(ErrorNo.AUTH_FAILURE, false, e, changed);
    accept(request);
  }

  @Test
  void withAnotherPsk() throws Exception {
    RoguePeer stranger = new RoguePeer(new byte[16], ALICE, BOB);
    assertRefused(Failure.AUTHENTICATION, stranger.initial(5, now()));
    assertNextGoodOneWorks();
  }

  @Test
  void ofAnUnknownIdentityWhichLooksLikeAWrongMac() throws Exception {
    responder =
        new PskResponder(bob, PskDirectory.of(List.of(bobToAlice)), PskResponderSettings.DEFAULT);
    // Fresh, stale, future; initial and update: always the same answer.
    for (Duration offset : List.of(Duration.ZERO, SKEW.plusSeconds(1), SKEW.multipliedBy(-2))) {
      TimestampPayload t =
          TimestampPayload.of(TsType.NTP_UTC, NtpTime.of(clock.instant().minus(offset)));
      for (boolean initial : List.of(true, false)) {
        ExchangeException known = refusal(unauthentic(t, initial, ALICE, BOB));
        assertEquals(offset.isZero() ? Failure.AUTHENTICATION : Failure.TIMESTAMP, known.failure());
        for (Octets unknown :
            List.of(
                unauthentic(t, initial, CAROL, BOB),
                unauthentic(t, initial, ALICE, CAROL),
                unauthentic(t, initial, IdPayload.nai("sip:alice@example.com"), BOB))) {
          ExchangeException e = refusal(unknown);
          assertEquals(known.failure(), e.failure());
          assertEquals(known.errorMessage(), e.errorMessage());
        }
      }
    }
    assertNextGoodOneWorks();
  }

  /** Otherwise anybody could find out which CSB IDs two parties use. */
  @Test
  void aWrongMacOnACsbIdInUseLooksLikeAnyOther() throws Exception {
    Outcome outcome = exchange(offer());
    int inUse = outcome.accepted().terms().csbId();
    clock.move(Duration.ofSeconds(1));
    for (boolean withRand : List.of(true, false)) {
      for (int csbId : List.of(inUse, inUse + 1)) {
        Octets request = unauthentic(csbId, now(), withRand, ALICE, BOB);
        assertErrorMessage(
            ErrorNo.AUTH_FAILURE, false, assertRefused(Failure.AUTHENTICATION, request), request);
      }
    }
  }

  // Algorithms (RFC 3830 4.2.3, 4.2.4, Table 6.12).

  @Test
  void withNullMacUnderEncryption() throws Exception {
    for (PskResponderSettings settings : List.of(PskResponderSettings.DEFAULT, NULL_ALLOWED)) {
      responder = responder(bob, settings);
      for (EncrAlg encr : List.of(EncrAlg.AES_CM_128, EncrAlg.AES_KW_128)) {
        Octets request = withKemac(encr, MacAlg.NULL);
        ExchangeException e = assertRefused(Failure.MAC_ALGORITHM, request);
        assertErrorMessage(ErrorNo.INVALID_MAC, false, e, request);
      }
    }
    assertNextGoodOneWorks();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void withNullEncryptionThatIsNotAllowed(int macAlg) throws Exception {
    PskInitiator initiator =
        initiator(
            offer()
                .withAlgorithms(
                    EncrAlg.NULL, new MacAlg(macAlg), NullTransport.UNDERLYING_PROTOCOL_PROTECTS));
    Octets request = initiator.start();
    ExchangeException e = assertRefused(Failure.ENCRYPTION_ALGORITHM, request);
    assertErrorMessage(ErrorNo.INVALID_EA, false, e, request);
    assertNextGoodOneWorks();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 111, 127})
  void withAnotherPrf(int prf) throws Exception {
    CommonHeader asked = RoguePeer.header(5, true);
    CommonHeader header =
        new CommonHeader(
            asked.dataType(), asked.v(), new PrfFunc(prf), asked.csbId(), asked.csIdMap());
    Octets request = rogue.initial(header, now(), RoguePeer.TGK_16);
    ExchangeException e = assertRefused(Failure.PRF, request);
    assertEquals("HDR", e.payload());
    assertEquals(3, e.offset());
    assertErrorMessage(ErrorNo.INVALID_PRF, false, e, request);
    assertNextGoodOneWorks();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 240, 255})
  void withAnotherEncryption(int encr) throws Exception {
    Octets request = withKemac(new EncrAlg(encr), MacAlg.HMAC_SHA_1_160);
    ExchangeException e = assertRefused(Failure.ENCRYPTION_ALGORITHM, request);
    assertErrorMessage(ErrorNo.INVALID_EA, false, e, request);
    assertNextGoodOneWorks();
  }

  @Test
  void withAnotherMac() throws Exception {
    Octets request = withKemac(EncrAlg.AES_CM_128, MacAlg.HMAC_SHA_256_256);
    ExchangeException e = assertRefused(Failure.MAC_ALGORITHM, request);
    assertErrorMessage(ErrorNo.INVALID_MAC, false, e, request);
    assertNextGoodOneWorks();
  }

  // Authentic messages that are refused: the error message has a V (RFC 3830 5.1.2).

  @Test
  void withAPolicyForAnotherProtocol() throws Exception {
    Octets request =
        rogue.initial(5, now(), new SecurityPolicyPayload(0, ProtType.TESLA, List.of()));
    ExchangeException e = assertRefusedThoughAuthentic(Failure.POLICY, request);
    assertEquals("SP", e.payload());
    assertOffersOwnPolicies(assertErrorMessage(ErrorNo.INVALID_SP, true, e, request));
    assertNextGoodOneWorks();
  }

  @ParameterizedTest
  @CsvSource({"0,02", "1,20", "2,02", "5,01", "11,05", "13,01", "99,00"})
  void withAPolicyParameterThatIsNotSupported(int type, String value) throws Exception {
    Octets request =
        rogue.initial(
            5,
            now(),
            new SecurityPolicyPayload(
                0, ProtType.SRTP, List.of(new PolicyParameter(type, Octets.ofHex(value)))));
    ExchangeException e = assertRefusedThoughAuthentic(Failure.POLICY_PARAMETER, request);
    assertEquals("SP", e.payload());
    assertOffersOwnPolicies(assertErrorMessage(ErrorNo.INVALID_SPPAR, true, e, request));
    assertNextGoodOneWorks();
  }

  @Test
  void withAStreamWhosePolicyIsNotDefined() throws Exception {
    SecurityPolicyPayload other = SrtpPolicy.AES_CM_128_HMAC_SHA1_80.toPayload(9);
    Octets request = rogue.initial(5, now(), other);
    ExchangeException e = assertRefusedThoughAuthentic(Failure.POLICY_PARAMETER, request);
    assertEquals("HDR", e.payload());
    assertEquals(10, e.offset());
    assertNextGoodOneWorks();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Not key data: next payload, type, KV and lengths that do not fit.
        "ff",
        "00 00 0010 00",
        "01 00 0001 00",
        "14 00 0001 00",
        "00 f0 0001 00",
        "00 0f 0001 00",
        "00 00 0001 00 00",
        "00 10 0001 00",
        "00 01 0001 00 05 00",
        // A key without octets.
        "00 00 0000",
        "14 00 0001 00 00 00 0000",
      })
  void withKeyDataThatIsNone(String keyData) throws Exception {
    Octets request = rogue.initial(RoguePeer.header(5, true), now(), keyData);
    ExchangeException e = assertRefusedThoughAuthentic(Failure.AUTHENTICATION, request);
    assertEquals("KEMAC", e.payload());
    assertErrorMessage(ErrorNo.AUTH_FAILURE, true, e, request);
    assertNextGoodOneWorks();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // RFC 6043 and RFC 6267: GTGK, GTGK+SALT, MPK.
        "00 40 0010 00000000000000000000000000000000",
        "00 50 0010 00000000000000000000000000000000 0001 00",
        "00 60 0010 00000000000000000000000000000000",
        // A TEK of 30 octets, a salt of 2 and of none, a TEK without salt.
        "00 30 001e 000000000000000000000000000000000000000000000000000000000000 000e"
            + "0000000000000000000000000000",
        "00 10 0010 00000000000000000000000000000000 0002 0000",
        "00 10 0010 00000000000000000000000000000000 0000",
        "00 20 0010 00000000000000000000000000000000",
      })
  void withKeysThatTheModeCannotUse(String keyData) throws Exception {
    Octets request = rogue.initial(RoguePeer.header(5, true), now(), keyData);
    ExchangeException e = assertRefusedThoughAuthentic(Failure.PAYLOADS, request);
    assertErrorMessage(ErrorNo.UNSPECIFIED_ERROR, true, e, request);
    assertNextGoodOneWorks();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // RFC 6267: K_PR.
        "00 70 0010 00000000000000000000000000000000",
        // A short GTGK, one good key before it.
        "14 00 0010 00000000000000000000000000000000 00 40 0001 00",
      })
  void withKeysThatSomeTokensDoNotEvenTake(String keyData) throws Exception {
    Octets request = rogue.initial(RoguePeer.header(5, true), now(), keyData);
    boolean taken = bed.probe() == KeyProbe.EXPORT;
    ExchangeException e =
        assertRefusedThoughAuthentic(taken ? Failure.PAYLOADS : Failure.AUTHENTICATION, request);
    assertErrorMessage(taken ? ErrorNo.UNSPECIFIED_ERROR : ErrorNo.AUTH_FAILURE, true, e, request);
    assertNextGoodOneWorks();
  }

  @Test
  void withATekForStreamsOfTheSameSsrc() throws Exception {
    CommonHeader header =
        RoguePeer.header(5, true)
            .withCsIdMap(new SrtpIdMap(List.of(new SrtpId(0, 1, 0), new SrtpId(0, 1, 0))));
    String tek = "00 30 0010 00000000000000000000000000000000 000e 0000000000000000000000000000";
    assertRefusedThoughAuthentic(Failure.PAYLOADS, rogue.initial(header, now(), tek));
    assertNextGoodOneWorks();
  }

  @Test
  void withoutAnyKey() throws Exception {
    Octets request = rogue.initial(RoguePeer.header(5, true), now(), "");
    ExchangeException e = assertRefusedThoughAuthentic(Failure.PAYLOADS, request);
    assertErrorMessage(ErrorNo.UNSPECIFIED_ERROR, true, e, request);
    assertNextGoodOneWorks();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 15, 16, 23, 24, 31, 33})
  void withWrappedKeysOfAnImpossibleLength(int length) throws Exception {
    Octets request = rogueKeyWrap(Octets.of(new byte[length]));
    assertRefusedThoughAuthentic(Failure.AUTHENTICATION, request);
    assertNextGoodOneWorks();
  }

  @Test
  void withACsbIdInUse() throws Exception {
    Outcome outcome = exchange(offer());
    clock.move(Duration.ofSeconds(1));
    Octets request = rogue.initial(outcome.accepted().terms().csbId(), now());
    ExchangeException e = assertRefusedThoughAuthentic(Failure.MISMATCH, request);
    assertEquals("HDR", e.payload());
    assertEquals(4, e.offset());
    assertErrorMessage(ErrorNo.UNSPECIFIED_ERROR, true, e, request);
    assertSameKeys(outcome);
    outcome.accepted().close();
    clock.move(Duration.ofSeconds(1));
    accept(rogue.initial(outcome.accepted().terms().csbId(), now()));
  }

  @Test
  void withNoRoomInTheBundleStore() throws Exception {
    bob = context(ReplaySettings.DEFAULT, 1);
    responder = responder(bob, PskResponderSettings.DEFAULT);
    Outcome outcome = exchange(offer());
    Octets request = initiator(offer()).start();
    ExchangeException e = assertRefusedThoughAuthentic(Failure.LIMIT, request);
    assertErrorMessage(ErrorNo.UNSPECIFIED_ERROR, true, e, request);
    Outcome updated = update(offer(), outcome);
    assertSameKeys(updated);
    updated.accepted().close();
    assertNextGoodOneWorks();
  }

  @Test
  void anInitiatorWithoutRoomInTheBundleStoreDoesNotStart() throws Exception {
    alice = context(ReplaySettings.DEFAULT, 1);
    PskInitiator first = initiator(offer());
    first.start();
    assertThrows(IllegalStateException.class, () -> initiator(offer()).start());
    first.close();
    assertNextGoodOneWorks();
  }

  // Updates (RFC 3830 4.5).

  @Test
  void anUpdateOfAnUnknownBundle() throws Exception {
    Octets request = rogue.update(RoguePeer.header(5, true), rogue.rand, now(), RoguePeer.TGK_16);
    ExchangeException e = assertRefused(Failure.AUTHENTICATION, request);
    assertEquals("HDR", e.payload());
    assertEquals(4, e.offset());
    assertTrue(e.reason().contains("no established bundle"), e.reason());
    assertErrorMessage(ErrorNo.AUTH_FAILURE, false, e, request);
    assertNextGoodOneWorks();
  }

  @Test
  void anUpdateOfABundleThatWasClosed() throws Exception {
    Outcome outcome = exchange(offer());
    Octets request = updater(offer(), outcome.initiated()).start();
    outcome.accepted().close();
    assertRefused(Failure.AUTHENTICATION, request);
    assertNextGoodOneWorks();
  }

  @Test
  void anUpdateWithANewRand() throws Exception {
    Outcome outcome = exchange(offer());
    clock.move(Duration.ofSeconds(1));
    Octets request = rogue.initial(outcome.accepted().terms().csbId(), now());
    assertRefusedThoughAuthentic(Failure.MISMATCH, request);
    assertSameKeys(update(offer(), outcome));
  }

  @Test
  void anUpdateReplayed() throws Exception {
    Outcome first = exchange(offer());
    Outcome second = update(offer(), first);
    assertRefused(Failure.REPLAY, second.request());
    update(offer(), second);
    assertRefused(Failure.REPLAY, second.request());
    assertNextGoodOneWorks();
  }

  @Test
  void anUpdateHeldBackUntilAfterALaterOne() throws Exception {
    Outcome first = exchange(offer());
    clock.move(Duration.ofSeconds(1));
    PskInitiator heldBack = updater(offer(), first.initiated());
    Octets old = heldBack.start();
    Outcome second = update(offer(), first);
    ExchangeException e = assertRefusedThoughAuthentic(Failure.TIMESTAMP, old);
    assertEquals("T", e.payload());
    assertErrorMessage(ErrorNo.INVALID_TS, true, e, old);
    assertSameKeys(second);
    assertSameKeys(update(offer(), second));
  }

  @Test
  void anUpdateAsOldAsWhatItUpdates() throws Exception {
    Outcome outcome = exchange(offer());
    BundleTerms terms = outcome.accepted().terms();
    for (TimestampPayload t :
        List.of(
            TimestampPayload.of(TsType.NTP_UTC, terms.timestamp().asLong() - 1),
            TimestampPayload.of(TsType.NTP, terms.timestamp().asLong() + 1),
            TimestampPayload.of(TsType.COUNTER, 0xFFFF_FFFFL))) {
      Octets request = rogue.update(RoguePeer.header(terms.csbId(), true), terms.rand(), t, "");
      int remembered = bob.replayCache().size();
      ExchangeException e = assertThrows(ExchangeException.class, () -> responder.receive(request));
      assertEquals(Failure.TIMESTAMP, e.failure());
      assertTrue(bob.replayCache().size() <= remembered + 1);
    }
    assertSameKeys(update(offer(), outcome));
  }

  /** RFC 6043 6.3: whole seconds wrap in 2036 as well. */
  @Test
  void anUpdateInWholeSecondsIsNewerAcrossTheEra() throws Exception {
    clock.set(Instant.parse("2036-02-07T06:28:14Z"));
    bob = context(ReplaySettings.DEFAULT, 10);
    responder = responder(bob, PskResponderSettings.DEFAULT);
    TimestampPayload before = TimestampPayload.of(TsType.NTP_UTC_32, 0xFFFF_FFFEL);
    Accepted first = accept(rogue.initial(5, before));
    clock.move(Duration.ofSeconds(4));
    TimestampPayload after = TimestampPayload.of(TsType.NTP_UTC_32, 2);
    accept(rogue.update(RoguePeer.header(5, true), first.bundle().terms().rand(), after, ""));
  }

  // Many at once.

  @Test
  void oneMessageInManyThreadsIsAcceptedOnce() throws Exception {
    for (int round = 0; round < 5; round++) {
      Octets request = initiator(offer()).start();
      List<Object> results = inThreads(6, i -> request);
      assertEquals(1, results.stream().filter(Accepted.class::isInstance).count());
      assertEquals(
          5,
          results.stream()
              .filter(r -> r instanceof ExchangeException e && e.failure() == Failure.REPLAY)
              .count());
    }
  }

  @Test
  void oneCsbIdInManyThreadsIsAgreedOnce() throws Exception {
    for (int round = 0; round < 5; round++) {
      int csbId = 100 + round;
      long t = NtpTime.of(clock.instant()) + round * 100;
      List<Object> results =
          inThreads(6, i -> rogue.initial(csbId, TimestampPayload.of(TsType.NTP_UTC, t + i)));
      assertEquals(1, results.stream().filter(Accepted.class::isInstance).count());
      assertEquals(round + 1, bob.bundles().size());
    }
  }

  @Test
  void updatesInManyThreadsEndWithTheLatestAccepted() throws Exception {
    Outcome outcome = exchange(offer());
    BundleTerms terms = outcome.accepted().terms();
    long t = terms.timestamp().asLong();
    List<Object> results =
        inThreads(
            6,
            i ->
                rogue.update(
                    RoguePeer.header(terms.csbId(), false),
                    terms.rand(),
                    TimestampPayload.of(TsType.NTP_UTC, t + 1 + i),
                    i % 2 == 0 ? "" : RoguePeer.TGK_16));
    long latest =
        results.stream()
            .filter(Accepted.class::isInstance)
            .mapToLong(r -> ((Accepted) r).bundle().terms().timestamp().asLong())
            .max()
            .orElseThrow();
    assertEquals(
        latest,
        bob.bundles().find(ALICE, BOB, terms.csbId()).orElseThrow().terms().timestamp().asLong());
    assertEquals(1, bob.bundles().size());
  }

  @FunctionalInterface
  private interface Maker {
    Octets make(int index) throws Exception;
  }

  /** What the responder said to each message, an {@link Accepted} or an exception. */
  private List<Object> inThreads(int threads, Maker maker) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Object>> tasks = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Octets message = maker.make(i);
        tasks.add(
            () -> {
              barrier.await();
              try {
                return responder.receive(message);
              } catch (MikeyException e) {
                return e;
              }
            });
      }
      List<Object> results = new ArrayList<>();
      for (Future<Object> done : pool.invokeAll(tasks)) {
        Object result = done.get();
        if (result instanceof Accepted accepted) {
          keep(accepted);
        }
        results.add(result);
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  // What an initiator refuses; the right answer may still come (RFC 3830 5.1.2, 5.2).

  @Test
  void anAnswerWithAnyOctetChangedOrMissing() throws Exception {
    PskInitiator initiator = initiator(offer());
    Octets answer = accept(initiator.start()).response().orElseThrow();
    int liveKeys = bed.liveKeys();
    for (int at = 0; at < answer.length(); at++) {
      Octets changed = flipped(answer, at);
      assertPlace(assertThrowsMikey(() -> initiator.receive(changed)), changed);
      Octets cut = answer.slice(0, at);
      assertPlace(assertThrowsMikey(() -> initiator.receive(cut)), cut);
    }
    assertEquals(liveKeys, bed.liveKeys());
    assertEquals(1, alice.bundles().size());
    keep(initiator.receive(answer));
  }

  @Test
  void anAnswerToAnotherExchange() throws Exception {
    PskInitiator initiator = initiator(offer());
    Octets request = initiator.start();
    Outcome other = exchange(offer());
    assertAnswerRefused(initiator, Failure.MISMATCH, other.response().orElseThrow());
    keep(initiator.receive(accept(request).response().orElseThrow()));
  }

  @Test
  void anAnswerToAnEarlierMessageOfTheSameBundle() throws Exception {
    Outcome first = exchange(offer());
    clock.move(Duration.ofSeconds(1));
    PskInitiator updater = updater(offer(), first.initiated());
    Octets request = updater.start();
    ExchangeException e =
        assertAnswerRefused(updater, Failure.MISMATCH, first.response().orElseThrow());
    assertEquals("T", e.payload());
    keep(updater.receive(accept(request).response().orElseThrow()));
  }

  @Test
  void anAnswerWithAnotherTimestampIdentityOrMap() throws Exception {
    PskInitiator initiator = initiator(offer());
    Octets request = initiator.start();
    MikeyMessage sent = MikeyMessage.decode(request.toArray());
    CommonHeader header = sent.header().withDataType(DataType.PSK_VER).withV(false);
    TimestampPayload t = sent.first(TimestampPayload.class).orElseThrow();
    BundleTerms terms = termsOf(sent, t);
    TimestampPayload otherT = TimestampPayload.of(TsType.NTP_UTC, t.asLong() + 1);

    assertAnswerRefused(
        initiator,
        Failure.MISMATCH,
        rogue.verified(header, List.of(otherT, BOB), termsOf(sent, otherT)));
    assertAnswerRefused(
        initiator, Failure.AUTHENTICATION, rogue.verified(header, List.of(t, CAROL), terms));
    assertAnswerRefused(
        initiator, Failure.AUTHENTICATION, rogue.verified(header, List.of(t, ALICE), terms));
    assertAnswerRefused(
        initiator,
        Failure.DATA_TYPE,
        rogue.verified(header.withDataType(DataType.PK_VER), List.of(t, BOB), terms));
    assertAnswerRefused(
        initiator,
        Failure.PAYLOADS,
        rogue.verified(header, List.of(t, BOB, new RandPayload(terms.rand())), terms));
    assertAnswerRefused(initiator, Failure.PAYLOADS, rogue.verified(header, List.of(BOB), terms));
    for (SrtpIdMap map :
        List.of(
            new SrtpIdMap(List.of()),
            new SrtpIdMap(streams().subList(0, 1)),
            new SrtpIdMap(List.of(streams().get(1), streams().get(0))),
            new SrtpIdMap(List.of(new SrtpId(0, 0x9999, 0), streams().get(1))),
            new SrtpIdMap(List.of(new SrtpId(1, 0x1111, 0), streams().get(1))),
            new SrtpIdMap(List.of(new SrtpId(0, 0x1111, 1), streams().get(1))))) {
      assertAnswerRefused(
          initiator,
          Failure.MISMATCH,
          rogue.verified(header.withCsIdMap(map), List.of(t, BOB), terms));
    }
    // RFC 3830 5.2: the identities are in the MAC, so nobody's answer serves another pair.
    assertAnswerRefused(
        initiator,
        Failure.AUTHENTICATION,
        rogue.verified(
            header,
            List.of(t),
            new BundleTerms(
                ALICE, CAROL, terms.csbId(), terms.prfFunc(), terms.rand(), t, List.of())));
    assertAnswerRefused(
        initiator,
        Failure.AUTHENTICATION,
        Octets.of(
            new MikeyMessage(
                    header, List.of(t, new VerificationPayload(MacAlg.NULL, Octets.empty())))
                .encode()));
    keep(initiator.receive(rogue.verified(header, List.of(t), terms)));
  }

  // Error messages (RFC 3830 5.1.2).

  @Test
  void anAuthenticErrorEndsTheExchange() throws Exception {
    int liveKeys = bed.liveKeys();
    PskInitiator initiator =
        initiator(offer().withPolicies(List.of(new SrtpPolicy(true, 16, true, 20, 10, 12, true))));
    Octets request = initiator.start();
    ExchangeException refused = assertRefusedThoughAuthentic(Failure.POLICY_PARAMETER, request);
    Octets error = refused.errorMessage().orElseThrow();
    ExchangeException e = assertThrows(ExchangeException.class, () -> initiator.receive(error));
    assertEquals(Failure.PEER_ERROR, e.failure());
    assertEquals("ERR", e.payload());
    assertTrue(e.reason().contains("10"), e.reason());
    assertEquals(0, alice.bundles().size());
    assertEquals(liveKeys, bed.liveKeys());
    assertThrows(IllegalStateException.class, () -> initiator.receive(error));
    assertNextGoodOneWorks();
  }

  @Test
  void anErrorWithoutProofIsAHintOnly() throws Exception {
    PskInitiator initiator = initiator(offer());
    Octets request = initiator.start();
    ExchangeException refused = refusal(flipped(request, request.length() - 1));
    Octets unproven = refused.errorMessage().orElseThrow();
    assertAnswerRefused(initiator, Failure.UNPROVEN_PEER_ERROR, unproven);

    MikeyMessage sent = MikeyMessage.decode(request.toArray());
    TimestampPayload t = sent.first(TimestampPayload.class).orElseThrow();
    CommonHeader header = sent.header().withDataType(DataType.ERROR).withV(false);
    RoguePeer stranger = new RoguePeer(new byte[16], ALICE, BOB);
    List<Payload> payloads = List.of(t, new ErrorPayload(ErrorNo.UNSPECIFIED_ERROR, 0));
    assertAnswerRefused(
        initiator,
        Failure.UNPROVEN_PEER_ERROR,
        stranger.verified(header, payloads, termsOf(sent, t)));
    List<Payload> withNullV = new ArrayList<>(payloads);
    withNullV.add(new VerificationPayload(MacAlg.NULL, Octets.empty()));
    assertAnswerRefused(
        initiator,
        Failure.UNPROVEN_PEER_ERROR,
        Octets.of(new MikeyMessage(header, withNullV).encode()));
    keep(initiator.receive(accept(request).response().orElseThrow()));
  }

  @Test
  void anErrorForAnotherExchangeOrWithoutAnError() throws Exception {
    PskInitiator initiator = initiator(offer());
    Octets request = initiator.start();
    MikeyMessage sent = MikeyMessage.decode(request.toArray());
    TimestampPayload t = sent.first(TimestampPayload.class).orElseThrow();
    TimestampPayload otherT = TimestampPayload.of(TsType.NTP_UTC, t.asLong() + 1);
    CommonHeader header = sent.header().withDataType(DataType.ERROR).withV(false);
    ErrorPayload error = new ErrorPayload(ErrorNo.UNSPECIFIED_ERROR, 0);
    assertAnswerRefused(
        initiator,
        Failure.MISMATCH,
        rogue.verified(header, List.of(otherT, error), termsOf(sent, otherT)));
    assertAnswerRefused(
        initiator, Failure.PAYLOADS, rogue.verified(header, List.of(t), termsOf(sent, t)));
    assertAnswerRefused(
        initiator, Failure.PAYLOADS, rogue.verified(header, List.of(error), termsOf(sent, t)));
    CommonHeader otherCsb =
        new CommonHeader(
            DataType.ERROR, false, PrfFunc.MIKEY_1, header.csbId() + 1, header.csIdMap());
    assertAnswerRefused(
        initiator, Failure.MISMATCH, rogue.verified(otherCsb, List.of(t, error), termsOf(sent, t)));
    keep(initiator.receive(accept(request).response().orElseThrow()));
  }

  @Test
  void withoutMacsNoErrorIsProven() throws Exception {
    responder = responder(bob, NULL_ALLOWED);
    PskInitiator initiator =
        initiator(
            offer()
                .withAlgorithms(
                    EncrAlg.NULL, MacAlg.NULL, NullTransport.UNDERLYING_PROTOCOL_PROTECTS));
    Octets request = initiator.start();
    MikeyMessage sent = MikeyMessage.decode(request.toArray());
    Octets error =
        Octets.of(
            new MikeyMessage(
                    sent.header().withDataType(DataType.ERROR),
                    List.of(
                        sent.first(TimestampPayload.class).orElseThrow(),
                        new ErrorPayload(ErrorNo.AUTH_FAILURE, 0),
                        new VerificationPayload(MacAlg.NULL, Octets.empty())))
                .encode());
    assertAnswerRefused(initiator, Failure.UNPROVEN_PEER_ERROR, error);
    keep(initiator.receive(accept(request).response().orElseThrow()));
  }

  // Helpers.

  private static ExchangeException assertAnswerRefused(
      PskInitiator initiator, Failure failure, Octets answer) {
    ExchangeException e = assertThrows(ExchangeException.class, () -> initiator.receive(answer));
    assertEquals(failure, e.failure(), e.getMessage());
    assertPlace(e, answer);
    return e;
  }

  private static BundleTerms termsOf(MikeyMessage request, TimestampPayload t) {
    return new BundleTerms(
        ALICE,
        BOB,
        request.header().csbId(),
        PrfFunc.MIKEY_1,
        request.first(RandPayload.class).orElseThrow().rand(),
        t,
        List.<CryptoSession>of());
  }

  private static Octets flipped(Octets message, int at) {
    byte[] changed = message.toArray();
    changed[at] ^= 1;
    return Octets.of(changed);
  }

  private ExchangeException refusal(Octets message) {
    return assertThrows(ExchangeException.class, () -> responder.receive(message));
  }

  /** A message of the right shape whose MAC is zeros. */
  private Octets unauthentic(
      TimestampPayload t, boolean withRand, IdPayload initiator, IdPayload responder) {
    return unauthentic(5, t, withRand, initiator, responder);
  }

  private Octets unauthentic(
      int csbId, TimestampPayload t, boolean withRand, IdPayload initiator, IdPayload responder) {
    List<Payload> payloads = new ArrayList<>();
    payloads.add(t);
    if (withRand) {
      payloads.add(new RandPayload(rogue.rand));
    }
    payloads.add(initiator);
    payloads.add(responder);
    payloads.add(
        new KemacPayload(
            EncrAlg.AES_CM_128,
            Octets.of(new byte[20]),
            MacAlg.HMAC_SHA_1_160,
            Octets.of(new byte[20])));
    return Octets.of(new MikeyMessage(RoguePeer.header(csbId, true), payloads).encode());
  }

  private Octets withKemac(EncrAlg encr, MacAlg mac) {
    return Octets.of(
        new MikeyMessage(
                RoguePeer.header(5, true),
                List.of(
                    now(),
                    new RandPayload(rogue.rand),
                    ALICE,
                    BOB,
                    new KemacPayload(
                        encr,
                        Octets.of(new byte[24]),
                        mac,
                        Octets.of(new byte[mac.macLength().orElseThrow()]))))
            .encode());
  }

  private Octets rogueKeyWrap(Octets wrapped) throws Exception {
    return rogue.seal(
        RoguePeer.header(5, true),
        List.of(
            now(),
            new RandPayload(rogue.rand),
            ALICE,
            BOB,
            new KemacPayload(
                EncrAlg.AES_KW_128, wrapped, MacAlg.HMAC_SHA_1_160, Octets.of(new byte[20]))),
        rogue.rand);
  }

  /** A good message with other payloads, whose MAC is right where KEMAC still ends it. */
  private ExchangeException assertShapeRefused(UnaryOperator<List<Payload>> change)
      throws Exception {
    TimestampPayload t = now();
    CommonHeader header = RoguePeer.header(5, true);
    List<Payload> payloads =
        change.apply(
            List.of(
                t,
                new RandPayload(rogue.rand),
                ALICE,
                BOB,
                SrtpPolicy.AES_CM_128_HMAC_SHA1_80.toPayload(0),
                rogue.kemac(5, rogue.rand, t, RoguePeer.TGK_16)));
    boolean endsWithKemac =
        !payloads.isEmpty() && payloads.get(payloads.size() - 1) instanceof KemacPayload;
    Octets request =
        endsWithKemac
            ? rogue.seal(header, payloads, rogue.rand)
            : Octets.of(new MikeyMessage(header, payloads).encode());
    ExchangeException e = assertRefused(Failure.PAYLOADS, request);
    if (e.errorMessage().isPresent()) {
      assertErrorMessage(ErrorNo.UNSPECIFIED_ERROR, false, e, request);
    }
    assertNextGoodOneWorks();
    return e;
  }

  private static List<Payload> without(Class<?> kind, List<Payload> payloads) {
    return payloads.stream().filter(payload -> !kind.isInstance(payload)).toList();
  }

  private static List<Payload> twice(Class<?> kind, List<Payload> payloads) {
    List<Payload> more = new ArrayList<>(payloads);
    for (int i = 0; i < payloads.size(); i++) {
      if (kind.isInstance(payloads.get(i))) {
        more.add(i, payloads.get(i));
        return more;
      }
    }
    throw new AssertionError("no " + kind);
  }

  /** RFC 3830 5.1.1: the responder sends its own capabilities back. */
  private static void assertOffersOwnPolicies(MikeyMessage error) throws Exception {
    List<SecurityPolicyPayload> policies = error.all(SecurityPolicyPayload.class);
    assertFalse(policies.isEmpty());
    for (SecurityPolicyPayload policy : policies) {
      SrtpPolicy.of(policy);
    }
  }
}
