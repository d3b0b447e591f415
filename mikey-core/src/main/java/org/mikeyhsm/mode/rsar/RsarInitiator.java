package org.mikeyhsm.mode.rsar;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.exchange.AnswerRules;
import org.mikeyhsm.mode.exchange.Answers;
import org.mikeyhsm.mode.exchange.Envelope;
import org.mikeyhsm.mode.exchange.EnvelopeOpener;
import org.mikeyhsm.mode.exchange.Initiation;
import org.mikeyhsm.mode.exchange.Intake;
import org.mikeyhsm.mode.exchange.KeyRules;
import org.mikeyhsm.mode.exchange.Peer;
import org.mikeyhsm.mode.exchange.SignField;
import org.mikeyhsm.mode.exchange.SignedAnswers;
import org.mikeyhsm.mode.exchange.SignedRequests;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * The initiator of one RSA-R exchange (RFC 4738 section 3) or CSB update.
 *
 * <p>{@link #start()} gives the I_MESSAGE, {@link #receive} takes the R_MESSAGE and gives the
 * bundle; a message it refuses changes nothing and a good one may still come.
 *
 * <p>Not thread-safe. {@link #close()} destroys all that was not handed out.
 */
public final class RsarInitiator implements AutoCloseable {
  private final MikeyContext context;
  private final PkiIdentity self;
  private final Optional<IdPayload> peer;
  private final Predicate<IdPayload> acceptable;
  private final SignedAnswers answers;
  private final EnvelopeCache cache;
  private final RsarOffer offer;
  private final Initiation initiation;
  private Optional<Pending> pending = Optional.empty();

  /** What was sent and is not yet a bundle. */
  private record Pending(BundleTerms terms, CommonHeader header) {}

  private RsarInitiator(
      MikeyContext context,
      PkiIdentity self,
      Optional<IdPayload> peer,
      Predicate<IdPayload> acceptable,
      PkiTrust pki,
      EnvelopeCache cache,
      RsarOffer offer,
      Optional<CryptoSessionBundle> established) {
    this.context = Objects.requireNonNull(context, "context");
    this.self = Objects.requireNonNull(self, "self");
    this.peer = Objects.requireNonNull(peer, "peer");
    this.acceptable = Objects.requireNonNull(acceptable, "acceptable");
    this.answers = new SignedAnswers(pki);
    this.cache = Objects.requireNonNull(cache, "cache");
    this.offer = Objects.requireNonNull(offer, "offer");
    this.initiation = new Initiation(context, self.id(), peer, established);
  }

  /**
   * An initial exchange with one responder and no other, whose identity is sent as IDr.
   *
   * @param self this side
   * @param peer the responder
   * @param pki judges the responder's certificate, which may come with its answer
   * @param cache takes the envelope key if the responder says so
   */
  public static RsarInitiator with(
      MikeyContext context,
      PkiIdentity self,
      IdPayload peer,
      PkiTrust pki,
      EnvelopeCache cache,
      RsarOffer offer) {
    return new RsarInitiator(
        context, self, Optional.of(peer), peer::equals, pki, cache, offer, Optional.empty());
  }

  /**
   * An initial exchange with whoever answers, for calls that may be forwarded (RFC 4738 section 4).
   *
   * @param acceptable tells whose answer is acceptable once it is authenticated (section 5)
   */
  public static RsarInitiator withAnybody(
      MikeyContext context,
      PkiIdentity self,
      Predicate<IdPayload> acceptable,
      PkiTrust pki,
      EnvelopeCache cache,
      RsarOffer offer) {
    return new RsarInitiator(
        context, self, Optional.empty(), acceptable, pki, cache, offer, Optional.empty());
  }

  /**
   * An update whose envelope key was not cached: same CSB ID, new timestamp, no RAND of either side
   * (RFC 3830 section 4.5).
   *
   * @param bundle the bundle to update, open, initiated by this side
   * @throws IllegalArgumentException if it is a bundle of other parties, or of the reverse roles
   * @throws IllegalStateException if its envelope key is cached: then the update is one of {@link
   *     org.mikeyhsm.mode.psk.PskInitiator} with {@link EnvelopeCache#forUpdate}
   */
  public static RsarInitiator update(
      MikeyContext context,
      PkiIdentity self,
      PkiTrust pki,
      EnvelopeCache cache,
      RsarOffer offer,
      CryptoSessionBundle bundle) {
    if (cache.forUpdate(bundle.terms()).isPresent()) {
      throw new IllegalStateException(
          "the envelope key is cached: update by a pre-shared key message (RFC 3830 4.5)");
    }
    IdPayload peer = bundle.terms().responder();
    return new RsarInitiator(
        context, self, Optional.of(peer), peer::equals, pki, cache, offer, Optional.of(bundle));
  }

  /**
   * Makes the I_MESSAGE: HDR, T, [RAND], [IDi|CERTi], [IDr], {SP}, SIGNi.
   *
   * @return the octets to send
   * @throws java.security.NoSuchAlgorithmException if the provider lacks an algorithm
   * @throws java.security.InvalidKeyException if the provider cannot use a key
   * @throws IllegalStateException if called twice, or the bundle store or the limits are full
   */
  public Octets start() throws GeneralSecurityException {
    return initiation.start(true, this::make);
  }

  private Octets make(Initiation.Opening opening) throws GeneralSecurityException {
    BundleTerms terms = opening.terms(self.id(), peer.orElse(self.id()), offer.media().sessions());
    CommonHeader header =
        new CommonHeader(
            DataType.RSA_R_I, true, terms.prfFunc(), terms.csbId(), offer.media().map());
    List<Payload> payloads = new ArrayList<>(List.of(terms.timestamp()));
    if (sendsRand()) {
      payloads.add(new RandPayload(terms.rand()));
    }
    if (offer.sendIdentity()) {
      payloads.add(self.id());
    }
    payloads.addAll(self.sent());
    if (offer.sendIdentity() || !self.sent().isEmpty()) {
      peer.ifPresent(payloads::add);
    }
    payloads.addAll(offer.media().policyPayloads());
    payloads.addAll(offer.media().extensions());
    Octets message =
        SignField.fill(
            header, payloads, self, context.provider(), SignField.Coverage.ALL_BUT_SIGNATURE);
    pending = Optional.of(new Pending(terms, header));
    return message;
  }

  private boolean sendsRand() {
    return offer.sendRand() && initiation.established().isEmpty();
  }

  /**
   * Takes the responder's answer: HDR, [GenExt(CSB_ID)], T, [RAND], [IDr|CERTr], [SP], KEMAC, PKE,
   * SIGNr, or an error message.
   *
   * @param answer the octets received
   * @return the bundle, which the caller closes
   * @throws MikeyException if the answer is refused, or reports an error; unless it is an authentic
   *     error message or came too late, the exchange goes on and a good answer may still come
   * @throws GeneralSecurityException if the provider fails, or its policy forbids a key
   * @throws IllegalStateException if no answer is awaited
   */
  public CryptoSessionBundle receive(Octets answer)
      throws MikeyException, GeneralSecurityException {
    initiation.requireInTime();
    Pending sent = pending.orElseThrow();
    DecodedMessage decoded = Intake.decode(context, answer);
    AnswerRules rules = new AnswerRules(sent.terms(), sent.header());
    if (decoded.message().header().dataType().equals(DataType.ERROR)) {
      throw answers.peerError(rules, decoded, peer, initiation::close);
    }
    AnswerRules.checkType(decoded, DataType.RSA_R_R, "an RSA-R response");
    rules.checkBelongs(decoded);
    RsarAnswer parsed = RsarAnswer.of(decoded);
    rules.checkTimestamp(decoded, parsed.timestamp());
    parsed.checkRand(offer.group(), sendsRand(), initiation.established().isPresent());
    parsed.checkCsbId(offer.group());
    BundleTerms terms = authenticated(sent.terms(), parsed);
    BundleTerms withRand =
        parsed.rand().isPresent() ? terms.withRand(parsed.rand().get().rand()) : terms;
    BundleTerms agreed =
        withRand.withSessions(
            new RsarSessions(offer, sent.header(), initiation.established(), parsed).agree());
    return open(withRand, agreed, parsed);
  }

  /** The terms with the responder who signed the answer. */
  private BundleTerms authenticated(BundleTerms terms, RsarAnswer parsed)
      throws ExchangeException, GeneralSecurityException {
    DecodedMessage decoded = parsed.decoded();
    if (peer.isPresent() && !parsed.responder().orElse(peer.get()).equals(peer.get())) {
      throw SignedRequests.notAuthentic(decoded, parsed.sign());
    }
    Peer responder = answers.sender(decoded, peer.or(parsed::responder), parsed.certificates());
    BundleTerms with = terms.withResponder(responder.identity());
    if (!answers.verifies(
        decoded, parsed.sign(), responder, SignField.Coverage.UP_TO_SIGN, Answers.suffix(with))) {
      throw SignedRequests.notAuthentic(decoded, parsed.sign());
    }
    if (!acceptable.test(responder.identity())) {
      throw new ExchangeException(
          Failure.IDENTITY,
          "ID",
          decoded.octets().length(),
          "the responder is not one that is acceptable here (RFC 4738 5)");
    }
    return with;
  }

  private CryptoSessionBundle open(BundleTerms exchange, BundleTerms agreed, RsarAnswer parsed)
      throws ExchangeException, GeneralSecurityException {
    EnvelopeOpener.Opened opened =
        new EnvelopeOpener(
                context,
                self.encryption().key(),
                parsed.pke().data(),
                offer.envelope(),
                exchange.prfFunc(),
                exchange.csbId(),
                exchange.rand())
            .open(
                parsed.kemac(),
                exchange.timestamp(),
                exchange.responder(),
                KeyPlace.PROVIDER,
                Optional.empty())
            .orElseThrow(parsed::notAuthentic);
    List<TransportedKey> keys = opened.keys();
    try (Envelope envelope = opened.envelope()) {
      boolean done = false;
      try {
        if (keys.isEmpty() && initiation.established().isEmpty()) {
          throw parsed.refused(Failure.PAYLOADS, "the answer carries no key");
        }
        Optional<KeyRules.Fault> misfit = KeyRules.keyFault(keys, agreed.sessions());
        if (misfit.isPresent()) {
          throw parsed.refused(misfit.get().failure(), misfit.get().reason());
        }
        CryptoSessionBundle bundle = complete(agreed, parsed, envelope, keys);
        done = true;
        return bundle;
      } finally {
        if (!done) {
          keys.forEach(TransportedKey::close);
        }
      }
    }
  }

  private CryptoSessionBundle complete(
      BundleTerms agreed, RsarAnswer parsed, Envelope envelope, List<TransportedKey> keys)
      throws ExchangeException {
    CustodyReport custody =
        CustodyReport.empty()
            .plus(SecretName.PRIVATE_KEY, self.signing().custody())
            .plus(SecretName.PRIVATE_KEY, self.encryption().custody())
            .plus(envelope.keys().custody());
    BundleTerms terms =
        parsed.groupCsbId().isPresent() ? agreed.withCsbId(parsed.groupCsbId().getAsInt()) : agreed;
    requirePlace(terms);
    initiation.holdKeys(keys);
    CryptoSessionBundle bundle = initiation.complete(terms, custody);
    CacheIndicator indicator = parsed.pke().cache();
    if (!indicator.equals(CacheIndicator.NO_CACHE) && !offer.group()) {
      cache.put(terms, indicator, envelope.keep());
    }
    return bundle;
  }

  /** A CSB ID that was not reserved for these two may be in use. */
  private void requirePlace(BundleTerms terms) throws ExchangeException {
    boolean reserved = peer.isPresent() && terms.csbId() == pending.orElseThrow().terms().csbId();
    if (!reserved && context.bundles().inUse(terms.initiator(), terms.responder(), terms.csbId())) {
      throw new ExchangeException(
          Failure.MISMATCH,
          "HDR",
          4,
          "a bundle of this CSB ID is open already; close it to have it anew");
    }
    if (!reserved && context.bundles().isFull()) {
      throw new ExchangeException(
          Failure.LIMIT, "HDR", 4, "no more crypto session bundles can be held here");
    }
  }

  /** Destroys the keys of an exchange that is not complete; a bundle handed out stays open. */
  @Override
  public void close() {
    initiation.close();
  }
}
