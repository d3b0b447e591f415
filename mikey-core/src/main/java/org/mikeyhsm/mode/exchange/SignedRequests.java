package org.mikeyhsm.mode.exchange;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Leniency;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;

/** What a responder does with a signed request in every mode. Thread-safe. */
public final class SignedRequests {
  private final MikeyContext context;
  private final PkiTrust pki;
  private final List<PkiIdentity> selves;

  /**
   * For requests to these identities.
   *
   * @throws IllegalArgumentException if there are none
   */
  public SignedRequests(MikeyContext context, PkiTrust pki, List<PkiIdentity> selves) {
    this.context = Objects.requireNonNull(context, "context");
    this.pki = Objects.requireNonNull(pki, "pki");
    this.selves = List.copyOf(selves);
    if (selves.isEmpty()) {
      throw new IllegalArgumentException("a responder has at least one identity");
    }
  }

  /** Those of this side's identities that a request is for; all if it does not say. */
  public List<PkiIdentity> addressed(Request request) throws ExchangeException {
    Optional<IdPayload> wanted = request.identities().responder();
    List<PkiIdentity> found =
        selves.stream().filter(self -> self.id().equals(wanted.orElse(self.id()))).toList();
    if (found.isEmpty()) {
      throw new ExchangeException(
          Failure.IDENTITY,
          "ID",
          request.decoded().offsetOf(wanted.orElseThrow()),
          "the message is for an identity that is not here");
    }
    return found;
  }

  /**
   * Authenticates the sender: certificates, signature, replay (RFC 3830 section 5.3).
   *
   * @param encryption whether its certificate for encryption is needed
   */
  public Peer authenticate(Request request, Intake intake, SignPayload sign, boolean encryption)
      throws ExchangeException, GeneralSecurityException {
    Peer peer =
        new PeerCertificates(pki)
            .sender(
                request.decoded(),
                request.identities().initiator(),
                request.identities().certificates(),
                encryption);
    if (!verifies(request.decoded(), sign, peer)) {
      throw notAuthentic(request.decoded(), sign);
    }
    intake.admit(peer.identity());
    return peer;
  }

  private boolean verifies(DecodedMessage decoded, SignPayload sign, Peer peer)
      throws GeneralSecurityException {
    return SignField.verify(
            decoded,
            sign,
            peer.signing().getPublicKey(),
            pki.schemes(),
            SignField.Coverage.ALL_BUT_SIGNATURE)
        || context.leniencies().contains(Leniency.SIGNATURE_WITHOUT_SIGN_HEADER)
            && SignField.verify(
                decoded,
                sign,
                peer.signing().getPublicKey(),
                pki.schemes(),
                SignField.Coverage.UP_TO_SIGN);
  }

  /** The failure of an authenticated message with its signed error message. */
  public ExchangeException authenticated(
      ErrorMessages errors, ExchangeException failure, Request request, PkiIdentity self)
      throws GeneralSecurityException {
    return errors.authenticated(
        failure,
        request.timestamp(),
        (header, payloads) ->
            SignField.fill(
                header, payloads, self, context.provider(), SignField.Coverage.ALL_BUT_SIGNATURE));
  }

  /** The refusal of a wrong signature. */
  public static ExchangeException notAuthentic(DecodedMessage decoded, SignPayload sign) {
    return new ExchangeException(
        Failure.AUTHENTICATION, "SIGN", decoded.offsetOf(sign), "the signature does not verify");
  }
}
