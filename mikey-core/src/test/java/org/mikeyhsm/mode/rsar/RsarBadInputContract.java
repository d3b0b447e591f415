package org.mikeyhsm.mode.rsar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.CsbIdExtension;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.ErrorNo;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PkePayload;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.SignedAnswersContract;
import org.mikeyhsm.mode.SignedBadInputContract;
import org.mikeyhsm.mode.exchange.SignField;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.session.SrtpPolicy;

/** What the RSA-R mode does with messages it must not accept. */
public abstract class RsarBadInputContract extends RsarContract implements SignedAnswersContract {
  private Optional<Octets> good = Optional.empty();

  /** For the class that opens the provider. */
  protected RsarBadInputContract() {}

  /** A pre-shared key message updates a bundle with its cached envelope key. */
  @Override
  public Set<DataType> taken() {
    return Set.of(DataType.RSA_R_I, DataType.PSK);
  }

  @Override
  public Octets fresh() throws Exception {
    if (good.isEmpty()) {
      good = Optional.of(start().request());
    }
    return SignedBadInputContract.at(now(), good.get());
  }

  @Override
  public Octets signedAnswer(CommonHeader header, List<Payload> payloads, TimestampPayload asked)
      throws GeneralSecurityException {
    return SignField.fill(
        header,
        payloads,
        bobInSoftware(),
        new MikeyProvider(),
        SignField.Coverage.UP_TO_SIGN,
        ALICE.data(),
        BOB.data(),
        asked.value());
  }

  @ParameterizedTest
  @MethodSource("badCertificates")
  void withACertificateThatIsNotGood(String name, String word) throws Exception {
    pki = withCrl();
    respond();
    aliceSelf = identity(ALICE, name);
    ExchangeException e = assertRefused(Failure.CERTIFICATE, start().request());
    assertTrue(e.reason().contains(word), e.reason());
  }

  /** The keys would have to be encrypted for it. */
  @Test
  void ofWhomNoCertificateForEncryptionIsKnown() throws Exception {
    aliceSelf = PkiIdentity.of(BOB, key("bob-sign", "sub"));
    assertRefused(Failure.CERTIFICATE, start().request());
  }

  /** RFC 4738 section 3.5: error 13 if the message cannot be parsed. */
  @Test
  void aMessageThatCannotBeParsedIsAnsweredByItsOwnError() throws Exception {
    MikeyMessage request = decode(start().request());
    List<Payload> payloads = new ArrayList<>(request.payloads());
    payloads.remove(payloads.size() - 1);
    Octets unsigned = Octets.of(new MikeyMessage(request.header(), payloads).encode());
    ExchangeException e = assertRefused(Failure.PAYLOADS, unsigned);
    assertErrorMessage(ErrorNo.UNSUPPORTED_MESSAGE_TYPE, false, e, unsigned);
  }

  /** RFC 4738 section 3.4: "Invalid SPpar" if none of the policies is supported. */
  @Test
  void withPoliciesThatAreNotSupported() throws Exception {
    settings = settings.withPolicies(List.of(SrtpPolicy.AES_CM_128_HMAC_SHA1_32));
    respond();
    Octets request = start().request();
    ExchangeException e = assertRefusedThoughAuthentic(Failure.POLICY_PARAMETER, request);
    MikeyMessage error = assertErrorMessage(ErrorNo.INVALID_SPPAR, true, e, request);
    assertEquals(1, error.all(SignPayload.class).size());
  }

  /** RFC 4738 section 3.2. */
  @Test
  void withPoliciesInAGroup() throws Exception {
    group();
    ExchangeException e = assertRefusedThoughAuthentic(Failure.PAYLOADS, start().request());
    assertEquals("SP", e.payload());
  }

  @Test
  void forAnIdentityThatIsNotHere() throws Exception {
    IdPayload carol = IdPayload.nai("carol@example.com");
    Octets request =
        keep(RsarInitiator.with(alice, aliceSelf, carol, pki, aliceCache, offer())).start();
    assertRefused(Failure.IDENTITY, request);
  }

  // RFC 4738 section 3.7: answers that are discarded.

  private ExchangeException assertDiscarded(
      RsarOffer offer, Failure failure, UnaryOperator<List<Payload>> change) throws Exception {
    Started started = start(offer);
    Octets answer = accept(started.request()).response().orElseThrow();
    Octets changed = resigned(answer, change);
    ExchangeException e = assertThrows(ExchangeException.class, () -> started.receive(changed));
    assertEquals(failure, e.failure(), e.getMessage());
    assertEquals(Optional.empty(), e.errorMessage(), "silently");
    keep(started.receive(resigned(answer, same -> same)));
    return e;
  }

  private static UnaryOperator<List<Payload>> with(int at, Payload payload) {
    return payloads -> {
      payloads.add(at, payload);
      return payloads;
    };
  }

  private static UnaryOperator<List<Payload>> without(Class<? extends Payload> kind) {
    return payloads -> payloads.stream().filter(p -> !kind.isInstance(p)).toList();
  }

