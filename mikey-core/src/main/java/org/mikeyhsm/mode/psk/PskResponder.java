package org.mikeyhsm.mode.psk;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.KeyDataTransport;
import org.mikeyhsm.jca.KeyDerivation;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MacField;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.session.Algorithms;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSession;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.MessageKeys;
import org.mikeyhsm.session.ReplayVerdict;

/**
 * The responder of the pre-shared key mode: each call of {@link #receive} is one exchange or CSB
 * update (RFC 3830 sections 3.1, 4.5 and 5.3).
 *
 * <p>Thread-safe. Holds nothing that must be closed.
 */
public final class PskResponder {
  private final MikeyContext context;
  private final PskDirectory directory;
  private final PskResponderSettings settings;

  /**
   * A responder.
   *
   * @param context what this side's exchanges share
   * @param directory finds the pre-shared keys
   * @param settings what is allowed
   */
  public PskResponder(MikeyContext context, PskDirectory directory, PskResponderSettings settings) {
    this.context = Objects.requireNonNull(context, "context");
    this.directory = Objects.requireNonNull(directory, "directory");
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /**
   * Processes an I_MESSAGE in the order of RFC 3830 section 5.3: shape, timestamp and replay, then
   * the MAC, then all that costs more.
   *
   * @param message the octets received
   * @return the bundle and the response, if one was asked for; the caller closes it
   * @throws MikeyException if the message is refused; an {@link ExchangeException} may carry an
   *     error message for the peer
   * @throws GeneralSecurityException if the provider fails or cannot use the pre-shared key
   */
  public Accepted receive(Octets message) throws MikeyException, GeneralSecurityException {
    DecodedMessage decoded =
        DecodedMessage.decode(message.toArray(), context.limits(), context.leniencies());
    PskErrors errors = new PskErrors(decoded);
    try {
      PskRequest request = PskRequest.of(decoded);
      checkAlgorithms(request);
      PskCredential credential = findCredential(request);
      checkReplay(
          request,
          context.replayCache().check(credential.peer(), request.csbId(), request.timestamp()));
      Optional<CryptoSessionBundle> established = established(request, credential);
      try (MessageKeys keys = messageKeys(request, credential, established)) {
        verifyMac(request, keys);
        checkReplay(
            request,
            context.replayCache().admit(credential.peer(), request.csbId(), request.timestamp()));
        try {
          return accept(request, credential, established, keys);
        } catch (ExchangeException e) {
          throw errors.authenticated(e, request, keys, credential);
        }
      }
    } catch (ExchangeException e) {
      throw errors.unauthenticated(e);
    }
  }

  private void checkAlgorithms(PskRequest request) throws ExchangeException {
    CommonHeader header = request.decoded().message().header();
    KemacPayload kemac = request.kemac();
    Optional<PskRules.Fault> nullFault =
        PskRules.nullAlgorithmFault(kemac.encrAlg(), kemac.macAlg(), settings.nullTransport());
    if (nullFault.isPresent()) {
      throw refuse(request, nullFault.get().failure(), nullFault.get().reason());
    }
    if (!offered(KeyDerivation.SERVICE_TYPE, Algorithms.keyDerivation(header.prfFunc()))) {
      throw new ExchangeException(
          Failure.PRF, "HDR", 3, "PRF func " + header.prfFunc().value() + " is not supported");
    }
    if (!offered(KeyDataTransport.SERVICE_TYPE, Algorithms.keyDataTransport(kemac.encrAlg()))) {
      throw refuse(
          request,
          Failure.ENCRYPTION_ALGORITHM,
          "Encr alg " + kemac.encrAlg().value() + " is not supported");
    }
    if (!kemac.macAlg().equals(MacAlg.NULL) && !offered("Mac", Algorithms.mac(kemac.macAlg()))) {
      throw refuse(
          request,
          Failure.MAC_ALGORITHM,
          "MAC alg " + kemac.macAlg().value() + " is not supported");
    }
  }

  private boolean offered(String type, Optional<String> algorithm) {
    return algorithm.isPresent() && context.provider().getService(type, algorithm.get()) != null;
  }

  /** An unknown identity fails as a wrong MAC does, so that nobody can ask who is known here. */
  private PskCredential findCredential(PskRequest request) throws ExchangeException {
    Optional<PskCredential> found = directory.find(request.initiator(), request.responder());
    if (found.isEmpty()) {
      // A message of a known sender is judged by its time before its MAC, so this one is, too.
      checkReplay(request, context.replayCache().checkTime(request.timestamp()));
      throw notAuthentic(request);
    }
    return found.get();
  }

  private static void checkReplay(PskRequest request, ReplayVerdict verdict)
      throws ExchangeException {
    Failure failure =
        switch (verdict) {
          case FRESH -> null;
          case REPLAYED -> Failure.REPLAY;
          case STALE, FUTURE, UNKNOWN_TYPE -> Failure.TIMESTAMP;
          case FULL, STATE_LOST -> Failure.REPLAY_UNDECIDED;
        };
    if (failure != null) {
      throw new ExchangeException(
          failure, "T", request.decoded().offsetOf(request.timestamp()), verdict.reason());
    }
  }

  /**
   * An update has no RAND and names a bundle that is established. Without that bundle's RAND the
   * message cannot be authenticated; to its sender that looks like a wrong MAC.
   */
  private Optional<CryptoSessionBundle> established(PskRequest request, PskCredential credential)
      throws ExchangeException {
    Optional<CryptoSessionBundle> found =
        context.bundles().find(credential.peer(), credential.self(), request.csbId());
    if (request.rand().isEmpty() && found.isEmpty()) {
      throw new ExchangeException(
          Failure.AUTHENTICATION,
          "HDR",
          4,
          "there is no RAND, but also no established bundle of this CSB ID to update (RFC 3830"
              + " 4.5)");
    }
    return request.rand().isPresent() ? Optional.empty() : found;
  }

  private MessageKeys messageKeys(
      PskRequest request, PskCredential credential, Optional<CryptoSessionBundle> established)
      throws NoSuchAlgorithmException {
    Octets rand =
        request
            .rand()
            .map(RandPayload::rand)
            .orElseGet(() -> established.orElseThrow().terms().rand());
    return new MessageKeys(
        context.provider(),
        request.decoded().message().header().prfFunc(),
        SecretName.PSK,
        credential.psk(),
        request.csbId(),
        rand);
  }

  private static void verifyMac(PskRequest request, MessageKeys keys)
      throws ExchangeException, GeneralSecurityException {
    KemacPayload kemac = request.kemac();
    if (!kemac.macAlg().equals(MacAlg.NULL)
        && !MacField.verify(request.decoded(), kemac, keys.mac(kemac.macAlg()))) {
      throw notAuthentic(request);
    }
  }

  private Accepted accept(
      PskRequest request,
      PskCredential credential,
      Optional<CryptoSessionBundle> established,
      MessageKeys keys)
      throws ExchangeException, GeneralSecurityException {
    if (request.rand().isPresent()
        && context.bundles().inUse(credential.peer(), credential.self(), request.csbId())) {
      throw new ExchangeException(
          Failure.MISMATCH,
          "HDR",
          4,
          "the CSB ID is in use; an update has no RAND (RFC 3830 4.5), a new bundle has a new CSB"
              + " ID (6.1)");
    }
    if (established.isEmpty() && context.bundles().isFull()) {
      throw new ExchangeException(
          Failure.LIMIT, "HDR", 4, "no more crypto session bundles can be held here");
    }
    List<CryptoSession> sessions = new PskSessions(request, established, context.random()).agree();
    BundleTerms terms =
        new BundleTerms(
            credential.peer(),
            credential.self(),
            request.csbId(),
            request.decoded().message().header().prfFunc(),
            request
                .rand()
                .map(RandPayload::rand)
                .orElseGet(() -> established.orElseThrow().terms().rand()),
            request.timestamp(),
            sessions);
    List<TransportedKey> received = unwrap(request, keys);
    boolean done = false;
    try {
      if (received.isEmpty() && established.isEmpty()) {
        throw refuse(request, Failure.PAYLOADS, "an initial message carries at least one key");
      }
      Optional<PskRules.Fault> misfit = PskRules.keyFault(received, sessions);
      if (misfit.isPresent()) {
        throw refuse(request, misfit.get().failure(), misfit.get().reason());
      }
      Optional<Octets> response =
          request.decoded().message().header().v()
              ? Optional.of(PskResponse.make(request, terms, keys))
              : Optional.empty();
      CustodyReport custody = keys.custody();
      CryptoSessionBundle bundle =
          received.isEmpty()
              ? established.orElseThrow().updated(terms, custody).orElseThrow(() -> overtaken())
              : CryptoSessionBundle.established(context.provider(), terms, received, custody);
      done = true;
      if (!context.bundles().add(established, bundle)) {
        bundle.close();
        throw overtaken();
      }
      return new Accepted(request.decoded(), response, bundle);
    } finally {
      if (!done) {
        received.forEach(TransportedKey::close);
      }
    }
  }

  private List<TransportedKey> unwrap(PskRequest request, MessageKeys keys)
      throws ExchangeException, GeneralSecurityException {
    KemacPayload kemac = request.kemac();
    if (kemac.encrData().isEmpty()) {
      return List.of();
    }
    KeyDataTransport transport =
        KeyDataTransport.getInstance(
            Algorithms.keyDataTransport(kemac.encrAlg()).orElseThrow(), context.provider());
    try {
      return transport.unwrap(
          keys.protection(kemac.encrAlg(), request.timestamp()),
          kemac.encrData(),
          settings.tekPlace());
    } catch (BadPaddingException | IllegalBlockSizeException e) {
      throw notAuthentic(request);
    }
  }

  private static ExchangeException overtaken() {
    return new ExchangeException(
        Failure.MISMATCH, "HDR", 4, "another exchange changed or closed the bundle meanwhile");
  }

  private static ExchangeException notAuthentic(PskRequest request) {
    return refuse(request, Failure.AUTHENTICATION, "the message does not authenticate");
  }

  private static ExchangeException refuse(PskRequest request, Failure failure, String reason) {
    return new ExchangeException(failure, "KEMAC", request.offsetOfKemac(), reason);
  }
}
