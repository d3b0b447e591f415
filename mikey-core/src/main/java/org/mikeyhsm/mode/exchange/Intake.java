package org.mikeyhsm.mode.exchange;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.jca.KeyDataTransport;
import org.mikeyhsm.jca.KeyDerivation;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.session.Algorithms;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.ReplayVerdict;

/**
 * What a responder does with a request in every mode: freshness, the bundle that is updated, the
 * crypto sessions agreed on, and the new bundle's place in the store (RFC 3830 sections 4.5, 5.3,
 * 5.4). Not thread-safe, one a message.
 */
public final class Intake {
  private final MikeyContext context;
  private final Request request;
  private Optional<IdPayload> admitted = Optional.empty();

  /** Takes a request in. */
  public Intake(MikeyContext context, Request request) {
    this.context = context;
    this.request = request;
  }

  /** Decodes octets under the context's bounds. */
  public static DecodedMessage decode(MikeyContext context, Octets message)
      throws MikeyFormatException {
    return DecodedMessage.decode(message.toArray(), context.limits(), context.leniencies());
  }

  /** Judges time and replay before the sender is authenticated; changes nothing. */
  public void check(IdPayload sender) throws ExchangeException {
    refuseUnlessFresh(context.replayCache().check(sender, request.csbId(), request.timestamp()));
  }

  /** Judges time and replay as {@link #check} does, for a sender of whom less is known. */
  public void check(Optional<IdPayload> sender) throws ExchangeException {
    if (sender.isPresent()) {
      check(sender.get());
    } else {
      checkTime();
    }
  }

  /** Judges the time alone. */
  public void checkTime() throws ExchangeException {
    refuseUnlessFresh(context.replayCache().checkTime(request.timestamp()));
  }

  /** Judges an authenticated message again, and remembers it. */
  public void admit(IdPayload sender) throws ExchangeException {
    refuseUnlessFresh(context.replayCache().admit(sender, request.csbId(), request.timestamp()));
    admitted = Optional.of(sender);
  }

  /** What is done with a message. */
  @FunctionalInterface
  public interface Processing<T> {
    /** Does it. */
    T run() throws ExchangeException, GeneralSecurityException;
  }

  /**
   * Processes a message; where the provider fails after it was admitted, it was not processed and
   * may come again (RFC 3830 section 5.4 discards what was). One that the custody policy refuses
   * was processed.
   */
  public <T> T orWithdraw(Processing<T> processing)
      throws ExchangeException, GeneralSecurityException {
    try {
      return processing.run();
    } catch (CustodyRefusedException e) {
      // It would be refused again, and whoever replays it shall not make the token work for that.
      throw e;
    } catch (GeneralSecurityException | ProviderException e) {
      admitted.ifPresent(
          sender -> context.replayCache().withdraw(sender, request.csbId(), request.timestamp()));
      throw e;
    }
  }

  private void refuseUnlessFresh(ReplayVerdict verdict) throws ExchangeException {
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
   * The bundle that a request without RAND updates. Without that bundle's RAND nothing can be
   * derived; to the sender that looks like a wrong MAC.
   */
  public Optional<CryptoSessionBundle> established(IdPayload initiator, IdPayload responder)
      throws ExchangeException {
    if (request.rand().isPresent()) {
      return Optional.empty();
    }
    Optional<CryptoSessionBundle> found =
        context.bundles().find(initiator, responder, request.csbId());
    if (found.isEmpty()) {
      throw new ExchangeException(
          Failure.AUTHENTICATION,
          "HDR",
          4,
          "there is no RAND, but also no established bundle of this CSB ID to update (RFC 3830"
              + " 4.5)");
    }
    return found;
  }

  /** The RAND that keys are derived with: the request's, or that of the bundle it updates. */
  public Octets rand(Optional<CryptoSessionBundle> established) {
    return request
        .rand()
        .map(RandPayload::rand)
        .orElseGet(() -> established.orElseThrow().terms().rand());
  }

  /** Refuses a PRF that the provider has not. */
  public void checkPrf() throws ExchangeException {
    if (!offered(
        KeyDerivation.SERVICE_TYPE, Algorithms.keyDerivation(request.header().prfFunc()))) {
      throw new ExchangeException(
          Failure.PRF,
          "HDR",
          3,
          "PRF func " + request.header().prfFunc().value() + " is not supported");
    }
  }

  /** Refuses an encryption or MAC of key data that the provider has not. */
  public void checkAlgorithms(KemacPayload kemac) throws ExchangeException {
    if (!offered(KeyDataTransport.SERVICE_TYPE, Algorithms.keyDataTransport(kemac.encrAlg()))) {
      throw new ExchangeException(
          Failure.ENCRYPTION_ALGORITHM,
          "KEMAC",
          request.decoded().offsetOf(kemac),
          "Encr alg " + kemac.encrAlg().value() + " is not supported");
    }
    checkMac(kemac);
  }

  /** Refuses a MAC that the provider has not; NULL is the caller's to judge. */
  public void checkMac(KemacPayload kemac) throws ExchangeException {
    if (!kemac.macAlg().equals(MacAlg.NULL) && !offered("Mac", Algorithms.mac(kemac.macAlg()))) {
      throw new ExchangeException(
          Failure.MAC_ALGORITHM,
          "KEMAC",
          request.decoded().offsetOf(kemac),
          "MAC alg " + kemac.macAlg().value() + " is not supported");
    }
  }

  private boolean offered(String type, Optional<String> algorithm) {
    return algorithm.isPresent() && context.provider().getService(type, algorithm.get()) != null;
  }

  /** Refuses a new bundle whose CSB ID is in use, or for which there is no room. */
  public void checkRoom(
      Optional<CryptoSessionBundle> established, IdPayload initiator, IdPayload responder)
      throws ExchangeException {
    if (request.rand().isPresent()
        && context.bundles().inUse(initiator, responder, request.csbId())) {
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
  }

  /** Agrees on crypto sessions, and with them on the terms of the bundle. */
  public BundleTerms agree(
      Optional<CryptoSessionBundle> established, IdPayload initiator, IdPayload responder)
      throws ExchangeException {
    checkRoom(established, initiator, responder);
    return new BundleTerms(
        initiator,
        responder,
        request.csbId(),
        request.header().prfFunc(),
        rand(established),
        request.timestamp(),
        new AgreedSessions(request, established, context.random()).agree());
  }

  /**
   * Makes the bundle and puts it in its place.
   *
   * @param keys its keys, closed with it and also if this throws; none if it goes on with those of
   *     the bundle it updates
   * @return the caller closes it
   */
  public CryptoSessionBundle register(
      Optional<CryptoSessionBundle> established,
      BundleTerms terms,
      List<TransportedKey> keys,
      CustodyReport custody)
      throws ExchangeException {
    CryptoSessionBundle bundle =
        keys.isEmpty()
            ? established.orElseThrow().updated(terms, custody).orElseThrow(() -> overtaken())
            : CryptoSessionBundle.established(context.provider(), terms, keys, custody);
    if (!context.bundles().add(established, bundle)) {
      bundle.close();
      throw overtaken();
    }
    return bundle;
  }

  private static ExchangeException overtaken() {
    return new ExchangeException(
        Failure.MISMATCH, "HDR", 4, "another exchange changed or closed the bundle meanwhile");
  }
}
