package org.mikeyhsm.mode.dhhmac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.CertPayload;
import org.mikeyhsm.message.CertType;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.DhPayload;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.ErrorNo;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.Leniency;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PkePayload;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.Vectors;
import org.mikeyhsm.message.VerificationPayload;
import org.mikeyhsm.mode.BadInputContract;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MacField;
import org.mikeyhsm.session.MessageKeys;
import org.mikeyhsm.session.ReplaySettings;

/** What the DHHMAC mode does with messages it must not accept. */
public abstract class DhhmacBadInputContract extends DhhmacContract implements BadInputContract {
  private static final Octets RAND = Octets.ofHex("000102030405060708090a0b0c0d0e0f");

  /** For the class that opens the provider. */
  protected DhhmacBadInputContract() {}

  @Override
  public Set<DataType> taken() {
    return Set.of(DataType.DHHMAC_INIT);
  }

  /** A message with a right MAC, in software. */
  private Octets message(TimestampPayload t, KemacPayload kemac, Payload... payloads)
      throws Exception {
    CommonHeader header =
        new CommonHeader(
            DataType.DHHMAC_INIT,
            true,
            PrfFunc.MIKEY_1,
            5,
            new SrtpIdMap(List.of(new SrtpId(0, 0x1111, 0))));
    List<Payload> all = new ArrayList<>(List.of(t, new RandPayload(RAND)));
    all.addAll(List.of(payloads));
    all.add(kemac);
    try (MessageKeys keys =
        new MessageKeys(
            new MikeyProvider(),
            PrfFunc.MIKEY_1,
            SecretName.PSK,
            SoftwareKey.preShared(Vectors.minisipPsk0("psk")),
            5,
            RAND)) {
      return MacField.fill(new MikeyMessage(header, all), keys.mac(MacAlg.HMAC_SHA_1_160));
    }
  }

  private static KemacPayload kemac(int encrAlg, String encrData) {
    return new KemacPayload(
        new EncrAlg(encrAlg), Octets.ofHex(encrData), MacAlg.HMAC_SHA_1_160, MacField.blank(20));
  }

  private static DhPayload half(String lastOctets) {
    byte[] value = new byte[192];
    byte[] last = Octets.ofHex(lastOctets).toArray();
    System.arraycopy(last, 0, value, 192 - last.length, last.length);
    return new DhPayload(DhGroup.OAKLEY_5, Octets.of(value), 0, KeyValidity.none());
  }

  @Test
  void theRoguesOrdinaryMessageIsGood() throws Exception {
    accept(message(now(), kemac(0, ""), ALICE, BOB, half("04")));
  }

  /** RFC 4650 section 3: the initiator SHALL always include the recipient's identity. */
  @Test
  void withoutTheRecipientsIdentity() throws Exception {
    ExchangeException e = assertRefused(Failure.PAYLOADS, message(now(), kemac(0, ""), half("04")));
    assertEquals("ID", e.payload());
    responder =
        responder(
            new DhhmacSettings(Set.of(DhGroup.OAKLEY_5), Set.of(DhhmacLeniency.MINISIP_MESSAGES)));
    accept(message(now(), kemac(0, ""), half("04")));
  }

  @Test
  void forSomebodyElse() throws Exception {
    assertRefused(
        Failure.AUTHENTICATION,
        message(now(), kemac(0, ""), ALICE, IdPayload.uri("sip:carol@example.com"), half("04")));
  }

  /** RFC 4650 section 4.2, whose text has NULL at 2; the registry has it at 0. */
  @Test
  void withTheEncrAlgOfTheText() throws Exception {
    Octets request = message(now(), kemac(2, ""), ALICE, BOB, half("04"));
    ExchangeException e = assertRefused(Failure.ENCRYPTION_ALGORITHM, request);
    assertErrorMessage(ErrorNo.INVALID_EA, false, e, request);
    bob = bob.withLeniencies(Set.of(Leniency.DHHMAC_ENCR_ALG_2));
    responder = responder(DhhmacSettings.DEFAULT);
    accept(request);
  }

