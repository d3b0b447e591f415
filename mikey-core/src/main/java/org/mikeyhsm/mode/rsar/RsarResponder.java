package org.mikeyhsm.mode.rsar;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.CsbIdExtension;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.PkePayload;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MessageParts;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.exchange.Answers;
import org.mikeyhsm.mode.exchange.Envelope;
import org.mikeyhsm.mode.exchange.ErrorMessages;
import org.mikeyhsm.mode.exchange.Identification;
import org.mikeyhsm.mode.exchange.Intake;
import org.mikeyhsm.mode.exchange.Peer;
import org.mikeyhsm.mode.exchange.Request;
import org.mikeyhsm.mode.exchange.SignField;
import org.mikeyhsm.mode.exchange.SignedRequests;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * The responder of the RSA-R mode: each call of {@link #receive} is one exchange or CSB update (RFC
 * 4738 section 3). An update by a pre-shared key message with a cached envelope key is taken, too.
 *
 * <p>Thread-safe. Holds nothing that must be closed.
 */
public final class RsarResponder {
  private final MikeyContext context;
  private final RsarSettings settings;
  private final EnvelopeCache cache;
  private final GroupDirectory groups;
  private final SignedRequests requests;
  private final PskResponder updates;

  /** Finds the group that an initiator asks for. Implementations are thread-safe. */
  @FunctionalInterface
  public interface GroupDirectory {
    /**
     * Finds it.
     *
     * @param initiator who asks, authenticated
     * @return the group whose keys it gets, empty for unicast
     */
    Optional<RsarGroup> find(IdPayload initiator);

    /** Unicast only. */
    static GroupDirectory none() {
      return initiator -> Optional.empty();
    }
  }

  /**
   * A responder.
   *
   * @param context what this side's exchanges share
   * @param selves the identities of this side; a message that does not say for which it is, is for
   *     the first
   * @param pki judges the initiators
   * @param cache takes the envelope keys if the settings say so
   * @param groups finds groups
   * @param settings what is sent
   * @throws IllegalArgumentException if there is no identity
   */
  public RsarResponder(
      MikeyContext context,
      List<PkiIdentity> selves,
      PkiTrust pki,
      EnvelopeCache cache,
      GroupDirectory groups,
      RsarSettings settings) {
    this.context = Objects.requireNonNull(context, "context");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.cache = Objects.requireNonNull(cache, "cache");
    this.groups = Objects.requireNonNull(groups, "groups");
    this.requests = new SignedRequests(context, pki, selves);
    this.updates = new PskResponder(context, cache, PskResponderSettings.DEFAULT);
  }

  /** The payloads of an I_MESSAGE: HDR, T, [RAND], [IDi|CERTi], [IDr], {SP}, SIGNi. */
  private record Incoming(Request common, SignPayload sign) {}

  /**
   * Processes an I_MESSAGE: shape, timestamp and replay, then certificates and signature, then all
   * else. The V flag is ignored: the response is mandatory (RFC 4738 section 3.4).
   *
   * @param message the octets received
   * @return the bundle and the response; the caller closes it
   * @throws MikeyException if the message is refused; an {@link ExchangeException} may carry an
   *     error message for the peer
   * @throws GeneralSecurityException if the provider fails, or its policy forbids a key
   */
  public Accepted receive(Octets message) throws MikeyException, GeneralSecurityException {
    DecodedMessage decoded = Intake.decode(context, message);
    if (decoded.message().header().dataType().equals(DataType.PSK)) {
      return updates.receive(message);
    }
    ErrorMessages errors = new ErrorMessages(decoded);
    try {
      MessageParts parts = new MessageParts(decoded);
      Request common =
          Request.of(
              decoded, DataType.RSA_R_I, "an RSA-R message", parts, Identification.CERTIFIED);
      SignPayload sign = parts.exactlyOne(SignPayload.class, PayloadType.SIGN);
      parts.nothingElse(sign);
      Incoming incoming = new Incoming(common, sign);
      Intake intake = new Intake(context, common);
      intake.checkPrf();
      PkiIdentity self = requests.addressed(common).get(0);
      intake.check(common.identities().initiator());
      return context
          .exchangeLimits()
          .work(() -> intake.orWithdraw(() -> process(errors, incoming, intake, self)));
    } catch (ExchangeException e) {
      throw errors.unauthenticated(e);
    }
  }

  private Accepted process(ErrorMessages errors, Incoming incoming, Intake intake, PkiIdentity self)
      throws ExchangeException, GeneralSecurityException {
    Peer peer = requests.authenticate(incoming.common(), intake, incoming.sign(), true);
    try {
      Optional<RsarGroup> group = groups.find(peer.identity());
      return group.isPresent()
          ? inGroup(incoming.common(), peer, self, group.get())
          : unicast(incoming.common(), peer, self);
    } catch (ExchangeException e) {
      throw requests.authenticated(errors, e, incoming.common(), self);
    }
  }

