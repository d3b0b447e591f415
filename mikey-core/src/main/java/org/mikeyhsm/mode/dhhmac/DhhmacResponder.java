package org.mikeyhsm.mode.dhhmac;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.DhPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MessageParts;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.exchange.Answers;
import org.mikeyhsm.mode.exchange.DhResponse;
import org.mikeyhsm.mode.exchange.DiffieHellman;
import org.mikeyhsm.mode.exchange.ErrorMessages;
import org.mikeyhsm.mode.exchange.Identification;
import org.mikeyhsm.mode.exchange.Identities;
import org.mikeyhsm.mode.exchange.Intake;
import org.mikeyhsm.mode.exchange.Request;
import org.mikeyhsm.mode.psk.Candidates;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.MessageKeys;

/**
 * The responder of the DHHMAC mode: each call of {@link #receive} is one exchange or CSB update
 * (RFC 4650 sections 3 and 3.1).
 *
 * <p>Thread-safe. Holds nothing that must be closed.
 */
public final class DhhmacResponder {
  private final MikeyContext context;
  private final PskDirectory directory;
  private final DhhmacSettings settings;

  /**
   * A responder.
   *
   * @param context what this side's exchanges share
   * @param directory finds the pre-shared keys
   * @param settings what is allowed
   */
  public DhhmacResponder(MikeyContext context, PskDirectory directory, DhhmacSettings settings) {
    this.context = Objects.requireNonNull(context, "context");
    this.directory = Objects.requireNonNull(directory, "directory");
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /** The payloads of an I_MESSAGE: HDR, T, [RAND], [IDi], IDr, {SP}, [DHi], KEMAC. */
  private record Incoming(Request common, Optional<DhPayload> half, KemacPayload kemac) {}

  /**
   * Processes an I_MESSAGE: shape, timestamp and replay, then the MAC, then Diffie-Hellman (RFC
   * 4650 section 5.3 on limited protection against denial of service).
   *
   * @param message the octets received
   * @return the bundle and the response; the caller closes it
   * @throws MikeyException if the message is refused; an {@link ExchangeException} may carry an
   *     error message for the peer
   * @throws GeneralSecurityException if the provider fails, or its policy forbids a key
   */
  public Accepted receive(Octets message) throws MikeyException, GeneralSecurityException {
    DecodedMessage decoded = Intake.decode(context, message);
    ErrorMessages errors = new ErrorMessages(decoded);
    try {
      Incoming incoming = parse(decoded);
      Intake intake = new Intake(context, incoming.common());
      intake.checkPrf();
      HmacField.check(decoded, incoming.kemac(), context.leniencies());
      List<PskCredential> candidates = credentials(incoming, intake);
      PskCredential credential = candidates.get(0);
      intake.check(credential.peer());
      Optional<CryptoSessionBundle> established =
          intake.established(credential.peer(), credential.self());
      try (MessageKeys keys = keys(incoming, candidates, intake.rand(established))) {
        intake.admit(credential.peer());
        return intake.orWithdraw(
            () -> {
              try {
                return context
                    .exchangeLimits()
                    .work(() -> accept(incoming, intake, credential, established, keys));
              } catch (ExchangeException e) {
                throw errors.authenticated(
                    e,
                    incoming.common().timestamp(),
                    (header, payloads) -> HmacField.fill(header, payloads, keys));
              }
            });
      }
    } catch (ExchangeException e) {
      throw errors.unauthenticated(e);
    }
  }

  private Incoming parse(DecodedMessage decoded) throws ExchangeException {
    MessageParts parts = new MessageParts(decoded);
    Request common =
        Request.of(
            decoded,
            DataType.DHHMAC_INIT,
            "a DHHMAC message",
            parts,
            Identification.PLAIN_TO_RESPONDER);
    Optional<DhPayload> half = parts.atMostOne(DhPayload.class, PayloadType.DH);
    KemacPayload kemac = parts.exactlyOne(KemacPayload.class, PayloadType.KEMAC);
    parts.nothingElse(kemac);
    if (common.identities().responder().isEmpty()
        && !settings.leniencies().contains(DhhmacLeniency.MINISIP_MESSAGES)) {
      throw new ExchangeException(
          Failure.PAYLOADS,
          "ID",
          decoded.octets().length(),
          "the initiator SHALL always include the recipient's identity (RFC 4650 3)");
    }
    if (half.isPresent()) {
      DiffieHellman.checkGroup(decoded, half.get(), settings.groups());
    }
    return new Incoming(common, half, kemac);
  }

  /** An unknown identity fails as a wrong MAC does, so that nobody can ask who is known here. */
  private List<PskCredential> credentials(Incoming incoming, Intake intake)
      throws ExchangeException {
    Identities identities = incoming.common().identities();
    List<PskCredential> found =
        directory.findAll(
            identities.initiator(), identities.responder(), incoming.common().csbId());
    if (found.isEmpty()) {
      intake.checkTime();
      throw HmacField.notAuthentic(incoming.common().decoded(), incoming.kemac());
    }
    return found;
  }

  private MessageKeys keys(Incoming incoming, List<PskCredential> candidates, Octets rand)
      throws ExchangeException, GeneralSecurityException {
    return Candidates.choose(
            candidates,
            credential ->
                new MessageKeys(
                    context.provider(),
                    incoming.common().header().prfFunc(),
                    SecretName.PSK,
                    credential.psk(),
                    incoming.common().csbId(),
                    rand),
            keys -> HmacField.verifies(incoming.common().decoded(), incoming.kemac(), keys))
        .orElseThrow(() -> HmacField.notAuthentic(incoming.common().decoded(), incoming.kemac()));
  }

  private Accepted accept(
      Incoming incoming,
      Intake intake,
      PskCredential credential,
      Optional<CryptoSessionBundle> established,
      MessageKeys keys)
      throws ExchangeException, GeneralSecurityException {
    return new DhResponse(context, incoming.common(), intake, incoming.half())
        .agree(
            established,
            credential.peer(),
            credential.self(),
            (terms, halves) -> {
              List<Payload> payloads =
                  new ArrayList<>(List.of(terms.timestamp(), terms.responder(), terms.initiator()));
              payloads.addAll(halves);
              return HmacField.fill(
                  Answers.header(incoming.common(), DataType.DHHMAC_RESP, terms), payloads, keys);
            },
            keys::custody);
  }
}
