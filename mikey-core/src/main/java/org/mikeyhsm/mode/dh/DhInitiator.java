package org.mikeyhsm.mode.dh;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.message.CertPayload;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.DhPayload;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MessageParts;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.exchange.AnswerRules;
import org.mikeyhsm.mode.exchange.DhAnswers;
import org.mikeyhsm.mode.exchange.DhInitiation;
import org.mikeyhsm.mode.exchange.Initiation;
import org.mikeyhsm.mode.exchange.Intake;
import org.mikeyhsm.mode.exchange.Peer;
import org.mikeyhsm.mode.exchange.SignField;
import org.mikeyhsm.mode.exchange.SignedAnswers;
import org.mikeyhsm.mode.exchange.SignedRequests;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * The initiator of one signed Diffie-Hellman exchange (RFC 3830 section 3.3) or CSB update (section
 * 4.5).
 *
 * <p>{@link #start()} gives the I_MESSAGE, {@link #receive} takes the R_MESSAGE and gives the
 * bundle; a message it refuses changes nothing and a good one may still come.
 *
 * <p>Not thread-safe. {@link #close()} destroys all that was not handed out.
 */
public final class DhInitiator implements AutoCloseable {
  private final MikeyContext context;
  private final PkiIdentity self;
  private final IdPayload peer;
  private final DhOffer offer;
  private final SignedAnswers answers;
  private final Initiation initiation;
  private final DhInitiation dh;
  private Optional<Pending> pending = Optional.empty();

  /** What was sent and is not yet a bundle. */
  private record Pending(BundleTerms terms, CommonHeader header) {}

  private DhInitiator(
      MikeyContext context,
      PkiIdentity self,
      IdPayload peer,
      PkiTrust pki,
      DhOffer offer,
      Optional<CryptoSessionBundle> established) {
    this.context = Objects.requireNonNull(context, "context");
    this.self = Objects.requireNonNull(self, "self");
    this.peer = Objects.requireNonNull(peer, "peer");
    this.offer = Objects.requireNonNull(offer, "offer");
    this.answers = new SignedAnswers(pki);
    this.initiation = new Initiation(context, self.id(), Optional.of(peer), established);
    this.dh = new DhInitiation(context, initiation, offer.group(), offer.validity());
  }

  /**
   * An initial exchange.
   *
   * @param self this side
   * @param peer the responder
   * @param pki judges the responder's certificate, which may come with its answer
   * @throws IllegalArgumentException if the offer has no group
   */
  public static DhInitiator initial(
      MikeyContext context, PkiIdentity self, IdPayload peer, PkiTrust pki, DhOffer offer) {
    return new DhInitiator(context, self, peer, pki, offer, Optional.empty());
  }

  /**
   * An update: same CSB ID, new timestamp, no RAND (RFC 3830 section 4.5). Without a group in the
   * offer the old TGK goes on.
   *
   * @param bundle the bundle to update, open, initiated by this side
   * @throws IllegalArgumentException if it is a bundle of other parties, or of the reverse roles
   */
  public static DhInitiator update(
      MikeyContext context,
      PkiIdentity self,
      PkiTrust pki,
      DhOffer offer,
      CryptoSessionBundle bundle) {
    return new DhInitiator(
        context, self, bundle.terms().responder(), pki, offer, Optional.of(bundle));
  }

  /**
   * Makes the I_MESSAGE.
   *
   * @return the octets to send
   * @throws java.security.NoSuchAlgorithmException if the group is not known, or the provider lacks
   *     an algorithm
   * @throws java.security.InvalidKeyException if the provider cannot use a key
   * @throws IllegalStateException if called twice, or the bundle store or the limits are full
   */
  public Octets start() throws GeneralSecurityException {
    return initiation.start(true, this::make);
  }

  private Octets make(Initiation.Opening opening) throws GeneralSecurityException {
    BundleTerms terms = opening.terms(self.id(), peer, offer.media().sessions());
    CommonHeader header =
        new CommonHeader(
            DataType.DH_INIT, true, terms.prfFunc(), terms.csbId(), offer.media().map());
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
    dh.generate().ifPresent(payloads::add);
    Octets message =
        SignField.fill(
            header, payloads, self, context.provider(), SignField.Coverage.ALL_BUT_SIGNATURE);
    pending = Optional.of(new Pending(terms, header));
    return message;
  }

  /**
   * Takes the responder's answer: HDR, T, [IDr|CERTr], IDi, [DHr, DHi], SIGNr, or an error message.
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
      throw answers.peerError(rules, decoded, Optional.of(peer), initiation::close);
    }
    AnswerRules.checkType(decoded, DataType.DH_RESP, "a Diffie-Hellman response");
    rules.checkBelongs(decoded);
    MessageParts parts = new MessageParts(decoded);
    TimestampPayload timestamp = parts.exactlyOne(TimestampPayload.class, PayloadType.T);
    List<CertPayload> certificates = parts.any(CertPayload.class);
    DhAnswers.Ids ids = DhAnswers.Ids.of(parts);
    parts.any(GeneralExtensionPayload.class);
    Optional<DhPayload> theirs = DhAnswers.half(decoded, parts, dh.half());
    SignPayload sign = parts.exactlyOne(SignPayload.class, PayloadType.SIGN);
    parts.nothingElse(sign);
    rules.checkTimestamp(decoded, timestamp);
    if (ids.initiator().isEmpty()) {
      throw new ExchangeException(
          Failure.PAYLOADS, "ID", answer.length(), "IDi is mandatory here (RFC 3830 3.3)");
    }
    // The responder's half is nobody's until its signature was verified.
    Peer responder = answers.sender(decoded, Optional.of(peer), certificates);
    if (!DhAnswers.areRight(ids, sent.terms())
        || !answers.verifies(decoded, sign, responder, SignField.Coverage.ALL_BUT_SIGNATURE)) {
      throw SignedRequests.notAuthentic(decoded, sign);
    }
    return dh.complete(
        rules.withStreams(decoded),
        theirs,
        CustodyReport.empty().plus(SecretName.PRIVATE_KEY, self.signing().custody()));
  }

  /** Destroys the keys of an exchange that is not complete; a bundle handed out stays open. */
  @Override
  public void close() {
    initiation.close();
  }
}