  private Accepted unicast(Request request, Peer peer, PkiIdentity self)
      throws ExchangeException, GeneralSecurityException {
    Optional<CryptoSessionBundle> established =
        request.rand().isPresent()
            ? Optional.empty()
            : context.bundles().find(peer.identity(), self.id(), request.csbId());
    if (established.isPresent() && cache.has(peer.identity(), self.id(), request.csbId())) {
      throw new ExchangeException(
          Failure.MISMATCH,
          "HDR",
          4,
          "the envelope key is cached: the update is a pre-shared key message (RFC 3830 4.5)");
    }
    boolean cached = !settings.cache().equals(CacheIndicator.NO_CACHE);
    if (cached && cache.isFull()) {
      throw new ExchangeException(
          Failure.LIMIT, "PKE", request.decoded().octets().length(), "no more can be cached here");
    }
    Request negotiated = new RsarPolicies(settings, request).negotiated(established.isPresent());
    // Whoever of the two sends it, one RAND there is (RFC 4738 3.6); in an update it is the old.
    Optional<RandPayload> ownRand =
        request.rand().isEmpty() && established.isEmpty()
            ? Optional.of(new RandPayload(newRand()))
            : Optional.empty();
    Request complete = negotiated.withRand(request.rand().or(() -> ownRand));
    Intake intake = new Intake(context, complete);
    BundleTerms terms = intake.agree(established, peer.identity(), self.id());
    Envelope.Sent sent =
        Envelope.seal(context, peer.encryption().orElseThrow(), settings.envelope(), terms);
    try (Envelope envelope = sent.envelope()) {
      Envelope.Contents contents =
          envelope.fill(
              settings.encrAlg(), settings.macAlg(), terms.timestamp(), self.id(), settings.keys());
      boolean done = false;
      try {
        List<Payload> payloads = new ArrayList<>(List.of(terms.timestamp()));
        ownRand.ifPresent(payloads::add);
        payloads.add(self.id());
        payloads.addAll(self.sent());
        payloads.addAll(negotiated.policies().values());
        payloads.add(contents.kemac());
        payloads.add(new PkePayload(settings.cache(), sent.pke()));
        Octets response = sign(request, terms, payloads, self);
        CustodyReport custody = custody(self).plus(envelope.keys().custody());
        done = true;
        CryptoSessionBundle bundle = intake.register(established, terms, contents.keys(), custody);
        if (cached) {
          cache.put(terms, settings.cache(), envelope.keep());
        }
        return new Accepted(request.decoded(), Optional.of(response), bundle);
      } finally {
        if (!done) {
          contents.keys().forEach(TransportedKey::close);
        }
      }
    }
  }

  private Accepted inGroup(Request request, Peer peer, PkiIdentity self, RsarGroup group)
      throws ExchangeException, GeneralSecurityException {
    if (!request.policies().isEmpty()) {
      throw new ExchangeException(
          Failure.PAYLOADS,
          "SP",
          request.decoded().offsetOf(request.policies().values().iterator().next()),
          "the initiator MUST NOT send the SP payload in a group (RFC 4738 3.2)");
    }
    BundleTerms member =
        new BundleTerms(
            peer.identity(),
            self.id(),
            group.csbId(),
            request.header().prfFunc(),
            group.rand(),
            request.timestamp(),
            group.media().sessions());
    // The header's CSB ID stays that of the exchange, and protects its messages.
    BundleTerms exchange = member.withCsbId(request.csbId());
    Envelope.Sent sent =
        Envelope.seal(context, peer.encryption().orElseThrow(), settings.envelope(), exchange);
    try (Envelope envelope = sent.envelope()) {
      List<Payload> payloads =
          new ArrayList<>(
              List.of(
                  new CsbIdExtension(group.csbId()).toPayload(),
                  request.timestamp(),
                  new RandPayload(group.rand()),
                  self.id()));
      payloads.addAll(self.sent());
      payloads.addAll(group.media().policyPayloads());
      payloads.add(
          envelope.fillWith(
              settings.encrAlg(), settings.macAlg(), request.timestamp(), self.id(), group.keys()));
      payloads.add(new PkePayload(CacheIndicator.NO_CACHE, sent.pke()));
      Octets response = sign(request, exchange, payloads, self);
      CustodyReport custody = custody(self).plus(envelope.keys().custody());
      CryptoSessionBundle bundle =
          group
              .join(member, custody)
              .orElseThrow(
                  () ->
                      new ExchangeException(
                          Failure.MISMATCH, "HDR", 4, "the group was closed meanwhile"));
      Optional<CryptoSessionBundle> before =
          context.bundles().find(peer.identity(), self.id(), group.csbId());
      if (!context.bundles().add(before, bundle)) {
        bundle.close();
        throw new ExchangeException(
            Failure.LIMIT, "HDR", 4, "no more crypto session bundles can be held here");
      }
      return new Accepted(request.decoded(), Optional.of(response), bundle);
    }
  }

  /** R_MESSAGE without SIGNr, then IDi || IDr || T, are signed (RFC 4738 section 3.6). */
  private Octets sign(Request request, BundleTerms terms, List<Payload> payloads, PkiIdentity self)
      throws GeneralSecurityException {
    return SignField.fill(
        Answers.header(request, DataType.RSA_R_R, terms),
        payloads,
        self,
        context.provider(),
        SignField.Coverage.UP_TO_SIGN,
        Answers.suffix(terms));
  }

  private Octets newRand() {
    byte[] rand = new byte[16];
    context.random().nextBytes(rand);
    return Octets.of(rand);
  }

  private static CustodyReport custody(PkiIdentity self) {
    return CustodyReport.empty().plus(SecretName.PRIVATE_KEY, self.signing().custody());
  }
}
