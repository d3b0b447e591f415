package org.mikeyhsm.mode.pk;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.ChashPayload;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.exchange.Answers;
import org.mikeyhsm.mode.exchange.CertificateHash;
import org.mikeyhsm.mode.exchange.Envelope;
import org.mikeyhsm.mode.exchange.EnvelopeOpener;
import org.mikeyhsm.mode.exchange.ErrorMessages;
import org.mikeyhsm.mode.exchange.Intake;
import org.mikeyhsm.mode.exchange.KeyRules;
import org.mikeyhsm.mode.exchange.Peer;
import org.mikeyhsm.mode.exchange.RejectionKey;
import org.mikeyhsm.mode.exchange.SignedRequests;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.mode.psk.NullTransport;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * The responder of the public-key mode: each call of {@link #receive} is one exchange or CSB update
 * (RFC 3830 sections 3.2, 4.5 and 5.3). An update by a pre-shared key message with a cached
 * envelope key is taken, too.
 *
 * <p>Thread-safe. {@link #close()} destroys the key that stands in for envelopes that do not open;
 * cached keys are the cache's.
 */
public final class PkResponder implements AutoCloseable {
  private final MikeyContext context;
  private final PkResponderSettings settings;
  private final EnvelopeCache cache;
  private final SignedRequests requests;
  private final PskResponder updates;
  private final RejectionKey rejection;

  /**
   * A responder.
   *
   * @param context what this side's exchanges share
   * @param selves the identities of this side; a message that does not say for which it is, and
   *     with which certificate's key, is for the first
   * @param pki judges the initiators
   * @param cache takes the envelope keys that initiators want cached
   * @param settings what is allowed
   * @throws IllegalArgumentException if there is no identity
   */
  public PkResponder(
      MikeyContext context,
      List<PkiIdentity> selves,
      PkiTrust pki,
      EnvelopeCache cache,
      PkResponderSettings settings) {
    this.context = Objects.requireNonNull(context, "context");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.cache = Objects.requireNonNull(cache, "cache");
    this.requests = new SignedRequests(context, pki, selves);
    this.updates =
        new PskResponder(
            context, cache, new PskResponderSettings(NullTransport.REFUSED, settings.tekPlace()));
    this.rejection =
        new RejectionKey(
            context.provider(), selves.get(0).encryption().publicKey(), settings.envelope());
  }

  /**
   * Processes an I_MESSAGE in the order of RFC 3830 section 5.3: shape, timestamp and replay, then
   * certificates and signature, then the envelope and all else.
   *
   * <p>A PKE that does not open, a wrong MAC of the key data, key data that does not decrypt and a
   * wrong identity in it all end in the same refusal, after the same calls to the provider.
   *
   * @param message the octets received
   * @return the bundle and the response, if one was asked for; the caller closes it
   * @throws MikeyException if the message is refused; an {@link ExchangeException} may carry an
   *     error message for the peer
   * @throws GeneralSecurityException if the provider fails or its policy forbids a key
   */
  public Accepted receive(Octets message) throws MikeyException, GeneralSecurityException {
    DecodedMessage decoded = Intake.decode(context, message);
    if (decoded.message().header().dataType().equals(DataType.PSK)) {
      return updates.receive(message);
    }
    ErrorMessages errors = new ErrorMessages(decoded);
    try {
      PkRequest request = PkRequest.of(decoded);
      Intake intake = new Intake(context, request.common());
      checkAlgorithms(request, intake);
      PkiIdentity self = recipient(request);
      intake.check(request.common().identities().initiator());
      return context.exchangeLimits().work(() -> process(errors, request, intake, self));
    } catch (ExchangeException e) {
      throw errors.unauthenticated(e);
    }
  }

  /**
   * Makes the key that stands in for envelopes that do not open, which the first message would wait
   * for otherwise.
   *
   * @throws GeneralSecurityException if the provider cannot make it, or its policy forbids it
   */
  public void prepare() throws GeneralSecurityException {
    rejection.prepare();
  }

  private Accepted process(ErrorMessages errors, PkRequest request, Intake intake, PkiIdentity self)
      throws ExchangeException, GeneralSecurityException {
    Peer peer = requests.authenticate(request.common(), intake, request.sign(), false);
    return intake.orWithdraw(
        () ->
            open(
                errors,
                request,
                intake,
                self,
                peer.identity(),
                intake.established(peer.identity(), self.id())));
  }

  private static void checkAlgorithms(PkRequest request, Intake intake) throws ExchangeException {
    intake.checkPrf();
    if (request.kemac().isPresent()) {
      KemacPayload kemac = request.kemac().get();
      Optional<KeyRules.Fault> fault =
          KeyRules.envelopeAlgorithmFault(kemac.encrAlg(), kemac.macAlg());
      if (fault.isPresent()) {
        throw request.refused(fault.get().failure(), fault.get().reason());
      }
      intake.checkAlgorithms(kemac);
    }
  }

  /** The identity that a message is for, with the key that it was encrypted for (CHASH). */
  private PkiIdentity recipient(PkRequest request) throws ExchangeException {
    List<PkiIdentity> addressed = requests.addressed(request.common());
    if (request.chash().isEmpty()) {
      return addressed.get(0);
    }
    ChashPayload chash = request.chash().get();
    int offset = request.common().decoded().offsetOf(chash);
    try {
      for (PkiIdentity self : addressed) {
        if (CertificateHash.names(chash, self.encryption().certificate())) {
          return self;
        }
      }
    } catch (NoSuchAlgorithmException e) {
      throw new ExchangeException(
          Failure.HASH,
          "CHASH",
          offset,
          "Hash func " + chash.hashFunc().value() + " is not supported");
    }
    throw new ExchangeException(
        Failure.CERTIFICATE,
        "CHASH",
        offset,
        "the certificate that the message was encrypted for is not here");
  }

  private Accepted open(
      ErrorMessages errors,
      PkRequest request,
      Intake intake,
      PkiIdentity self,
      IdPayload initiator,
      Optional<CryptoSessionBundle> established)
      throws ExchangeException, GeneralSecurityException {
    if (established.isPresent() && cache.has(initiator, self.id(), request.common().csbId())) {
      throw request.refused(
          Failure.MISMATCH,
          "the envelope key is cached: the update MUST NOT be a public-key message (RFC 3830 4.5)");
    }
    EnvelopeOpener opener =
        new EnvelopeOpener(
            context,
            self.encryption().key(),
            request.pke().data(),
            settings.envelope(),
            request.common().header().prfFunc(),
            request.common().csbId(),
            intake.rand(established));
    // Without a KEMAC nothing proves that the sender knows the envelope key: if it does not open,
    // the exchange goes on with a key of its own, and the sender cannot use the answer.
    try (RejectionKey once =
        new RejectionKey(context.provider(), self.encryption().publicKey(), settings.envelope())) {
      EnvelopeOpener.Opened opened =
          request.kemac().isPresent()
              ? opener
                  .open(
                      request.kemac().get(),
                      request.common().timestamp(),
                      initiator,
                      settings.tekPlace(),
                      Optional.of(rejection))
                  .orElseThrow(
                      () ->
                          request.refused(
                              Failure.AUTHENTICATION, "the message does not authenticate"))
              : new EnvelopeOpener.Opened(opener.openUnproven(once), List.of());
      return accept(errors, request, intake, self, initiator, established, opened);
    }
  }

  private Accepted accept(
      ErrorMessages errors,
      PkRequest request,
      Intake intake,
      PkiIdentity self,
      IdPayload initiator,
      Optional<CryptoSessionBundle> established,
      EnvelopeOpener.Opened opened)
      throws ExchangeException, GeneralSecurityException {
    try (Envelope envelope = opened.envelope()) {
      boolean done = false;
      try {
        Accepted accepted =
            accept(request, intake, self, initiator, established, envelope, opened.keys());
        done = true;
        return accepted;
      } catch (ExchangeException e) {
        throw authenticated(errors, e, request, self, initiator, envelope);
      } finally {
        if (!done) {
          opened.keys().forEach(TransportedKey::close);
        }
      }
    }
  }

  private static ExchangeException authenticated(
      ErrorMessages errors,
      ExchangeException failure,
      PkRequest request,
      PkiIdentity self,
      IdPayload initiator,
      Envelope envelope)
      throws GeneralSecurityException {
    BundleTerms terms =
        new BundleTerms(
            initiator,
            self.id(),
            request.common().csbId(),
            request.common().header().prfFunc(),
            Octets.empty(),
            request.common().timestamp(),
            List.of());
    return errors.authenticated(
        failure,
        request.common().timestamp(),
        (header, payloads) ->
            Answers.sealed(header, payloads, request.verificationMac(), terms, envelope.keys()));
  }

  private Accepted accept(
      PkRequest request,
      Intake intake,
      PkiIdentity self,
      IdPayload initiator,
      Optional<CryptoSessionBundle> established,
      Envelope envelope,
      List<TransportedKey> keys)
      throws ExchangeException, GeneralSecurityException {
    BundleTerms terms = intake.agree(established, initiator, self.id());
    if (keys.isEmpty() && established.isEmpty()) {
      throw request.refused(Failure.PAYLOADS, "an initial message carries at least one key");
    }
    Optional<KeyRules.Fault> misfit = KeyRules.keyFault(keys, terms.sessions());
    if (misfit.isPresent()) {
      throw request.refused(misfit.get().failure(), misfit.get().reason());
    }
    boolean cached = !request.pke().cache().equals(CacheIndicator.NO_CACHE);
    if (cached && cache.isFull()) {
      throw request.refused(Failure.LIMIT, "no more envelope keys can be cached here");
    }
    Optional<Octets> response =
        request.common().header().v()
            ? Optional.of(
                Answers.verification(
                    request.common(),
                    DataType.PK_VER,
                    terms,
                    request.verificationMac(),
                    envelope.keys()))
            : Optional.empty();
    CustodyReport custody =
        CustodyReport.empty()
            .plus(SecretName.PRIVATE_KEY, self.encryption().custody())
            .plus(envelope.keys().custody());
    CryptoSessionBundle bundle = intake.register(established, terms, keys, custody);
    if (cached) {
      cache.put(terms, request.pke().cache(), envelope.keep());
    }
    return new Accepted(request.common().decoded(), response, bundle);
  }

  @Override
  public void close() {
    rejection.close();
  }
}
