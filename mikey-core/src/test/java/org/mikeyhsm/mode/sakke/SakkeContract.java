package org.mikeyhsm.mode.sakke;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.InvalidKeyException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.CustodyEntry;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.IdScheme;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SakkeParams;
import org.mikeyhsm.message.SakkePayload;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.message.SignatureType;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.TsType;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.Mutation;
import org.mikeyhsm.mode.TestBed;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpMasterKey;
import org.mikeyhsm.session.TestClock;

/** MIKEY-SAKKE between two parties on one provider. */
public abstract class SakkeContract {
  private static final String ALICE = "tel:+447700900123";
  private static final String BOB = "tel:+447700900456";
  private static final Duration SKEW_AND_MORE = Duration.ofMinutes(6);
  private static final List<SrtpId> STREAMS =
      List.of(new SrtpId(0, 0x11111111, 0), new SrtpId(0, 0x22222222, 7));

  private TestBed bed;
  private TestKms kms;
  private TestClock clock;
  private MikeyContext alice;
  private MikeyContext bob;
  private SakkeUser aliceUser;
  private SakkeUser bobUser;
  private SakkeInitiator initiator;
  private SakkeResponder responder;
  private int liveKeys;

  /** What it runs on. */
  protected abstract TestBed open() throws Exception;

  @BeforeEach
  void open(org.junit.jupiter.api.TestInfo info) throws Exception {
    bed = open();
    clock = new TestClock(Instant.parse("2026-02-14T12:00:00Z"));
    kms = new TestKms("kms.example.org", new MonthlyTel());
    alice = MikeyContext.forNewKeys(bed.provider(), clock);
    bob = MikeyContext.forNewKeys(bed.provider(), clock);
    aliceUser = kms.user(ALICE, bed.provider(), clock.instant());
    bobUser = kms.user(BOB, bed.provider(), clock.instant());
    initiator = new SakkeInitiator(alice, aliceUser);
    responder = responder(bob, bobUser);
    liveKeys = bed.liveKeys();
  }

  @AfterEach
  void leaveNothing() {
    assertEquals(liveKeys, bed.liveKeys());
    assertEquals(0, alice.bundles().size());
    assertEquals(0, bob.bundles().size());
    aliceUser.close();
    bobUser.close();
    kms.close();
    bed.close();
  }

  private SakkeResponder responder(MikeyContext context, SakkeUser user) {
    return new SakkeResponder(
        context,
        List.of(user),
        KmsDirectory.of(List.of(kms.domain())),
        SakkeResponderSettings.DEFAULT);
  }

  private SakkeRecipient toBob() {
    return new SakkeRecipient(bobUser.id(), kms.domain());
  }

  private static SakkeOffer offer() {
    return SakkeOffer.of(STREAMS);
  }

  private Octets message() throws Exception {
    try (SakkeSent sent = initiator.call(toBob(), offer())) {
      return sent.messages().get(0).octets();
    }
  }

  /** Compares what the keys do: what is derived from them as salts is public. */
  private static void assertSameKeys(CryptoSessionBundle one, CryptoSessionBundle other)
      throws Exception {
    assertEquals(one.terms().sessions(), other.terms().sessions());
    for (var session : one.terms().sessions()) {
      try (SrtpMasterKey a = one.srtpMasterKey(session.csId(), KeyPlace.PROVIDER);
          SrtpMasterKey b = other.srtpMasterKey(session.csId(), KeyPlace.PROVIDER)) {
        assertEquals(a.masterSalt(), b.masterSalt());
      }
    }
  }

  @Test
  void callsWithBothPrfs() throws Exception {
    for (PrfFunc prf : List.of(PrfFunc.MIKEY_1, PrfFunc.PRF_HMAC_SHA_256)) {
      try (SakkeSent sent = initiator.call(toBob(), offer().withPrf(prf));
          Accepted accepted = responder.receive(sent.messages().get(0).octets())) {
        assertSameKeys(sent.bundle(), accepted.bundle());
        assertEquals(prf, accepted.bundle().terms().prfFunc());
        assertEquals(aliceUser.id(), accepted.bundle().terms().initiator());
        assertEquals(bobUser.id(), accepted.bundle().terms().responder());
        assertEquals(Optional.empty(), accepted.response());
        assertFalse(accepted.request().message().header().v());
        assertEquals(
            Set.of(
                SecretName.SSK,
                SecretName.SSV,
                SecretName.TGK,
                SecretName.TEK,
                SecretName.MASTER_SALT),
            names(sent.bundle()));
        assertEquals(
            Set.of(
                SecretName.RSK,
                SecretName.SSV,
                SecretName.TGK,
                SecretName.TEK,
                SecretName.MASTER_SALT),
            names(accepted.bundle()));
      }
    }
  }

