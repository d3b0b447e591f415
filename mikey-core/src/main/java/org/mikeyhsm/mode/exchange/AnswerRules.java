package org.mikeyhsm.mode.exchange;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.ErrorPayload;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MessageParts;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSession;

/** What an initiator checks of any answer (RFC 3830 sections 5.1.2, 5.2, 6.1.1). */
public final class AnswerRules {
  private final BundleTerms terms;
  private final CommonHeader sent;

  /** For the answer to a message with this header, on these terms. */
  public AnswerRules(BundleTerms terms, CommonHeader sent) {
    this.terms = terms;
    this.sent = sent;
  }

  /** Tells whether what ends an error message proves that it is the peer's. */
  @FunctionalInterface
  public interface Proof<P extends Payload> {
    /** Whether it does. */
    boolean holds(P payload) throws GeneralSecurityException, ExchangeException;
  }

  /** Refuses another data type than the expected one. */
  public static void checkType(DecodedMessage decoded, DataType type, String name)
      throws ExchangeException {
    if (!decoded.message().header().dataType().equals(type)) {
      throw new ExchangeException(Failure.DATA_TYPE, "HDR", 1, name + " was expected");
    }
  }

  /** Refuses an answer to another exchange. */
  public void checkBelongs(DecodedMessage decoded) throws ExchangeException {
    if (decoded.message().header().csbId() != terms.csbId()) {
      throw new ExchangeException(
          Failure.MISMATCH, "HDR", 4, "the CSB ID is not that of this exchange");
    }
    if (!decoded.message().header().prfFunc().equals(sent.prfFunc())) {
      throw new ExchangeException(
          Failure.MISMATCH, "HDR", 3, "the PRF func is not that of this exchange");
    }
  }

  /** Refuses a timestamp that is not the initiator's. */
  public void checkTimestamp(DecodedMessage decoded, TimestampPayload timestamp)
      throws ExchangeException {
    if (!timestamp.equals(terms.timestamp())) {
      throw new ExchangeException(
          Failure.MISMATCH,
          "T",
          decoded.offsetOf(timestamp),
          "the timestamp is not the initiator's (RFC 3830 5.2)");
    }
  }

  /** The responder may fill in SSRCs that were left zero, nothing else (RFC 3830 6.1.1). */
  public BundleTerms withStreams(DecodedMessage decoded) throws ExchangeException {
    CommonHeader header = decoded.message().header();
    List<SrtpId> offered = ((SrtpIdMap) sent.csIdMap()).entries();
    if (!(header.csIdMap() instanceof SrtpIdMap map) || map.count() != offered.size()) {
      throw new ExchangeException(
          Failure.MISMATCH, "HDR", 8, "the CS ID map is not the one that was sent");
    }
    List<CryptoSession> sessions = new ArrayList<>();
    for (int i = 0; i < offered.size(); i++) {
      SrtpId was = offered.get(i);
      SrtpId is = map.entries().get(i);
      boolean ssrcFits = was.ssrc() == is.ssrc() || was.ssrc() == 0;
      if (!ssrcFits || was.policyNo() != is.policyNo() || was.roc() != is.roc()) {
        throw new ExchangeException(
            Failure.MISMATCH,
            "HDR",
            10 + 9 * i,
            "the responder changed crypto session " + (i + 1) + " of the CS ID map");
      }
      CryptoSession session = terms.sessions().get(i);
      sessions.add(
          new CryptoSession(
              session.csId(), session.policyNo(), is.ssrc(), session.roc(), session.policy()));
    }
    return terms.withSessions(sessions);
  }

  /**
   * Judges an error message: HDR, T, {ERR}, {SP}, [V|SIGNr] (RFC 3830 section 5.1.2).
   *
   * @param kind the payload that proves it
   * @param proof tells whether it does
   * @param whenAuthentic what an authentic one ends
   * @return the error reported
   * @throws ExchangeException if it is no error message of this exchange
   */
  public <P extends Payload> ExchangeException peerError(
      DecodedMessage decoded,
      Class<P> kind,
      PayloadType type,
      Proof<P> proof,
      Runnable whenAuthentic)
      throws ExchangeException, GeneralSecurityException {
    checkBelongs(decoded);
    MessageParts parts = new MessageParts(decoded);
    TimestampPayload timestamp = parts.exactlyOne(TimestampPayload.class, PayloadType.T);
    List<ErrorPayload> errors = parts.any(ErrorPayload.class);
    parts.any(SecurityPolicyPayload.class);
    parts.any(GeneralExtensionPayload.class);
    Optional<P> ending = parts.atMostOne(kind, type);
    checkTimestamp(decoded, timestamp);
    if (errors.isEmpty()) {
      throw new ExchangeException(
          Failure.PAYLOADS, "ERR", decoded.octets().length(), "an error message without an ERR");
    }
    boolean authentic = false;
    if (ending.isPresent()) {
      parts.nothingElse(ending.get());
      authentic = proof.holds(ending.get());
    }
    if (authentic) {
      whenAuthentic.run();
    }
    ErrorPayload error = errors.get(0);
    return new ExchangeException(
        authentic ? Failure.PEER_ERROR : Failure.UNPROVEN_PEER_ERROR,
        "ERR",
        decoded.offsetOf(error),
        "the peer reports error "
            + error.errorNo().value()
            + " ("
            + error.errorNo().name()
            + (authentic ? ")" : "), without proof: a hint only"));
  }
}
