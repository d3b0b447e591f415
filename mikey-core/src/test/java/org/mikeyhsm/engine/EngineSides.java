package org.mikeyhsm.engine;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.mikeyhsm.jca.EngineService;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.pki.CertificateDirectory;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.mode.pki.TestPki;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.sakke.KmsDirectory;
import org.mikeyhsm.mode.sakke.McxUid;
import org.mikeyhsm.mode.sakke.TestKms;
import org.mikeyhsm.session.TestClock;
import org.mikeyhsm.trust.CertificateTrust;

/** Alice and Bob with engines on keys in host memory, and what their listeners heard. */
public final class EngineSides implements AutoCloseable {
  /** The caller. */
  public static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");

  /** The called. */
  public static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");

  /** Twenty octets that no message has by chance. */
  public static final byte[] PSK =
      Octets.ofHex("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b").toArray();

  private static final Duration PERIOD = Duration.ofDays(30);

  private final AtomicInteger untilFailure = new AtomicInteger(-1);
  private final Provider provider = new Dying(untilFailure);
  private final TestClock clock = TestClock.ordinary();
  private final SoftwareKey psk = SoftwareKey.preShared(PSK);
  private final TestKms kms;
  private final List<EngineEvent> heard = Collections.synchronizedList(new ArrayList<>());
  private final AtomicBoolean tokenIsGone = new AtomicBoolean();

  /** Makes the keys. */
  public EngineSides() throws GeneralSecurityException {
    kms = new TestKms("kms.example.org", new McxUid("kms.example.org", PERIOD.toSeconds(), 0));
  }

  /** Alice's engine with the keys of every mode. */
  public EngineBuilder alice() throws GeneralSecurityException {
    return of("alice", ALICE, BOB);
  }

  /** Bob's. */
  public EngineBuilder bob() throws GeneralSecurityException {
    return of("bob", BOB, ALICE);
  }

  /** One side with a pre-shared key alone. */
  public EngineBuilder withPsk(IdPayload self, IdPayload peer) {
    return MikeyEngine.builder(provider, self)
        .clock(clock)
        .listener(heard::add)
        .peer(EnginePeer.of(peer).withPsk(psk));
  }

  private EngineBuilder of(String name, IdPayload self, IdPayload peer)
      throws GeneralSecurityException {
    Map<IdPayload, List<X509Certificate>> known =
        Map.of(
            ALICE, List.of(TestPki.certificate("alice")), BOB, List.of(TestPki.certificate("bob")));
    return MikeyEngine.builder(provider, self)
        .clock(clock)
        .listener(heard::add)
        .peer(EnginePeer.of(peer).withPsk(psk).withKms(kms.domain()))
        .certificate(
            PkiIdentity.of(
                self,
                new CertifiedKey(TestPki.privateKey(name), List.of(TestPki.certificate(name)))))
        .trust(
            PkiTrust.of(new CertificateTrust(TestPki.root(), clock))
                .withDirectory(CertificateDirectory.of(known)))
        .sakke(
            kms.user(self.data().toUtf8(), provider, clock.instant(), clock.instant().plus(PERIOD)),
            KmsDirectory.of(List.of(kms.domain())))
        .pskDirectory(failing(PskDirectory.of(new PskCredential(self, peer, psk))));
  }

  /** A directory on a token that may be gone. */
  private PskDirectory failing(PskDirectory directory) {
    return (initiator, responder) -> {
      if (tokenIsGone.get()) {
        throw new ProviderException("CKR_TOKEN_NOT_PRESENT");
      }
      return directory.find(initiator, responder);
    };
  }

  /** Takes the token away from whoever looks for a pre-shared key, or brings it back. */
  public void tokenIsGone(boolean gone) {
    tokenIsGone.set(gone);
  }

  /**
   * Has the token fail one request for an engine, after some that go well.
   *
   * @param requests how many of them; -1 for no failure
   */
  public void failAfter(int requests) {
    untilFailure.set(requests);
  }

  private static final class Dying extends Provider {
    private static final long serialVersionUID = 1L;

    private final transient Provider software = new MikeyProvider();
    private final transient AtomicInteger untilFailure;

    Dying(AtomicInteger untilFailure) {
      super("Dying", "1", "");
      this.untilFailure = untilFailure;
    }

    @Override
    public Service getService(String type, String algorithm) {
      Service service = software.getService(type, algorithm);
      return service == null || untilFailure.get() < 0
          ? service
          : new EngineService(
              this, type, algorithm, Object.class, () -> engine(service), key -> true);
    }

    private Object engine(Service service) {
      if (untilFailure.getAndDecrement() == 0) {
        throw new ProviderException("CKR_DEVICE_REMOVED");
      }
      try {
        return service.newInstance(null);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** What the listeners heard so far, of one kind. */
  public <E extends EngineEvent> List<E> heard(Class<E> kind) {
    synchronized (heard) {
      return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  /** Moves the clocks. */
  public void pass(Duration time) {
    clock.move(time);
  }

  @Override
  public void close() {
    psk.close();
    kms.close();
  }
}
