package org.mikeyhsm.hsm.mode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.hsm.TokenRow;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyProbe;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.ModeContract;
import org.mikeyhsm.mode.pk.PkInitiator;
import org.mikeyhsm.mode.pk.PkOffer;
import org.mikeyhsm.mode.pk.PkResponder;
import org.mikeyhsm.mode.pk.PkResponderSettings;
import org.mikeyhsm.mode.pki.CertificateDirectory;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.mode.pki.EnvelopeScheme;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTestBed;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.mode.pki.TestPki;
import org.mikeyhsm.mode.rsar.RsarInitiator;
import org.mikeyhsm.mode.rsar.RsarOffer;
import org.mikeyhsm.mode.rsar.RsarResponder;
import org.mikeyhsm.mode.rsar.RsarSettings;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpMasterKey;
import org.mikeyhsm.session.TestClock;
import org.mikeyhsm.trust.CertificateTrust;

/**
 * Envelopes between parties with different tokens: no field of a message tells how long an envelope
 * key is, and each token has its own idea of it.
 */
@Tag("softhsm")
class CrossTokenEnvelopeTest {
  private static final List<SrtpId> STREAMS = List.of(new SrtpId(0, 0x1111, 0));

  private record Side(String name, Supplier<PkiTestBed> open) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final TestClock clock = TestClock.ordinary();
  private final PkiTrust pki =
      PkiTrust.of(new CertificateTrust(TestPki.root(), clock))
          .withDirectory(
              CertificateDirectory.of(
                  Map.of(
                      ModeContract.ALICE, List.of(TestPki.certificate("alice")),
                      ModeContract.BOB, List.of(TestPki.certificate("bob")))));

  /** Everybody with everybody else, each way. */
  static Stream<Arguments> pairs() {
    List<Side> sides = new ArrayList<>(List.of(new Side("software", PkiTestBed::software)));
    TokenRow.all().forEach(row -> sides.add(new Side(row.name(), () -> new TokenPkiTestBed(row))));
    return sides.stream()
        .flatMap(
            one ->
                sides.stream()
                    .filter(other -> one != other)
                    .map(other -> Arguments.of(one, other)));
  }

  private MikeyContext context(PkiTestBed bed) {
    return MikeyContext.forNewKeys(bed.provider(), clock);
  }

  private static PkiIdentity identity(PkiTestBed bed, IdPayload id, String name) {
    return PkiIdentity.of(
        id, new CertifiedKey(bed.privateKey(name), List.of(TestPki.certificate(name))));
  }

  private static void assertSameTek(
      PkiTestBed alice, CryptoSessionBundle one, PkiTestBed bob, CryptoSessionBundle other)
      throws Exception {
    try (SrtpMasterKey mine = one.srtpMasterKey(1, KeyPlace.PROVIDER);
        SrtpMasterKey theirs = other.srtpMasterKey(1, KeyPlace.PROVIDER)) {
      assertArrayEquals(
          KeyProbe.USE.show(alice.provider(), mine.tek(), mine.masterSalt()),
          KeyProbe.USE.show(bob.provider(), theirs.tek(), theirs.masterSalt()));
      assertEquals(mine.masterSalt(), theirs.masterSalt());
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void publicKey(Side alices, Side bobs) throws Exception {
    try (PkiTestBed alice = alices.open().get();
        PkiTestBed bob = bobs.open().get()) {
      // The two that a configuration can name; with SHA-256 OAEP is not for every token.
      for (EnvelopeScheme scheme : List.of(EnvelopeScheme.PKCS1, EnvelopeScheme.OAEP)) {
        publicKey(alice, bob, scheme);
      }
    }
  }

  private void publicKey(PkiTestBed alice, PkiTestBed bob, EnvelopeScheme scheme) throws Exception {
    MikeyContext here = context(alice);
    MikeyContext there = context(bob);
    try (EnvelopeCache aliceCache = EnvelopeCache.of(here);
        EnvelopeCache bobCache = EnvelopeCache.of(there);
        PkResponder responder =
            new PkResponder(
                there,
                List.of(identity(bob, ModeContract.BOB, "bob")),
                pki,
                bobCache,
                new PkResponderSettings(scheme, KeyPlace.PROVIDER));
        PkInitiator initiator =
            PkInitiator.initial(
                here,
                identity(alice, ModeContract.ALICE, "alice"),
                ModeContract.BOB,
                pki,
                aliceCache,
                PkOffer.of(STREAMS).withEnvelope(scheme));
        Accepted accepted = responder.receive(initiator.start());
        CryptoSessionBundle bundle = initiator.receive(accepted.response().orElseThrow())) {
      assertSameTek(alice, bundle, bob, accepted.bundle());
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void rsaR(Side alices, Side bobs) throws Exception {
    try (PkiTestBed alice = alices.open().get();
        PkiTestBed bob = bobs.open().get()) {
      MikeyContext here = context(alice);
      MikeyContext there = context(bob);
      try (EnvelopeCache aliceCache = EnvelopeCache.of(here);
          EnvelopeCache bobCache = EnvelopeCache.of(there);
          RsarInitiator initiator =
              RsarInitiator.with(
                  here,
                  identity(alice, ModeContract.ALICE, "alice"),
                  ModeContract.BOB,
                  pki,
                  aliceCache,
                  RsarOffer.of(STREAMS));
          Accepted accepted =
              new RsarResponder(
                      there,
                      List.of(identity(bob, ModeContract.BOB, "bob")),
                      pki,
                      bobCache,
                      RsarResponder.GroupDirectory.none(),
                      RsarSettings.DEFAULT)
                  .receive(initiator.start());
          CryptoSessionBundle bundle = initiator.receive(accepted.response().orElseThrow())) {
        assertSameTek(alice, bundle, bob, accepted.bundle());
      }
    }
  }
}
