package org.mikeyhsm.mode.exchange;

import java.security.GeneralSecurityException;
import java.util.Optional;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.VerificationPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MessageParts;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.MessageKeys;

/** What an initiator checks of HDR, T, [IDr], V (RFC 3830 sections 3.1, 3.2, 5.1.2 and 5.2). */
public final class VerificationCheck {
  private final BundleTerms terms;
  private final MessageKeys keys;
  private final MacAlg macAlg;
  private final AnswerRules rules;

  /**
   * For the answer to a message with this header, on these terms.
   *
   * @param macAlg of the V payload
   */
  public VerificationCheck(BundleTerms terms, CommonHeader sent, MessageKeys keys, MacAlg macAlg) {
    this.terms = terms;
    this.keys = keys;
    this.macAlg = macAlg;
    this.rules = new AnswerRules(terms, sent);
  }

  /**
   * Verifies an R_MESSAGE.
   *
   * @return the terms, with the SSRCs that the responder filled in
   */
  public BundleTerms verify(DecodedMessage decoded, DataType type, String name)
      throws ExchangeException, GeneralSecurityException {
    AnswerRules.checkType(decoded, type, name);
    rules.checkBelongs(decoded);
    MessageParts parts = new MessageParts(decoded);
    TimestampPayload timestamp = parts.exactlyOne(TimestampPayload.class, PayloadType.T);
    Optional<IdPayload> responder = parts.atMostOne(IdPayload.class, PayloadType.ID);
    parts.any(GeneralExtensionPayload.class);
    VerificationPayload v = parts.exactlyOne(VerificationPayload.class, PayloadType.V);
    parts.nothingElse(v);
    rules.checkTimestamp(decoded, timestamp);
    boolean rightIdentity = responder.isEmpty() || responder.get().equals(terms.responder());
    if (!Answers.verifies(decoded, v, macAlg, terms, keys) || !rightIdentity) {
      throw new ExchangeException(
          Failure.AUTHENTICATION,
          "V",
          decoded.offsetOf(v),
          "the verification message does not verify");
    }
    return rules.withStreams(decoded);
  }

  /** Judges an error message: HDR, T, {ERR}, {SP}, [V]. */
  public ExchangeException peerError(DecodedMessage decoded, Runnable whenAuthentic)
      throws ExchangeException, GeneralSecurityException {
    // A NULL MAC proves nothing; it must not let anybody end the exchange (RFC 3830 5.1.2).
    return rules.peerError(
        decoded,
        VerificationPayload.class,
        PayloadType.V,
        v -> !macAlg.equals(MacAlg.NULL) && Answers.verifies(decoded, v, macAlg, terms, keys),
        whenAuthentic);
  }
}
