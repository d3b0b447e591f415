package org.mikeyhsm.mode.pk;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PkePayload;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.exchange.CertificateHash;
import org.mikeyhsm.mode.exchange.Envelope;
import org.mikeyhsm.mode.exchange.Initiation;
import org.mikeyhsm.mode.exchange.Intake;
import org.mikeyhsm.mode.exchange.PeerCertificates;
import org.mikeyhsm.mode.exchange.SignField;
import org.mikeyhsm.mode.exchange.VerificationCheck;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * The initiator of one public-key exchange (RFC 3830 section 3.2) or CSB update (section 4.5).
 *
 * <p>{@link #start()} gives the I_MESSAGE. If verification was asked for, {@link #receive} takes
 * the R_MESSAGE and gives the bundle; a message it refuses changes nothing and a good one may still
 * come. Otherwise {@link #bundle()} gives it at once.
 *
 * <p>Not thread-safe. {@link #close()} destroys all that was not handed out.
 */
public final class PkInitiator implements AutoCloseable {
  private final MikeyContext context;
  private final PkiIdentity self;
  private final IdPayload peer;
  private final PkiTrust pki;
  private final EnvelopeCache cache;
  private final PkOffer offer;
  private final Initiation initiation;
  private Optional<Pending> pending = Optional.empty();

  /** What was sent and is not yet a bundle. */
  private record Pending(BundleTerms terms, CommonHeader header, Envelope envelope) {}

  private PkInitiator(
      MikeyContext context,
      PkiIdentity self,
      IdPayload peer,
      PkiTrust pki,
      EnvelopeCache cache,
      PkOffer offer,
      Optional<CryptoSessionBundle> established) {
    this.context = Objects.requireNonNull(context, "context");
    this.self = Objects.requireNonNull(self, "self");
    this.peer = Objects.requireNonNull(peer, "peer");
    this.pki = Objects.requireNonNull(pki, "pki");
    this.cache = Objects.requireNonNull(cache, "cache");
    this.offer = Objects.requireNonNull(offer, "offer");
    this.initiation = new Initiation(context, self.id(), Optional.of(peer), established);
    if (offer.keys().isEmpty() && established.isEmpty()) {
      throw new IllegalArgumentException("an initial exchange carries at least one key");
    }
  }

  /**
   * An initial exchange.
   *
   * @param self this side
   * @param peer the responder, whose certificate the directory of {@code pki} has
   * @param pki judges the responder's certificate
   * @param cache takes the envelope key if the offer says so
   * @throws IllegalArgumentException if the offer carries no key
   */
  public static PkInitiator initial(
      MikeyContext context,
      PkiIdentity self,
      IdPayload peer,
      PkiTrust pki,
      EnvelopeCache cache,
      PkOffer offer) {
    return new PkInitiator(context, self, peer, pki, cache, offer, Optional.empty());
  }

  /**
   * An update whose envelope key was not cached: same CSB ID, new timestamp, no RAND, a new
   * envelope key (RFC 3830 section 4.5). Without keys in the offer the old ones go on.
   *
   * @param bundle the bundle to update, open, initiated by this side
   * @throws IllegalArgumentException if it is a bundle of other parties, or of the reverse roles
   * @throws IllegalStateException if its envelope key is cached: then the update MUST NOT be a
   *     public-key message, but one of {@link org.mikeyhsm.mode.psk.PskInitiator} with {@link
   *     EnvelopeCache#forUpdate}
   */
  public static PkInitiator update(
      MikeyContext context,
      PkiIdentity self,
      PkiTrust pki,
      EnvelopeCache cache,
      PkOffer offer,
      CryptoSessionBundle bundle) {
    if (cache.forUpdate(bundle.terms()).isPresent()) {
      throw new IllegalStateException(
          "the envelope key is cached: update by a pre-shared key message (RFC 3830 4.5)");
    }
    return new PkInitiator(
        context, self, bundle.terms().responder(), pki, cache, offer, Optional.of(bundle));
  }

  /**
   * Makes the I_MESSAGE.
   *
   * @return the octets to send
   * @throws org.mikeyhsm.trust.TrustException if the responder's certificate is missing or not
   *     accepted
   * @throws java.security.NoSuchAlgorithmException if the provider lacks an algorithm
   * @throws javax.crypto.IllegalBlockSizeException if AES-KW-128 cannot carry key data of that
   *     length, the identity included
   * @throws java.security.InvalidKeyException if the provider cannot use a key
   * @throws IllegalStateException if called twice, or a store or the limits are full
   */
  public Octets start() throws GeneralSecurityException {
    initiation.requireNew("once");
    if (isCached() && cache.isFull()) {
      throw new IllegalStateException("the envelope cache is full");
    }
    return initiation.start(offer.verification(), this::make);
  }

  private boolean isCached() {
    return !offer.cache().equals(CacheIndicator.NO_CACHE);
  }

  private Octets make(Initiation.Opening opening) throws GeneralSecurityException {
    BundleTerms terms = opening.terms(self.id(), peer, offer.media().sessions());
    CommonHeader header =
        new CommonHeader(
            DataType.PK, offer.verification(), terms.prfFunc(), terms.csbId(), offer.media().map());
    X509Certificate recipient = new PeerCertificates(pki).recipient(peer);
    Envelope.Sent sent = Envelope.seal(context, recipient, offer.envelope(), terms);
    initiation.hold(sent.envelope()::close);
    Optional<KemacPayload> kemac = kemac(terms, sent.envelope());

    List<Payload> payloads = new ArrayList<>();
    payloads.add(terms.timestamp());
    if (initiation.established().isEmpty()) {
      payloads.add(new RandPayload(terms.rand()));
    }
    if (offer.sendIdentities()) {
      payloads.add(self.id());
    }
    payloads.addAll(self.sent());
    if (offer.sendIdentities()) {
      payloads.add(peer);
    }
    payloads.addAll(offer.media().policyPayloads());
    payloads.addAll(offer.media().extensions());
    kemac.ifPresent(payloads::add);
    if (offer.certHash().isPresent()) {
      payloads.add(CertificateHash.of(recipient, offer.certHash().get()));
    }
    payloads.add(new PkePayload(offer.cache(), sent.pke()));
    Octets message =
        SignField.fill(
            header, payloads, self, context.provider(), SignField.Coverage.ALL_BUT_SIGNATURE);
    pending = Optional.of(new Pending(terms, header, sent.envelope()));
    return message;
  }

  /** An update without keys has no KEMAC (RFC 3830 section 4.5, Figure 4.1). */
  private Optional<KemacPayload> kemac(BundleTerms terms, Envelope envelope)
      throws GeneralSecurityException {
    if (offer.keys().isEmpty()) {
      return Optional.empty();
    }
    Envelope.Contents contents =
        envelope.fill(offer.encrAlg(), offer.macAlg(), terms.timestamp(), self.id(), offer.keys());
    initiation.holdKeys(contents.keys());
    return Optional.of(contents.kemac());
  }

  /**
   * The bundle of an exchange without verification.
   *
   * @return the caller closes it
   * @throws IllegalStateException if verification was asked for, or there is no message yet
   */
  public CryptoSessionBundle bundle() {
    initiation.requireSent();
    if (offer.verification()) {
      throw new IllegalStateException("the responder's verification message is awaited");
    }
    return complete(pending.orElseThrow().terms());
  }

  /**
   * Takes the responder's answer: an R_MESSAGE (HDR, T, [IDr], V) or an error message.
   *
   * @param answer the octets received
   * @return the bundle, which the caller closes
   * @throws MikeyException if the answer is refused, or reports an error; unless it is an authentic
   *     error message or came too late, the exchange goes on and a good answer may still come
   * @throws GeneralSecurityException if the provider fails
   * @throws IllegalStateException if no answer is awaited
   */
  public CryptoSessionBundle receive(Octets answer)
      throws MikeyException, GeneralSecurityException {
    initiation.requireSent();
    if (!offer.verification()) {
      throw new IllegalStateException("no verification message was asked for");
    }
    initiation.requireInTime();
    Pending sent = pending.orElseThrow();
    DecodedMessage decoded = Intake.decode(context, answer);
    VerificationCheck check =
        new VerificationCheck(
            sent.terms(),
            sent.header(),
            sent.envelope().keys(),
            Envelope.verificationMac(offer.macAlg()));
    if (decoded.message().header().dataType().equals(DataType.ERROR)) {
      throw check.peerError(decoded, initiation::close);
    }
    return complete(check.verify(decoded, DataType.PK_VER, "a public-key verification message"));
  }

  private CryptoSessionBundle complete(BundleTerms terms) {
    Envelope envelope = pending.orElseThrow().envelope();
    CustodyReport custody =
        CustodyReport.empty()
            .plus(SecretName.PRIVATE_KEY, self.signing().custody())
            .plus(envelope.keys().custody());
    Optional<CustodialKey> kept = isCached() ? Optional.of(envelope.keep()) : Optional.empty();
    boolean done = false;
    try {
      CryptoSessionBundle bundle = initiation.complete(terms, custody);
      kept.ifPresent(key -> cache.put(bundle.terms(), offer.cache(), key));
      done = true;
      return bundle;
    } finally {
      if (!done) {
        kept.ifPresent(CustodialKey::close);
      }
    }
  }

  /** Destroys the keys of an exchange that is not complete; a bundle handed out stays open. */
  @Override
  public void close() {
    initiation.close();
  }
}
