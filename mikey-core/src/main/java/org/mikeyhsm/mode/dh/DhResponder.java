package org.mikeyhsm.mode.dh;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.DhPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.MessageParts;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.exchange.Answers;
import org.mikeyhsm.mode.exchange.DhResponse;
import org.mikeyhsm.mode.exchange.DiffieHellman;
import org.mikeyhsm.mode.exchange.ErrorMessages;
import org.mikeyhsm.mode.exchange.Identification;
import org.mikeyhsm.mode.exchange.Intake;
import org.mikeyhsm.mode.exchange.Peer;
import org.mikeyhsm.mode.exchange.Request;
import org.mikeyhsm.mode.exchange.SignField;
import org.mikeyhsm.mode.exchange.SignedRequests;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * The responder of the signed Diffie-Hellman mode: each call of {@link #receive} is one exchange or
 * CSB update (RFC 3830 sections 3.3, 4.5 and 5.3).
 *
 * <p>Thread-safe. Holds nothing that must be closed.
 */
public final class DhResponder {
  private final MikeyContext context;
  private final Set<DhGroup> groups;
  private final SignedRequests requests;

  /**
   * A responder.
   *
   * @param context what this side's exchanges share
   * @param selves the identities of this side; a message that does not say for which it is, is for
   *     the first
   * @param pki judges the initiators
   * @param groups the Diffie-Hellman groups that are allowed; OAKLEY 5 is mandatory, the others are
   *     short
   * @throws IllegalArgumentException if there is no identity
   */
  public DhResponder(
      MikeyContext context, List<PkiIdentity> selves, PkiTrust pki, Set<DhGroup> groups) {
    this.context = Objects.requireNonNull(context, "context");
    this.groups = Set.copyOf(groups);
    this.requests = new SignedRequests(context, pki, selves);
  }

  /** The payloads of an I_MESSAGE: HDR, T, [RAND], [IDi|CERTi], [IDr], {SP}, [DHi], SIGNi. */
  private record Incoming(Request common, Optional<DhPayload> half, SignPayload sign) {}

  /**
   * Processes an I_MESSAGE in the order of RFC 3830 section 5.3: shape, timestamp and replay, then
   * certificates and signature, then Diffie-Hellman. The V flag is ignored: the response is
   * mandatory (section 6.1).
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
      PkiIdentity self = requests.addressed(incoming.common()).get(0);
      intake.check(incoming.common().identities().initiator());
      return context
          .exchangeLimits()
          .work(() -> intake.orWithdraw(() -> process(errors, incoming, intake, self)));
    } catch (ExchangeException e) {
      throw errors.unauthenticated(e);
    }
  }

  private Incoming parse(DecodedMessage decoded) throws ExchangeException {
    MessageParts parts = new MessageParts(decoded);
    Request common =
        Request.of(
            decoded, DataType.DH_INIT, "a Diffie-Hellman message", parts, Identification.CERTIFIED);
    Optional<DhPayload> half = parts.atMostOne(DhPayload.class, PayloadType.DH);
    SignPayload sign = parts.exactlyOne(SignPayload.class, PayloadType.SIGN);
    parts.nothingElse(sign);
    if (half.isPresent()) {
      DiffieHellman.checkGroup(decoded, half.get(), groups);
    }
    return new Incoming(common, half, sign);
  }

  private Accepted process(ErrorMessages errors, Incoming incoming, Intake intake, PkiIdentity self)
      throws ExchangeException, GeneralSecurityException {
    Peer peer = requests.authenticate(incoming.common(), intake, incoming.sign(), false);
    try {
      Optional<CryptoSessionBundle> established = intake.established(peer.identity(), self.id());
      return new DhResponse(context, incoming.common(), intake, incoming.half())
          .agree(
              established,
              peer.identity(),
              self.id(),
              (terms, halves) -> response(incoming.common(), self, terms, halves),
              () -> CustodyReport.empty().plus(SecretName.PRIVATE_KEY, self.signing().custody()));
    } catch (ExchangeException e) {
      throw requests.authenticated(errors, e, incoming.common(), self);
    }
  }

  private Octets response(
      Request request, PkiIdentity self, BundleTerms terms, List<DhPayload> halves)
      throws GeneralSecurityException {
    List<Payload> payloads = new ArrayList<>(List.of(terms.timestamp(), terms.responder()));
    payloads.addAll(self.sent());
    payloads.add(terms.initiator());
    payloads.addAll(halves);
    return SignField.fill(
        Answers.header(request, DataType.DH_RESP, terms),
        payloads,
        self,
        context.provider(),
        SignField.Coverage.ALL_BUT_SIGNATURE);
  }
}
