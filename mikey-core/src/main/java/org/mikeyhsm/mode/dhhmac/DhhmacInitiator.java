package org.mikeyhsm.mode.dhhmac;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.DhPayload;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.RandPayload;
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
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.MessageKeys;

/**
 * The initiator of one DHHMAC exchange (RFC 4650 section 3) or CSB update (section 3.1).
 *
 * <p>{@link #start()} gives the I_MESSAGE, {@link #receive} takes the R_MESSAGE and gives the
 * bundle; a message it refuses changes nothing and a good one may still come.
 *
 * <p>Not thread-safe. {@link #close()} destroys all that was not handed out.
 */
public final class DhhmacInitiator implements AutoCloseable {
  private final MikeyContext context;
  private final PskCredential credential;
  private final DhhmacOffer offer;
  private final Set<DhhmacLeniency> leniencies;
  private final Initiation initiation;
  private final DhInitiation dh;
  private Optional<Pending> pending = Optional.empty();

  /** What was sent and is not yet a bundle. */
  private record Pending(BundleTerms terms, CommonHeader header, MessageKeys keys) {}

  private DhhmacInitiator(
      MikeyContext context,
      PskCredential credential,
      DhhmacOffer offer,
      Set<DhhmacLeniency> leniencies,
      Optional<CryptoSessionBundle> established) {
    this.context = Objects.requireNonNull(context, "context");
    this.credential = Objects.requireNonNull(credential, "credential");
    this.offer = Objects.requireNonNull(offer, "offer");
    this.leniencies = Set.copyOf(leniencies);
    this.initiation =
        new Initiation(context, credential.self(), Optional.of(credential.peer()), established);
    this.dh = new DhInitiation(context, initiation, offer.group(), offer.validity());
  }

  /**
   * An initial exchange.
   *
   * @param leniencies what is tolerated of the answer
   * @throws IllegalArgumentException if the offer has no group
   */
  public static DhhmacInitiator initial(
      MikeyContext context,
      PskCredential credential,
      DhhmacOffer offer,
      Set<DhhmacLeniency> leniencies) {
    return new DhhmacInitiator(context, credential, offer, leniencies, Optional.empty());
  }

  /**
   * An update: same CSB ID, new timestamp, no RAND (RFC 4650 section 3.1). Without a group in the
   * offer the old TGK goes on.
   *
   * @param bundle the bundle to update, open, initiated by this side
   * @throws IllegalArgumentException if it is a bundle of other parties, or of the reverse roles
   */
  public static DhhmacInitiator update(
      MikeyContext context,
      PskCredential credential,
      DhhmacOffer offer,
      CryptoSessionBundle bundle) {
    return new DhhmacInitiator(context, credential, offer, Set.of(), Optional.of(bundle));
  }

  /**
   * Makes the I_MESSAGE.
   *
   * @return the octets to send
   * @throws java.security.NoSuchAlgorithmException if the group is not known, or the provider lacks
   *     an algorithm
   * @throws java.security.InvalidKeyException if the provider cannot use the pre-shared key
   * @throws IllegalStateException if called twice, or the bundle store or the limits are full
   */
  public Octets start() throws GeneralSecurityException {
    return initiation.start(true, this::make);
  }

  private Octets make(Initiation.Opening opening) throws GeneralSecurityException {
    BundleTerms terms =
        opening.terms(credential.self(), credential.peer(), offer.media().sessions());
    CommonHeader header =
        new CommonHeader(
            DataType.DHHMAC_INIT, true, terms.prfFunc(), terms.csbId(), offer.media().map());
    MessageKeys keys =
        new MessageKeys(
            context.provider(),
            terms.prfFunc(),
            SecretName.PSK,
            credential.psk(),
            terms.csbId(),
            terms.rand());
    initiation.hold(keys::close);
    List<Payload> payloads = new ArrayList<>();
    payloads.add(terms.timestamp());
    if (initiation.established().isEmpty()) {
      payloads.add(new RandPayload(terms.rand()));
    }
    if (offer.sendInitiator()) {
      payloads.add(credential.self());
    }
    payloads.add(credential.peer());
    payloads.addAll(offer.media().policyPayloads());
    payloads.addAll(offer.media().extensions());
    dh.generate().ifPresent(payloads::add);
    Octets message = HmacField.fill(header, payloads, keys);
    pending = Optional.of(new Pending(terms, header, keys));
    return message;
  }

  /**
   * Takes the responder's answer: HDR, T, [IDr], IDi, [DHr, DHi], KEMAC, or an error message.
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
      throw rules.peerError(
          decoded,
          KemacPayload.class,
          PayloadType.KEMAC,
          kemac -> HmacField.verifies(decoded, kemac, sent.keys()),
          initiation::close);
    }
    AnswerRules.checkType(decoded, DataType.DHHMAC_RESP, "a DHHMAC response");
    rules.checkBelongs(decoded);
    MessageParts parts = new MessageParts(decoded);
    TimestampPayload timestamp = parts.exactlyOne(TimestampPayload.class, PayloadType.T);
    DhAnswers.Ids ids = DhAnswers.Ids.of(parts);
    parts.any(GeneralExtensionPayload.class);
    KemacPayload kemac = parts.exactlyOne(KemacPayload.class, PayloadType.KEMAC);
    Optional<DhPayload> theirs = DhAnswers.half(decoded, parts, dh.half());
    parts.nothingElse(kemac);
    if (!leniencies.contains(DhhmacLeniency.MINISIP_MESSAGES)) {
      rules.checkTimestamp(decoded, timestamp);
      if (ids.initiator().isEmpty()) {
        throw new ExchangeException(
            Failure.PAYLOADS,
            "ID",
            answer.length(),
            "the responder SHALL always include the initiator's identity (RFC 4650 3)");
      }
    }
    HmacField.check(decoded, kemac, context.leniencies());
    if (!HmacField.verifies(decoded, kemac, sent.keys())
        || !DhAnswers.areRight(ids, sent.terms())) {
      throw HmacField.notAuthentic(decoded, kemac);
    }
    return dh.complete(rules.withStreams(decoded), theirs, sent.keys().custody());
  }

  /** Destroys the keys of an exchange that is not complete; a bundle handed out stays open. */
  @Override
  public void close() {
    initiation.close();
  }
}
