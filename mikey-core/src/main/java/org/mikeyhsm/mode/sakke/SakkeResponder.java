package org.mikeyhsm.mode.sakke;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DecapsulationException;
import org.mikeyhsm.jca.EccsiPublicKey;
import org.mikeyhsm.jca.KeyEncapsulation;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.IdRole;
import org.mikeyhsm.message.IdType;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SakkePayload;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.exchange.ErrorMessages;
import org.mikeyhsm.mode.exchange.Intake;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * The responder of MIKEY-SAKKE: takes a message and gives the bundle (RFC 6509 section 2.2.2). A
 * message has no answer.
 *
 * <p>Thread-safe; nothing to close, the keys are closed by their owner.
 */
public final class SakkeResponder {
  /** Verifications of so many signers are kept. */
  private static final int SIGNERS = 1024;

  private final MikeyContext context;
  private final List<SakkeUser> selves;
  private final KmsDirectory kmses;
  private final SakkeResponderSettings settings;
  private final Map<Signer, EccsiPublicKey> signers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Signer, EccsiPublicKey> eldest) {
          return size() > SIGNERS;
        }
      };

  private record Signer(KmsDomain kms, Octets identifier) {}

  /**
   * A responder.
   *
   * @param context what this side's exchanges share
   * @param selves the users of this side; a message that does not say for whom it is, is for the
   *     first
   * @param kmses the KMSs whose users may call
   * @throws IllegalArgumentException if there is no user
   */
  public SakkeResponder(
      MikeyContext context,
      List<SakkeUser> selves,
      KmsDirectory kmses,
      SakkeResponderSettings settings) {
    this.context = Objects.requireNonNull(context, "context");
    this.selves = List.copyOf(selves);
    this.kmses = Objects.requireNonNull(kmses, "kmses");
    this.settings = Objects.requireNonNull(settings, "settings");
    if (selves.isEmpty()) {
      throw new IllegalArgumentException("a responder has at least one user");
    }
  }

  /**
   * Processes a message that just came: shape, time and replay, then the signature, then the SAKKE
   * payload. A wrong signature, another signer and data that do not open end in the same refusal.
   *
   * @param message the octets received
   * @return the bundle; the caller closes it
   * @throws MikeyException if the message is refused; an {@link ExchangeException} may carry an
   *     error message for the peer
   * @throws GeneralSecurityException if the provider fails or its policy forbids a key
   */
  public Accepted receive(Octets message) throws MikeyException, GeneralSecurityException {
    return receive(message, Optional.empty());
  }

  /**
   * Processes a message that just came.
   *
   * @param sender who calls, as signalled otherwise; a message that says another is refused
   */
  public Accepted receive(Octets message, Optional<IdPayload> sender)
      throws MikeyException, GeneralSecurityException {
    return receive(message, sender, Delivery.NOW);
  }

  /**
   * Processes a message that was stored for this side (RFC 6509 section 2.5), by the message's own
   * time: it must be in a key period whose keys are here, and the period must not be over for
   * longer than the settings say. Nothing remembers stored messages, so that one can be heard
   * again: the same one gives the same keys.
   *
   * @param message the octets stored
   * @param sender as {@link #receive(Octets, Optional)}
   */
  public Accepted receiveStored(Octets message, Optional<IdPayload> sender)
      throws MikeyException, GeneralSecurityException {
    return receive(message, sender, Delivery.STORED);
  }

  /**
   * Opens a message of this side's own, made perhaps by another device of the same user, with its
   * SAKKE-to-self (3GPP TS 33.180 E.5); by its own time, as {@link #receiveStored}.
   *
   * @param message the octets that were sent
   */
  public Accepted receiveOwn(Octets message) throws MikeyException, GeneralSecurityException {
    return receive(message, Optional.empty(), Delivery.OWN);
  }

  private enum Delivery {
    NOW,
    STORED,
    OWN
  }

  private Accepted receive(Octets message, Optional<IdPayload> sender, Delivery delivery)
      throws MikeyException, GeneralSecurityException {
    DecodedMessage decoded = Intake.decode(context, message);
    ErrorMessages errors = new ErrorMessages(decoded);
    try {
      SakkeRequest request = SakkeRequest.of(decoded);
      Intake intake = new Intake(context, request.common());
      intake.checkPrf();
      Instant time = request.common().timestamp().time().orElseThrow();
      IdPayload initiator = initiator(request, sender);
      if (delivery == Delivery.NOW) {
        intake.check(initiator);
      }
      Own own = delivery == Delivery.OWN ? sentBy(request, time) : addressed(request, time);
      checkPeriod(request, own.keys().period());
      return context
          .exchangeLimits()
          .work(
              () ->
                  intake.orWithdraw(
                      () -> process(request, intake, initiator, own, time, delivery)));
    } catch (ExchangeException e) {
      throw errors.unauthenticated(e);
    }
  }

  /** Which of this side's users and keys a message is for. */
  private record Own(SakkeUser user, UserKeys keys, SakkePayload sakke) {}

  private static IdPayload initiator(SakkeRequest request, Optional<IdPayload> signalled)
      throws ExchangeException {
    Optional<IdPayload> said = request.identity(IdRole.INITIATOR);
    if (said.isPresent() && signalled.isPresent() && !said.equals(signalled)) {
      throw new ExchangeException(
          Failure.IDENTITY,
          "IDR",
          request.offsetOf(IdRole.INITIATOR),
          "the message is not of the initiator that was signalled");
    }
    return said.or(() -> signalled)
        .or(
            () ->
                request
                    .hashed(IdRole.HASHED_INITIATOR)
                    .map(uid -> new IdPayload(IdType.BYTE_STRING, uid)))
        .orElseThrow(
            () ->
                new ExchangeException(
                    Failure.IDENTITY, "HDR", 0, "nothing says who the initiator is"));
  }

  private Own addressed(SakkeRequest request, Instant time) throws ExchangeException {
    return own(
        request,
        IdRole.RESPONDER,
        IdRole.HASHED_RESPONDER,
        IdRole.RESPONDER_KMS,
        time,
        request.sakke());
  }

  private Own sentBy(SakkeRequest request, Instant time) throws ExchangeException {
    SakkePayload toSelf =
        request
            .toSelf()
            .orElseThrow(
                () ->
                    new ExchangeException(
                        Failure.PAYLOADS, "HDR", 0, "the message has no SAKKE-to-self"));
    return own(
        request, IdRole.INITIATOR, IdRole.HASHED_INITIATOR, IdRole.INITIATOR_KMS, time, toSelf);
  }

  private Own own(
      SakkeRequest request,
      IdRole role,
      IdRole hashedRole,
      IdRole kmsRole,
      Instant time,
      SakkePayload sakke)
      throws ExchangeException {
    Optional<IdPayload> uri = request.identity(role);
    Optional<Octets> hashed = request.hashed(hashedRole);
    Optional<IdPayload> kms = request.identity(kmsRole);
    boolean userFound = false;
    for (SakkeUser user : selves) {
      if (uri.isPresent() && !uri.get().equals(user.id())) {
        continue;
      }
      userFound |= uri.isPresent() || hashed.isEmpty();
      for (UserKeys keys : user.keys()) {
        if (keys.period().contains(time)
            && keys.kms().scheme().code().equals(sakke.idScheme())
            && kms.map(keys.kms().id()::equals).orElse(true)
            && hashed.map(keys.identifier()::equals).orElse(true)) {
          return new Own(user, keys, sakke);
        }
      }
    }
    throw userFound
        ? new ExchangeException(
            Failure.IDENTITY,
            "T",
            request.offsetOf(request.common().timestamp()),
            "there is no key of that key period, KMS and ID scheme here: have the KMS issue one")
        : new ExchangeException(
            Failure.IDENTITY,
            "IDR",
            request.offsetOf(uri.isPresent() ? role : hashedRole),
            "the message is for an identity that is not here");
  }

  /** RFC 6509 section 3.3: keys of another period are good for some days only. */
  private void checkPeriod(SakkeRequest request, KeyPeriod period) throws ExchangeException {
    Instant now = context.timestamps().clock().instant();
    if (!period.isNear(now, settings.margin())) {
      throw new ExchangeException(
          Failure.TIMESTAMP,
          "T",
          request.offsetOf(request.common().timestamp()),
          "the key period of the message "
              + (now.isBefore(period.start()) ? "has not begun" : "is over")
              + " (RFC 6509 3.3)");
    }
  }

  private Accepted process(
      SakkeRequest request,
      Intake intake,
      IdPayload initiator,
      Own own,
      Instant time,
      Delivery delivery)
      throws ExchangeException, GeneralSecurityException {
    authenticate(request, initiator, time);
    if (delivery == Delivery.NOW) {
      intake.admit(initiator);
    }
    IdPayload responder =
        delivery == Delivery.OWN
            ? request
                .identity(IdRole.RESPONDER)
                .or(
                    () ->
                        request
                            .hashed(IdRole.HASHED_RESPONDER)
                            .map(uid -> new IdPayload(IdType.BYTE_STRING, uid)))
                .orElse(own.user().id())
            : own.user().id();
    intake.checkRoom(Optional.empty(), initiator, responder);
    CustodialKey ssv = open(request, own);
    BundleTerms terms =
        new BundleTerms(
            initiator,
            responder,
            request.common().csbId(),
            request.common().header().prfFunc(),
            intake.rand(Optional.empty()),
            request.common().timestamp(),
            request.sessions().sessions());
    boolean done = false;
    try {
      CustodyReport custody =
          CustodyReport.empty()
              .plus(own.keys().decryptionCustody())
              .plus(SecretName.SSV, ssv.custody());
      CryptoSessionBundle bundle =
          intake.register(
              Optional.empty(),
              terms,
              List.of(
                  new TransportedKey(
                      KeyDataType.TGK, ssv, Octets.empty(), request.sessions().validity())),
              custody);
      done = true;
      return new Accepted(request.common().decoded(), Optional.empty(), bundle);
    } finally {
      if (!done) {
        ssv.close();
      }
    }
  }

  private CustodialKey open(SakkeRequest request, Own own)
      throws ExchangeException, GeneralSecurityException {
    try {
      return KeyEncapsulation.getInstance("SAKKE", context.provider())
          .newDecapsulator(own.keys().decryption())
          .decapsulate(own.sakke().data());
    } catch (DecapsulationException e) {
      throw request.notAuthentic();
    }
  }

  /** Verifies the signature under the identifier of who is said to have signed. */
  private void authenticate(SakkeRequest request, IdPayload initiator, Instant time)
      throws ExchangeException {
    List<KmsDomain> domains = kmses.find(request.identity(IdRole.INITIATOR_KMS));
    if (domains.isEmpty()) {
      throw new ExchangeException(
          Failure.IDENTITY,
          "IDR",
          request.offsetOf(IdRole.INITIATOR_KMS),
          "the initiator's KMS is not known here");
    }
    Optional<Octets> hashed = request.hashed(IdRole.HASHED_INITIATOR);
    for (KmsDomain domain : domains) {
      Optional<Octets> identifier = identifier(domain, initiator, hashed, time);
      if (identifier.isPresent() && verifies(request, new Signer(domain, identifier.get()))) {
        return;
      }
    }
    throw request.notAuthentic();
  }

  /** The initiator's identifier; empty if there is none, or URI and hash are of different users. */
  private static Optional<Octets> identifier(
      KmsDomain domain, IdPayload initiator, Optional<Octets> hashed, Instant time) {
    if (hashed.isPresent() && !domain.scheme().isHashed()) {
      return Optional.empty();
    }
    if (hashed.isPresent() && initiator.idType().equals(IdType.BYTE_STRING)) {
      return hashed;
    }
    try {
      Octets identifier = domain.scheme().identifier(initiator, time);
      return hashed.map(identifier::equals).orElse(true)
          ? Optional.of(identifier)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean verifies(SakkeRequest request, Signer signer) {
    EccsiPublicKey key;
    synchronized (signers) {
      key = signers.get(signer);
    }
    if (key != null) {
      return request.isSignedBy(key);
    }
    EccsiPublicKey made = signer.kms().authentication().forSigner(signer.identifier());
    boolean verified = request.isSignedBy(made);
    if (verified) {
      // Only who has signed once takes a place.
      synchronized (signers) {
        signers.put(signer, made);
      }
    }
    return verified;
  }
}
