package org.mikeyhsm.mode.dh;

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
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.message.CertPayload;
import org.mikeyhsm.message.CertType;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.DhPayload;
import org.mikeyhsm.message.ErrorNo;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.SignedAnswersContract;
import org.mikeyhsm.mode.SignedBadInputContract;
import org.mikeyhsm.mode.exchange.SignField;
import org.mikeyhsm.mode.pki.CertificateDirectory;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.TestPki;
import org.mikeyhsm.session.ReplaySettings;
import org.mikeyhsm.trust.Certificates;

/** What the signed Diffie-Hellman mode does with messages it must not accept. */
public abstract class DhBadInputContract extends DhContract implements SignedAnswersContract {
  private Optional<Octets> good = Optional.empty();

  /** For the class that opens the provider. */
  protected DhBadInputContract() {}

  @Override
  public Set<DataType> taken() {
    return Set.of(DataType.DH_INIT);
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
        SignedBadInputContract.inSoftware(BOB, "bob"),
        new MikeyProvider(),
        SignField.Coverage.ALL_BUT_SIGNATURE);
  }

  /** The same payloads with others in their place, signed anew in software. */
  private static Octets resigned(Octets message, String signer, UnaryOperator<Payload> change)
      throws Exception {
    MikeyMessage decoded = MikeyMessage.decode(message.toArray());
    List<Payload> payloads = new ArrayList<>();
    for (Payload payload : decoded.payloads()) {
      if (!(payload instanceof SignPayload)) {
        payloads.add(change.apply(payload));
      }
    }
    return SignField.fill(
        decoded.header(),
        payloads,
        PkiIdentity.of(
            ALICE,
            new CertifiedKey(TestPki.privateKey(signer), List.of(TestPki.certificate(signer)))),
        new MikeyProvider(),
        SignField.Coverage.ALL_BUT_SIGNATURE);
  }

  private static Payload withValue(Payload payload, int lastOctet) {
    if (!(payload instanceof DhPayload half)) {
      return payload;
    }
    byte[] value = new byte[192];
    value[191] = (byte) lastOctet;
    return new DhPayload(half.group(), Octets.of(value), 0, half.validity());
  }

  @ParameterizedTest
  @MethodSource("badCertificates")
  void withACertificateThatIsNotGood(String name, String word) throws Exception {
    pki = withCrl();
    responder = responder(Set.of(DhGroup.OAKLEY_5));
    aliceSelf = identity(ALICE, name);
    ExchangeException e = assertRefused(Failure.CERTIFICATE, start().request());
    assertTrue(e.reason().contains(word), e.reason());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void withAPublicValueOutOfRange(int value) throws Exception {
    Octets request = resigned(start().request(), "alice", payload -> withValue(payload, value));
    ExchangeException e = assertRefusedThoughAuthentic(Failure.PAYLOADS, request);
    assertEquals("DH", e.payload());
    assertErrorMessage(ErrorNo.UNSPECIFIED_ERROR, true, e, request);
  }

  @Test
  void inAGroupThatIsNotAllowed() throws Exception {
    Octets request = start(offer().withGroup(Optional.of(DhGroup.OAKLEY_2))).request();
    ExchangeException e = assertRefused(Failure.DH_GROUP, request);
    assertErrorMessage(ErrorNo.INVALID_DH, false, e, request);
  }

  @Test
  void anAnswerOfSomebodyElse() throws Exception {
    Started started = start();
    Octets answer = accept(started.request()).response().orElseThrow();
    Octets carols =
        resigned(
            answer,
            "carol",
            payload ->
                payload instanceof CertPayload
                    ? new CertPayload(
                        CertType.X509V3, Certificates.der(TestPki.certificate("carol")))
                    : payload);
    ExchangeException e = assertThrows(ExchangeException.class, () -> started.receive(carols));
    assertEquals(Failure.CERTIFICATE, e.failure());
    keep(started.receive(answer));
  }

  @Test
  void anAnswerWithAHalfOutOfRangeOrForAnother() throws Exception {
    Started started = start();
    Octets answer = accept(started.request()).response().orElseThrow();
    for (int value : new int[] {0, 1, 4}) {
      Octets changed = resigned(answer, "bob", payload -> withValue(payload, value));
      assertThrows(ExchangeException.class, () -> started.receive(changed));
    }
    Octets mallorys =
        resigned(
            answer,
            "bob",
            payload -> payload.equals(ALICE) ? IdPayload.uri("sip:carol@example.com") : payload);
    ExchangeException e = assertThrows(ExchangeException.class, () -> started.receive(mallorys));
    assertEquals(Failure.AUTHENTICATION, e.failure());
    keep(started.receive(answer));
  }

  @Test
  void anAuthenticErrorEndsTheExchange() throws Exception {
    bob = context(ReplaySettings.DEFAULT, 1);
    responder = responder(Set.of(DhGroup.OAKLEY_5));
    exchange();
    Started started = start();
    ExchangeException full = assertRefusedThoughAuthentic(Failure.LIMIT, started.request());
    ExchangeException e =
        assertThrows(
            ExchangeException.class, () -> started.receive(full.errorMessage().orElseThrow()));
    assertEquals(Failure.PEER_ERROR, e.failure());
  }

  @Test
  void aSignedErrorOfAnUnknownPeerIsAHintOnly() throws Exception {
    pki = pki.withDirectory(CertificateDirectory.empty());
    bob = context(ReplaySettings.DEFAULT, 1);
    responder = responder(Set.of(DhGroup.OAKLEY_5));
    exchange();
    Started started = start();
    ExchangeException full = assertRefusedThoughAuthentic(Failure.LIMIT, started.request());
    ExchangeException e =
        assertThrows(
            ExchangeException.class, () -> started.receive(full.errorMessage().orElseThrow()));
    assertEquals(Failure.UNPROVEN_PEER_ERROR, e.failure());
  }

  /** Whoever signed it: the identities in an answer are those of the exchange. */
  @Test
  void anAnswerWithOtherIdentities() throws Exception {
    Started started = start();
    Octets answer = accept(started.request()).response().orElseThrow();
    MikeyMessage decoded = MikeyMessage.decode(answer.toArray());
    TimestampPayload asked = decoded.first(TimestampPayload.class).orElseThrow();
    for (IdPayload right : List.of(ALICE, BOB)) {
      List<Payload> payloads = new ArrayList<>(SignedBadInputContract.unsigned(decoded));
      payloads.replaceAll(
          payload -> payload.equals(right) ? IdPayload.uri("sip:carol@example.com") : payload);
      ExchangeException e =
          assertThrows(
              ExchangeException.class,
              () -> started.receive(signedAnswer(decoded.header(), payloads, asked)));
      assertEquals(Failure.AUTHENTICATION, e.failure(), right.toString());
    }
    keep(started.receive(answer));
  }
}
