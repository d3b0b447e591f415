package org.mikeyhsm.benchmarks;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.provisioning.KeyPairs;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.dh.DhInitiator;
import org.mikeyhsm.mode.dh.DhOffer;
import org.mikeyhsm.mode.dh.DhResponder;
import org.mikeyhsm.mode.dhhmac.DhhmacInitiator;
import org.mikeyhsm.mode.dhhmac.DhhmacOffer;
import org.mikeyhsm.mode.dhhmac.DhhmacResponder;
import org.mikeyhsm.mode.dhhmac.DhhmacSettings;
import org.mikeyhsm.mode.pk.PkInitiator;
import org.mikeyhsm.mode.pk.PkOffer;
import org.mikeyhsm.mode.pk.PkResponder;
import org.mikeyhsm.mode.pk.PkResponderSettings;
import org.mikeyhsm.mode.pki.CertificateDirectory;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;
import org.mikeyhsm.mode.rsar.RsarInitiator;
import org.mikeyhsm.mode.rsar.RsarOffer;
import org.mikeyhsm.mode.rsar.RsarResponder;
import org.mikeyhsm.mode.rsar.RsarSettings;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.ReplayCache;
import org.mikeyhsm.session.ReplaySettings;
import org.mikeyhsm.trust.CertificateTrust;
import org.mikeyhsm.trust.TrustSettings;

/** Two parties with their keys on one token, in five modes. */
final class ModeExchanges {
  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");
  private static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");
  private static final List<SrtpId> STREAMS = List.of(new SrtpId(0, 0x1111, 0));

  /** One peer sends more than it could in a call's life. */
  private static final ReplaySettings MANY =
      new ReplaySettings(ReplaySettings.DEFAULT.clockSkew(), 1_000_000, 16);

  private final Token token;
  private final BenchmarkAuthority authority = new BenchmarkAuthority();
  private final MikeyContext alice;
  private final MikeyContext bob;
  private final PskCredential alicesPsk;
  private final PskDirectory bobsPsk;
  private final PkiIdentity alices;
  private final PkiIdentity bobs;
  private final PkiTrust pki;

  /** An initiator. */
  interface Initiator {
    /** Gives the request. */
    Octets start() throws GeneralSecurityException;

    /** Takes the answer. */
    CryptoSessionBundle receive(Octets answer) throws MikeyException, GeneralSecurityException;

    /** Ends it. */
    void close();
  }

  /** A responder. */
  interface Responder {
    /** Takes a request. */
    Accepted receive(Octets request) throws MikeyException, GeneralSecurityException;
  }

  /**
   * A mode.
   *
   * @param initiator makes one, for one exchange
   * @param responder for all exchanges
   */
  record Mode(Supplier<Initiator> initiator, Responder responder) {}

  ModeExchanges(Token token, CustodialKey psk) throws Exception {
    this.token = token;
    alice = context();
    bob = context();
    alicesPsk = new PskCredential(ALICE, BOB, psk);
    bobsPsk = PskDirectory.of(new PskCredential(BOB, ALICE, psk));
    alices = identity(ALICE, "alice");
    bobs = identity(BOB, "bob");
    pki =
        PkiTrust.of(
                new CertificateTrust(TrustSettings.anchoredIn(authority.root()), Clock.systemUTC()))
            .withDirectory(
                CertificateDirectory.of(
                    Map.of(ALICE, certificates(alices), BOB, certificates(bobs))));
  }

  private MikeyContext context() {
    Clock clock = Clock.systemUTC();
    return MikeyContext.forNewKeys(new MikeyPkcs11Provider(token), clock)
        .withReplayCache(ReplayCache.forNewKeys(MANY, clock));
  }

  private PkiIdentity identity(IdPayload id, String label) throws Exception {
    KeyPairs pairs = new KeyPairs(token);
    pairs.generate(label, KeyPairs.Type.RSA_2048);
    X509Certificate certificate = authority.issue(id.data().toUtf8(), pairs.publicKey(label));
    return PkiIdentity.of(id, new CertifiedKey(token.privateKey(label), List.of(certificate)));
  }

  private static List<X509Certificate> certificates(PkiIdentity identity) {
    return List.of(identity.signing().certificate());
  }

  /** The modes, by name. */
  Map<String, Mode> modes() {
    Map<String, Mode> modes = new LinkedHashMap<>();
    modes.put("psk", psk());
    modes.put("pk", pk());
    modes.put("dh", dh());
    modes.put("dhhmac", dhhmac());
    modes.put("rsa-r", rsaR());
    return modes;
  }

  private Mode psk() {
    PskResponder responder = new PskResponder(bob, bobsPsk, PskResponderSettings.DEFAULT);
    return new Mode(
        () -> {
          PskInitiator one = PskInitiator.initial(alice, alicesPsk, PskOffer.of(STREAMS));
          return initiator(one::start, one::receive, one::close);
        },
        responder::receive);
  }

  private Mode pk() {
    EnvelopeCache cache = EnvelopeCache.of(alice);
    PkResponder responder =
        new PkResponder(
            bob, List.of(bobs), pki, EnvelopeCache.of(bob), PkResponderSettings.DEFAULT);
    return new Mode(
        () -> {
          PkInitiator one =
              PkInitiator.initial(alice, alices, BOB, pki, cache, PkOffer.of(STREAMS));
          return initiator(one::start, one::receive, one::close);
        },
        responder::receive);
  }

  private Mode dh() {
    DhResponder responder = new DhResponder(bob, List.of(bobs), pki, Set.of(DhGroup.OAKLEY_5));
    return new Mode(
        () -> {
          DhInitiator one = DhInitiator.initial(alice, alices, BOB, pki, DhOffer.of(STREAMS));
          return initiator(one::start, one::receive, one::close);
        },
        responder::receive);
  }

  private Mode dhhmac() {
    DhhmacResponder responder = new DhhmacResponder(bob, bobsPsk, DhhmacSettings.DEFAULT);
    return new Mode(
        () -> {
          DhhmacInitiator one =
              DhhmacInitiator.initial(alice, alicesPsk, DhhmacOffer.of(STREAMS), Set.of());
          return initiator(one::start, one::receive, one::close);
        },
        responder::receive);
  }

  private Mode rsaR() {
    EnvelopeCache cache = EnvelopeCache.of(alice);
    RsarResponder responder =
        new RsarResponder(
            bob,
            List.of(bobs),
            pki,
            EnvelopeCache.of(bob),
            RsarResponder.GroupDirectory.none(),
            RsarSettings.DEFAULT);
    return new Mode(
        () -> {
          RsarInitiator one =
              RsarInitiator.with(alice, alices, BOB, pki, cache, RsarOffer.of(STREAMS));
          return initiator(one::start, one::receive, one::close);
        },
        responder::receive);
  }

  private interface Answer {
    CryptoSessionBundle receive(Octets answer) throws MikeyException, GeneralSecurityException;
  }

  private static Initiator initiator(Callable<Octets> start, Answer answer, Runnable close) {
    return new Initiator() {
      @Override
      public Octets start() throws GeneralSecurityException {
        try {
          return start.call();
        } catch (GeneralSecurityException | RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public CryptoSessionBundle receive(Octets received)
          throws MikeyException, GeneralSecurityException {
        return answer.receive(received);
      }

      @Override
      public void close() {
        close.run();
      }
    };
  }
}