  private static Set<SecretName> names(CryptoSessionBundle bundle) {
    return bundle.custody().entries().stream()
        .map(CustodyEntry::secret)
        .collect(Collectors.toSet());
  }

  @Test
  void aGroupHasOneSsv() throws Exception {
    List<SakkeUser> users = new ArrayList<>();
    List<SakkeRecipient> members = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      users.add(kms.user("tel:+4477009010" + i, bed.provider(), clock.instant()));
      members.add(new SakkeRecipient(users.get(i).id(), kms.domain()));
    }
    int held = bed.liveKeys();
    try (SakkeSent sent =
        initiator.group(IdPayload.uri("sip:group@example.org"), members, offer())) {
      for (int i = 0; i < users.size(); i++) {
        MikeyContext context = MikeyContext.forNewKeys(bed.provider(), clock);
        Octets message = sent.messages().get(i).octets();
        try (Accepted accepted = responder(context, users.get(i)).receive(message)) {
          assertSameKeys(sent.bundle(), accepted.bundle());
        }
        assertRefused(Failure.IDENTITY, message);
      }
    }
    assertEquals(held, bed.liveKeys());
    users.forEach(SakkeUser::close);
    assertThrows(
        IllegalArgumentException.class, () -> initiator.group(bobUser.id(), List.of(), offer()));
  }

  @Test
  void whoIsInvitedLaterComesToTheCallsKeys() throws Exception {
    try (SakkeUser late = kms.user("tel:+447700901099", bed.provider(), clock.instant());
        SakkeSent sent =
            initiator.group(IdPayload.uri("sip:group@example.org"), List.of(toBob()), offer())) {
      clock.move(Duration.ofMinutes(30));
      List<SakkeRecipient> more = List.of(new SakkeRecipient(late.id(), kms.domain()));
      Octets message = initiator.invite(sent.bundle(), more, offer()).get(0).octets();
      MikeyContext context = MikeyContext.forNewKeys(bed.provider(), clock);
      try (Accepted accepted = responder(context, late).receive(message)) {
        assertSameKeys(sent.bundle(), accepted.bundle());
        assertEquals(sent.bundle().terms().rand(), accepted.bundle().terms().rand());
        assertNotEquals(sent.bundle().terms().timestamp(), accepted.bundle().terms().timestamp());
      }
      assertRefused(Failure.IDENTITY, message);
      for (SakkeOffer other :
          List.of(
              SakkeOffer.of(STREAMS.subList(0, 1)), offer().withPrf(PrfFunc.PRF_HMAC_SHA_256))) {
        assertThrows(
            IllegalArgumentException.class, () -> initiator.invite(sent.bundle(), more, other));
      }
      assertThrows(
          IllegalArgumentException.class,
          () -> initiator.invite(sent.bundle(), List.of(), offer()));
    }
  }

  @Test
  void theKeysOfTwoPeriodsAtOnce() throws Exception {
    clock.move(Duration.between(clock.instant(), Instant.parse("2026-02-28T23:59:59Z")));
    Octets old = message();
    assertThrows(
        InvalidKeyException.class,
        () -> {
          clock.move(Duration.ofSeconds(2));
          message();
        });
    try (SakkeUser both =
            kms.user(ALICE, bed.provider(), clock.instant().minusSeconds(10), clock.instant());
        SakkeUser bobs =
            kms.user(BOB, bed.provider(), clock.instant().minusSeconds(10), clock.instant());
        SakkeSent sent = new SakkeInitiator(alice, both).call(toBob(), offer())) {
      assertRefused(Failure.IDENTITY, sent.messages().get(0).octets());
      SakkeResponder two = responder(bob, bobs);
      two.receive(old).close();
      two.receive(sent.messages().get(0).octets()).close();
    }
  }

  @Test
  void storedMessagesByTheirOwnTime() throws Exception {
    Octets stored = message();
    clock.move(Duration.between(clock.instant(), Instant.parse("2026-03-02T23:00:00Z")));
    assertRefused(Failure.TIMESTAMP, stored);
    responder.receiveStored(stored, Optional.empty()).close();
    responder.receiveStored(stored, Optional.of(aliceUser.id())).close();
    clock.move(Duration.ofHours(1));
    ExchangeException over =
        assertThrows(
            ExchangeException.class, () -> responder.receiveStored(stored, Optional.empty()));
    assertEquals(Failure.TIMESTAMP, over.failure());
  }

  @Test
  void identitiesMayBeSignalledOtherwise() throws Exception {
    try (SakkeSent sent = initiator.call(toBob(), offer().withIdentities(SentIdentities.NONE))) {
      Octets message = sent.messages().get(0).octets();
      assertRefused(Failure.IDENTITY, message);
      ExchangeException wrong =
          assertThrows(
              ExchangeException.class, () -> responder.receive(message, Optional.of(bobUser.id())));
      assertEquals(Failure.AUTHENTICATION, wrong.failure());
      responder.receive(message, Optional.of(aliceUser.id())).close();
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> initiator.call(toBob(), offer().withIdentities(SentIdentities.HASHED)));
  }

  @Test
  void toSelf() throws Exception {
    try (SakkeSent sent = initiator.call(toBob(), offer().withToSelf(true))) {
      Octets message = sent.messages().get(0).octets();
      MikeyContext other = MikeyContext.forNewKeys(bed.provider(), clock);
      try (Accepted own = responder(other, aliceUser).receiveOwn(message);
          Accepted accepted = responder.receive(message)) {
        assertSameKeys(sent.bundle(), own.bundle());
        assertSameKeys(sent.bundle(), accepted.bundle());
      }
    }
    Octets without = message();
    ExchangeException e =
        assertThrows(ExchangeException.class, () -> responder.receiveOwn(without));
    assertEquals(Failure.PAYLOADS, e.failure());
  }

  @Test
  void aGroupOfMcx() throws Exception {
    McxUid scheme = new McxUid("kms.example.org", 2_592_000, 0);
    try (TestKms mcx = new TestKms("kms.example.org", scheme);
        SakkeUser gms = mcx.user("sip:gms@example.org", bed.provider(), clock.instant());
        SakkeUser member = mcx.user("sip:user@example.org", bed.provider(), clock.instant())) {
      int gmkId = McxKeyPurpose.GMK.newKeyId(alice.random());
      SakkeResponder receiving =
          new SakkeResponder(
              bob,
              List.of(member),
              KmsDirectory.of(List.of(mcx.domain())),
              SakkeResponderSettings.DEFAULT);
      try (SakkeSent sent =
              new SakkeInitiator(alice, gms)
                  .group(
                      IdPayload.uri("sip:group@example.org"),
                      List.of(new SakkeRecipient(member.id(), mcx.domain())),
                      McxProfile.gmk(gmkId, bed.provider()));
          Accepted accepted = receiving.receive(sent.messages().get(0).octets())) {
        assertNotEquals(sent.bundle().terms().csbId(), accepted.bundle().terms().csbId());
        try (SrtpMasterKey key = accepted.bundle().srtpMasterKey(4, KeyPlace.PROVIDER)) {
          assertEquals(12, key.masterSalt().length());
        }
        try (CryptoSessionBundle sender =
            sent.bundle()
                .updated(
                    sent.bundle().terms().withCsbId(accepted.bundle().terms().csbId()),
                    sent.bundle().custody())
                .orElseThrow()) {
          assertSameKeys(sender, accepted.bundle());
        }
      }
    }
  }

  // Bad input.

  private ExchangeException assertRefused(Failure failure, Octets message) {
    ExchangeException e = assertThrows(ExchangeException.class, () -> responder.receive(message));
    assertEquals(failure, e.failure(), e.getMessage());
    assertEquals(0, bob.bundles().size());
    return e;
  }

  private void assertNextGoodOneWorks() throws Exception {
    responder.receive(message()).close();
  }

  @Test
  void truncatedOrChangedAnywhere() throws Exception {
    Octets message = message();
    for (int at = 0; at < message.length(); at++) {
      Octets cut = message.slice(0, at);
      assertThrows(MikeyFormatException.class, () -> responder.receive(cut));
      byte[] changed = message.toArray();
      changed[at] ^= (byte) (at % 2 == 0 ? 0x01 : 0x80);
      assertThrows(MikeyException.class, () -> responder.receive(Octets.of(changed)));
    }
    assertEquals(0, bob.replayCache().size());
    responder.receive(message).close();
  }

  /** Typed errors only, and no object, session or state left behind. */
  @Test
  void mutatedManyTimes() throws Exception {
    // Opens the session that a pool keeps, which is no leak.
    responder.receive(message()).close();
    clock.move(Duration.ofSeconds(1));
    Octets message = message();
    Octets other = message();
    Map<String, Long> held = bed.holdings();
    int remembered = bob.replayCache().size();
    int awaited = alice.exchangeLimits().awaited();
    Random random = new Random(6509);
    for (int i = 0; i < bed.mutations(); i++) {
      Octets mutated = Mutation.of(message, other, random);
      MikeyException e = assertThrows(MikeyException.class, () -> responder.receive(mutated));
      assertTrue(e.offset() >= 0 && e.offset() <= mutated.length(), e.getMessage());
    }
    assertEquals(liveKeys, bed.liveKeys());
    assertEquals(held, bed.holdings());
    assertEquals(0, bob.bundles().size());
    assertEquals(remembered, bob.replayCache().size());
    assertEquals(0, bob.exchangeLimits().atWork());
    assertEquals(awaited, alice.exchangeLimits().awaited());
    responder.receive(message).close();
  }

  @Test
  void replayedStaleAndFuture() throws Exception {
    Octets message = message();
    Octets late = message();
    responder.receive(message).close();
    assertEquals(Optional.empty(), assertRefused(Failure.REPLAY, message).errorMessage());
    clock.move(SKEW_AND_MORE);
    assertRefused(Failure.TIMESTAMP, late);
    Octets early = message();
    clock.move(SKEW_AND_MORE.negated());
    assertRefused(Failure.TIMESTAMP, early);
  }

  @Test
  void fromAnother() throws Exception {
    try (SakkeUser mallory = kms.user("tel:+447700900999", bed.provider(), clock.instant())) {
      DecodedMessage good = decode(message());
      Octets forged = signed(good.message().header(), unsigned(good), mallory);
      assertRefused(Failure.AUTHENTICATION, forged);
    }
    try (TestKms rogue = new TestKms("kms.example.org", new MonthlyTel());
        SakkeUser impostor = rogue.user(ALICE, bed.provider(), clock.instant())) {
      DecodedMessage good = decode(message());
      assertRefused(
          Failure.AUTHENTICATION, signed(good.message().header(), unsigned(good), impostor));
    }
    try (TestKms foreign = new TestKms("kms.example.com", new MonthlyTel());
        SakkeUser stranger = foreign.user(ALICE, bed.provider(), clock.instant());
        SakkeSent sent = new SakkeInitiator(bob, stranger).call(toBob(), offer())) {
      ExchangeException e =
          assertThrows(
              ExchangeException.class,
              () -> responder(alice, bobUser).receive(sent.messages().get(0).octets()));
      assertEquals(Failure.IDENTITY, e.failure());
    }
    assertNextGoodOneWorks();
  }

  /** Signed well, so that the SAKKE payload itself is reached. */
  @Test
  void damagedEncapsulations() throws Exception {
    DecodedMessage good = decode(message());
    SakkePayload sakke = good.message().first(SakkePayload.class).orElseThrow();
    byte[] r = sakke.data().toArray();
    r[100] ^= 1;
    byte[] h = sakke.data().toArray();
    h[272] ^= 1;
    byte[] mark = sakke.data().toArray();
    mark[0] = 2;
    byte[] zero = new byte[273];
    zero[0] = 4;
    String reason = null;
    for (byte[] bad : List.of(r, h, mark, zero)) {
      ExchangeException e =
          assertRefused(
              Failure.AUTHENTICATION,
              with(good, new SakkePayload(sakke.params(), sakke.idScheme(), Octets.of(bad))));
      reason = reason == null ? e.getMessage() : reason;
      assertEquals(reason, e.getMessage());
      assertEquals(liveKeys, bed.liveKeys());
      clock.move(Duration.ofMillis(1));
      good = decode(message());
    }
    byte[] signature = message().toArray();
    signature[signature.length - 90] ^= 1;
    assertEquals(reason, assertRefused(Failure.AUTHENTICATION, Octets.of(signature)).getMessage());
    assertNextGoodOneWorks();
  }

  @Test
  void whatIsNotSupported() throws Exception {
    DecodedMessage good = decode(message());
    SakkePayload sakke = good.message().first(SakkePayload.class).orElseThrow();
    assertRefused(
        Failure.PAYLOADS,
        with(good, new SakkePayload(new SakkeParams(2), sakke.idScheme(), sakke.data())));
    for (int length : new int[] {0, 272}) {
      assertRefused(
          Failure.PAYLOADS,
          with(
              good,
              new SakkePayload(sakke.params(), sakke.idScheme(), sakke.data().slice(0, length))));
    }
    assertRefused(
        Failure.IDENTITY,
        with(good, new SakkePayload(sakke.params(), IdScheme.MCX_HASHED_UID, sakke.data())));
    assertRefused(
        Failure.TIMESTAMP, with(good, TimestampPayload.of(TsType.NTP_UTC_32, 0xED000000L)));
    assertRefused(Failure.TIMESTAMP, with(good, TimestampPayload.of(TsType.COUNTER, 1)));
    assertRefused(Failure.PAYLOADS, with(good, new RandPayload(Octets.of(new byte[15]))));
    CommonHeader header = good.message().header();
    List<Payload> payloads = new ArrayList<>(unsigned(good));
    for (int type : new int[] {0, 1, 3}) {
      List<Payload> other = new ArrayList<>(payloads);
      other.add(new SignPayload(new SignatureType(type), Octets.of(new byte[129])));
      assertRefused(Failure.PAYLOADS, Octets.of(new MikeyMessage(header, other).encode()));
    }
    for (int i = 0; i < payloads.size(); i++) {
      List<Payload> twice = new ArrayList<>(payloads);
      twice.add(i, payloads.get(i));
      Octets doubled = signed(header, twice, aliceUser);
      assertThrows(ExchangeException.class, () -> responder.receive(doubled));
    }
    assertRefused(
        Failure.DATA_TYPE, signed(header.withDataType(DataType.PSK), payloads, aliceUser));
    assertNextGoodOneWorks();
  }

  @Test
  void theFlagVIsIgnored() throws Exception {
    DecodedMessage good = decode(message());
    responder
        .receive(signed(good.message().header().withV(true), unsigned(good), aliceUser))
        .close();
  }

  private static DecodedMessage decode(Octets message) throws MikeyFormatException {
    return DecodedMessage.decode(message.toArray(), DecodeLimits.defaults(), Set.of());
  }

  private static List<Payload> unsigned(DecodedMessage message) {
    List<Payload> payloads = message.message().payloads();
    return payloads.subList(0, payloads.size() - 1);
  }

  /** The message with another payload of the same kind, signed well. */
  private Octets with(DecodedMessage message, Payload replacement) throws Exception {
    List<Payload> payloads = new ArrayList<>(unsigned(message));
    payloads.replaceAll(
        payload -> payload.getClass() == replacement.getClass() ? replacement : payload);
    return signed(message.message().header(), payloads, aliceUser);
  }

  private Octets signed(CommonHeader header, List<Payload> payloads, SakkeUser signer)
      throws Exception {
    List<Payload> all = new ArrayList<>(payloads);
    all.add(new SignPayload(SignatureType.ECCSI, Octets.of(new byte[129])));
    byte[] octets = new MikeyMessage(header, all).encode();
    Signature signature = Signature.getInstance("ECCSI", bed.provider());
    signature.initSign(signer.keys().get(0).signing());
    signature.update(Arrays.copyOf(octets, octets.length - 129));
    System.arraycopy(signature.sign(), 0, octets, octets.length - 129, 129);
    return Octets.of(octets);
  }
}
