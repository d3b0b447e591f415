package org.mikeyhsm.mode.psk;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.KeyDataTransport;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MacField;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.exchange.Answers;
import org.mikeyhsm.mode.exchange.ErrorMessages;
import org.mikeyhsm.mode.exchange.Identities;
import org.mikeyhsm.mode.exchange.Intake;
import org.mikeyhsm.mode.exchange.KeyRules;
import org.mikeyhsm.session.Algorithms;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.MessageKeys;

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
    DecodedMessage decoded = Intake.decode(context, message);
    ErrorMessages errors = new ErrorMessages(decoded);
    try {
      PskRequest request = PskRequest.of(decoded);
      Intake intake = new Intake(context, request.common());
      checkAlgorithms(request, intake);
      List<PskCredential> candidates = findCredentials(request, intake);
      PskCredential credential = candidates.get(0);
      intake.check(credential.peer());
      Optional<CryptoSessionBundle> established =
          intake.established(credential.peer(), credential.self());
      try (MessageKeys keys = keys(request, candidates, intake.rand(established))) {
        intake.admit(credential.peer());
        return intake.orWithdraw(
            () -> {
              try {
                return accept(request, intake, credential, established, keys);
              } catch (ExchangeException e) {
                throw authenticated(errors, e, request, keys, credential);
              }
            });
      }
    } catch (ExchangeException e) {
      throw errors.unauthenticated(e);
    }
  }

  private void checkAlgorithms(PskRequest request, Intake intake) throws ExchangeException {
    KemacPayload kemac = request.kemac();
    Optional<KeyRules.Fault> nullFault =
        KeyRules.nullAlgorithmFault(kemac.encrAlg(), kemac.macAlg(), settings.nullTransport());
    if (nullFault.isPresent()) {
      throw request.refused(nullFault.get().failure(), nullFault.get().reason());
    }
    intake.checkPrf();
    intake.checkAlgorithms(kemac);
  }

  /** An unknown identity fails as a wrong MAC does, so that nobody can ask who is known here. */
  private List<PskCredential> findCredentials(PskRequest request, Intake intake)
      throws ExchangeException {
    Identities identities = request.common().identities();
    List<PskCredential> found =
        directory.findAll(identities.initiator(), identities.responder(), request.common().csbId());
    if (found.isEmpty()) {
      // A message of a known sender is judged by its time before its MAC, so this one is, too.
      intake.checkTime();
      throw request.notAuthentic();
    }
    return found;
  }

  /** The keys of the credential by which the MAC verifies; without a MAC, of the preferred one. */
  private MessageKeys keys(PskRequest request, List<PskCredential> candidates, Octets rand)
      throws ExchangeException, GeneralSecurityException {
    KemacPayload kemac = request.kemac();
    return Candidates.choose(
            candidates,
            credential ->
                new MessageKeys(
                    context.provider(),
                    request.common().header().prfFunc(),
                    SecretName.PSK,
                    credential.psk(),
                    request.common().csbId(),
                    rand),
            keys ->
                kemac.macAlg().equals(MacAlg.NULL)
                    || MacField.verify(request.common().decoded(), kemac, keys.mac(kemac.macAlg())))
        .orElseThrow(request::notAuthentic);
  }

  private static ExchangeException authenticated(
      ErrorMessages errors,
      ExchangeException failure,
      PskRequest request,
      MessageKeys keys,
      PskCredential credential)
      throws GeneralSecurityException {
    MacAlg macAlg = request.kemac().macAlg();
    if (macAlg.equals(MacAlg.NULL)) {
      return failure;
    }
    BundleTerms terms =
        new BundleTerms(
            credential.peer(),
            credential.self(),
            request.common().csbId(),
            request.common().header().prfFunc(),
            Octets.empty(),
            request.common().timestamp(),
            List.of());
    return errors.authenticated(
        failure,
        request.common().timestamp(),
        (header, payloads) -> Answers.sealed(header, payloads, macAlg, terms, keys));
  }

  private Accepted accept(
      PskRequest request,
      Intake intake,
      PskCredential credential,
      Optional<CryptoSessionBundle> established,
      MessageKeys keys)
      throws ExchangeException, GeneralSecurityException {
    BundleTerms terms = intake.agree(established, credential.peer(), credential.self());
    List<TransportedKey> received = unwrap(request, keys);
    boolean done = false;
    try {
      if (received.isEmpty() && established.isEmpty()) {
        throw request.refused(Failure.PAYLOADS, "an initial message carries at least one key");
      }
      Optional<KeyRules.Fault> misfit = KeyRules.keyFault(received, terms.sessions());
      if (misfit.isPresent()) {
        throw request.refused(misfit.get().failure(), misfit.get().reason());
      }
      Optional<Octets> response =
          request.common().header().v()
              ? Optional.of(
                  Answers.verification(
                      request.common(), DataType.PSK_VER, terms, request.kemac().macAlg(), keys))
              : Optional.empty();
      done = true;
      return new Accepted(
          request.common().decoded(),
          response,
          intake.register(established, terms, received, keys.custody()));
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
          keys.protection(kemac.encrAlg(), request.common().timestamp()),
          kemac.encrData(),
          settings.tekPlace());
    } catch (BadPaddingException | IllegalBlockSizeException e) {
      throw request.notAuthentic();
    }
  }
}
