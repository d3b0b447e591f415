package org.mikeyhsm.mode.psk;

import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.VerificationPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.MacField;
import org.mikeyhsm.mode.MessageParts;
import org.mikeyhsm.mode.exchange.AnswerRules;
import org.mikeyhsm.mode.exchange.VerificationCheck;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.MessageKeys;

/** What an initiator checks of the answer, a peer's known departures tolerated where allowed. */
final class PskVerification {
  private final BundleTerms terms;
  private final MessageKeys keys;
  private final MacAlg macAlg;
  private final Set<PskLeniency> leniencies;
  private final VerificationCheck check;
  private final AnswerRules rules;

  PskVerification(
      BundleTerms terms,
      CommonHeader sent,
      MessageKeys keys,
      MacAlg macAlg,
      Set<PskLeniency> leniencies) {
    this.terms = terms;
    this.keys = keys;
    this.macAlg = macAlg;
    this.leniencies = leniencies;
    this.check = new VerificationCheck(terms, sent, keys, macAlg);
    this.rules = new AnswerRules(terms, sent);
  }

  /**
   * Verifies an R_MESSAGE: HDR, T, [IDr], V.
   *
   * @return the terms, with the SSRCs that the responder filled in
   */
  BundleTerms verify(DecodedMessage decoded) throws ExchangeException, GeneralSecurityException {
    return isMinisips(decoded)
        ? rules.withStreams(decoded)
        : check.verify(decoded, DataType.PSK_VER, "a pre-shared key verification message");
  }

  /** Judges an error message: HDR, T, {ERR}, {SP}, [V]. */
  ExchangeException peerError(DecodedMessage decoded, Runnable whenAuthentic)
      throws ExchangeException, GeneralSecurityException {
    return check.peerError(decoded, whenAuthentic);
  }

  /** HDR, T, V with a T of its own and a MAC over the message and the initiator's T. */
  private boolean isMinisips(DecodedMessage decoded)
      throws ExchangeException, GeneralSecurityException {
    if (!leniencies.contains(PskLeniency.MINISIP_VERIFICATION_MESSAGE)
        || !decoded.message().header().dataType().equals(DataType.PSK_VER)) {
      return false;
    }
    rules.checkBelongs(decoded);
    MessageParts parts = new MessageParts(decoded);
    parts.exactlyOne(TimestampPayload.class, PayloadType.T);
    Optional<IdPayload> responder = parts.atMostOne(IdPayload.class, PayloadType.ID);
    VerificationPayload v = parts.exactlyOne(VerificationPayload.class, PayloadType.V);
    parts.nothingElse(v);
    return responder.orElse(terms.responder()).equals(terms.responder())
        && v.authAlg().equals(macAlg)
        && !macAlg.equals(MacAlg.NULL)
        && MacField.verify(decoded, v, keys.mac(macAlg), terms.timestamp().value());
  }
}