  @Test
  void anAnswerWithASecondRand() throws Exception {
    assertDiscarded(offer(), Failure.PAYLOADS, with(1, new RandPayload(Octets.of(new byte[16]))));
  }

  @Test
  void anAnswerWithoutAnyRand() throws Exception {
    assertDiscarded(offer().withRand(false), Failure.PAYLOADS, without(RandPayload.class));
  }

  @Test
  void anAnswerWithAPolicyThatWasNotOffered() throws Exception {
    ExchangeException e =
        assertDiscarded(
            offer(),
            Failure.MISMATCH,
            payloads ->
                payloads.stream()
                    .map(
                        p ->
                            p instanceof SecurityPolicyPayload
                                ? SrtpPolicy.AES_CM_128_HMAC_SHA1_32.toPayload(0)
                                : p)
                    .toList());
    assertEquals("SP", e.payload());
  }

  @Test
  void anAnswerThatChoosesNoPolicy() throws Exception {
    assertDiscarded(offer(), Failure.PAYLOADS, without(SecurityPolicyPayload.class));
  }

  /** RFC 4738 section 3.6: MUST NOT be present in case of unicast. */
  @Test
  void anAnswerWithACsbIdInUnicast() throws Exception {
    assertDiscarded(offer(), Failure.PAYLOADS, with(0, new CsbIdExtension(9).toPayload()));
  }

  @Test
  void anAnswerOfAGroupWithoutWhatIsNotOptionalThere() throws Exception {
    for (Class<? extends Payload> kind :
        List.of(GeneralExtensionPayload.class, RandPayload.class, SecurityPolicyPayload.class)) {
      group();
      Started started = start(RsarOffer.ofGroup());
      Accepted accepted = accept(started.request());
      Octets changed = resigned(accepted.response().orElseThrow(), without(kind));
      ExchangeException e = assertThrows(ExchangeException.class, () -> started.receive(changed));
      assertEquals(Failure.PAYLOADS, e.failure(), kind.toString());
    }
  }

  /** A signature as RFC 3830 section 5.2 has it is none here, and the identities are in it. */
  @Test
  void anAnswerSignedInAnotherWay() throws Exception {
    Started started = start();
    Octets answer = accept(started.request()).response().orElseThrow();
    MikeyMessage message = decode(answer);
    List<Payload> payloads = new ArrayList<>(message.payloads());
    payloads.remove(payloads.size() - 1);
    Octets time = message.first(TimestampPayload.class).orElseThrow().value();
    List<Octets> wrong =
        List.of(
            signed(message, payloads, SignField.Coverage.ALL_BUT_SIGNATURE),
            signed(message, payloads, SignField.Coverage.UP_TO_SIGN),
            signed(
                message,
                payloads,
                SignField.Coverage.ALL_BUT_SIGNATURE,
                ALICE.data(),
                BOB.data(),
                time),
            signed(
                message, payloads, SignField.Coverage.UP_TO_SIGN, BOB.data(), ALICE.data(), time));
    for (Octets octets : wrong) {
      ExchangeException e = assertThrows(ExchangeException.class, () -> started.receive(octets));
      assertEquals(Failure.AUTHENTICATION, e.failure());
    }
    keep(started.receive(answer));
  }

  private static Octets signed(
      MikeyMessage message, List<Payload> payloads, SignField.Coverage coverage, Octets... suffix)
      throws Exception {
    return SignField.fill(
        message.header(), payloads, bobInSoftware(), new MikeyProvider(), coverage, suffix);
  }

  @Test
  void anAnswerWhoseEnvelopeOrKeysAreWrong() throws Exception {
    Started started = start();
    Started other = start();
    Octets answer = accept(started.request()).response().orElseThrow();
    KemacPayload othersKeys =
        decode(accept(other.request()).response().orElseThrow())
            .first(KemacPayload.class)
            .orElseThrow();
    for (Payload wrong :
        List.<Payload>of(
            new PkePayload(CacheIndicator.NO_CACHE, Octets.of(new byte[256])), othersKeys)) {
      Octets changed =
          resigned(
              answer,
              payloads ->
                  payloads.stream()
                      .map(p -> p.getClass() == wrong.getClass() ? wrong : p)
                      .toList());
      ExchangeException e = assertThrows(ExchangeException.class, () -> started.receive(changed));
      assertEquals(Failure.AUTHENTICATION, e.failure());
    }
    keep(started.receive(answer));
  }

  @Test
  void aGroupWhoseCsbIdIsOpenAlready() throws Exception {
    group();
    complete(start(RsarOffer.ofGroup()));
    Started again = start(RsarOffer.ofGroup());
    Octets answer = accept(again.request()).response().orElseThrow();
    ExchangeException e = assertThrows(ExchangeException.class, () -> again.receive(answer));
    assertEquals(Failure.MISMATCH, e.failure());
  }
}