  @Test
  void withAnotherEncryption() throws Exception {
    bob = bob.withLeniencies(Set.of(Leniency.DHHMAC_ENCR_ALG_2));
    responder = responder(DhhmacSettings.DEFAULT);
    assertRefused(
        Failure.ENCRYPTION_ALGORITHM, message(now(), kemac(1, ""), ALICE, BOB, half("04")));
  }

  /** RFC 4650 section 4.2: KEMAC SHALL not convey any encrypted data. */
  @Test
  void withEncryptedData() throws Exception {
    assertRefused(Failure.PAYLOADS, message(now(), kemac(0, "00000000"), ALICE, BOB, half("04")));
  }

  @Test
  void withANullMac() throws Exception {
    MikeyMessage good =
        MikeyMessage.decode(message(now(), kemac(0, ""), ALICE, BOB, half("04")).toArray());
    List<Payload> payloads = new ArrayList<>(good.payloads());
    payloads.set(
        payloads.size() - 1,
        new KemacPayload(EncrAlg.NULL, Octets.empty(), MacAlg.NULL, Octets.empty()));
    Octets request = Octets.of(new MikeyMessage(good.header(), payloads).encode());
    ExchangeException e = assertRefused(Failure.MAC_ALGORITHM, request);
    assertErrorMessage(ErrorNo.INVALID_MAC, false, e, request);
  }

  @Test
  void inAGroupThatIsNotAllowed() throws Exception {
    for (DhGroup group : List.of(DhGroup.OAKLEY_1, DhGroup.OAKLEY_2)) {
      Octets request = start(offer().withGroup(Optional.of(group))).request();
      ExchangeException e = assertRefused(Failure.DH_GROUP, request);
      assertErrorMessage(ErrorNo.INVALID_DH, false, e, request);
    }
  }

  /** 0, 1 and p-1 would fix g^xy. */
  @ParameterizedTest
  @ValueSource(strings = {"00", "01"})
  void withAPublicValueOutOfRange(String value) throws Exception {
    Octets request = message(now(), kemac(0, ""), ALICE, BOB, half(value));
    ExchangeException e = assertRefusedThoughAuthentic(Failure.PAYLOADS, request);
    assertEquals("DH", e.payload());
    MikeyMessage error = assertErrorMessage(ErrorNo.UNSPECIFIED_ERROR, true, e, request);
    assertEquals(1, error.all(KemacPayload.class).size(), "RFC 4650 4.1 knows no V payload");
    assertEquals(0, error.all(VerificationPayload.class).size());
  }

  @Test
  void withoutAHalfInAnInitialMessage() throws Exception {
    assertRefusedThoughAuthentic(Failure.PAYLOADS, message(now(), kemac(0, ""), ALICE, BOB));
  }

  /** RFC 4650 section 4.1: other payloads SHALL not be applied. */
  @Test
  void withPayloadsThatRfc4650DoesNotKnow() throws Exception {
    for (Payload stranger :
        List.of(
            new CertPayload(CertType.X509V3, Octets.ofHex("3000")),
            new VerificationPayload(MacAlg.NULL, Octets.empty()),
            new PkePayload(CacheIndicator.NO_CACHE, Octets.empty()))) {
      assertRefused(
          Failure.PAYLOADS, message(now(), kemac(0, ""), ALICE, BOB, half("04"), stranger));
    }
  }

  @Test
  void anAuthenticErrorEndsTheExchange() throws Exception {
    bob = context(ReplaySettings.DEFAULT, 1);
    responder = responder(DhhmacSettings.DEFAULT);
    exchange();
    Started started = start();
    ExchangeException full = assertRefusedThoughAuthentic(Failure.LIMIT, started.request());
    ExchangeException e =
        assertThrows(
            ExchangeException.class, () -> started.receive(full.errorMessage().orElseThrow()));
    assertEquals(Failure.PEER_ERROR, e.failure());
    assertThrows(IllegalStateException.class, () -> started.receive(Octets.empty()));
  }
}
