package org.mikeyhsm.mode.psk;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.ErrorPayload;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.VerificationPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MacField;
import org.mikeyhsm.mode.MessageParts;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.MessageKeys;

/** What an initiator checks of the answer (RFC 3830 sections 3.1, 5.1.2 and 5.2). */
final class PskVerification {
  private final BundleTerms terms;
  private final CommonHeader sent;
  private final MessageKeys keys;
  private final MacAlg macAlg;
  private final Set<PskLeniency> leniencies;

  PskVerification(
      BundleTerms terms,
      CommonHeader sent,
      MessageKeys keys,
      MacAlg macAlg,
      Set<PskLeniency> leniencies) {
    this.terms = terms;
    this.sent = sent;
    this.keys = keys;
    this.macAlg = macAlg;
    this.leniencies = leniencies;
  }

  /**
   * Verifies an R_MESSAGE: HDR, T, [IDr], V.
   *
   * @return the streams, with the SSRCs that the responder filled in
   */
  List<SrtpId> verify(DecodedMessage decoded) throws ExchangeException, GeneralSecurityException {
    CommonHeader header = decoded.message().header();
    if (!header.dataType().equals(DataType.PSK_VER)) {
      throw new ExchangeException(
          Failure.DATA_TYPE, "HDR", 1, "a pre-shared key verification message was expected");
    }
    checkBelongs(decoded);
    MessageParts parts = new MessageParts(decoded);
    TimestampPayload timestamp = parts.exactlyOne(TimestampPayload.class, PayloadType.T);
    Optional<IdPayload> responder = parts.atMostOne(IdPayload.class, PayloadType.ID);
    parts.any(GeneralExtensionPayload.class);
    VerificationPayload v = parts.exactlyOne(VerificationPayload.class, PayloadType.V);
    parts.nothingElse(v);
    checkTimestamp(decoded, timestamp);
    checkMac(decoded, responder, v);
    return streams(header);
  }

  /** Judges an error message: HDR, T, {ERR}, {SP}, [V]. */
  ExchangeException peerError(DecodedMessage decoded, Runnable whenAuthentic)
      throws ExchangeException, GeneralSecurityException {
    checkBelongs(decoded);
    MessageParts parts = new MessageParts(decoded);
    TimestampPayload timestamp = parts.exactlyOne(TimestampPayload.class, PayloadType.T);
    List<ErrorPayload> errors = parts.any(ErrorPayload.class);
    parts.any(SecurityPolicyPayload.class);
    parts.any(GeneralExtensionPayload.class);
    Optional<VerificationPayload> v = parts.atMostOne(VerificationPayload.class, PayloadType.V);
    checkTimestamp(decoded, timestamp);
    if (errors.isEmpty()) {
      throw new ExchangeException(
          Failure.PAYLOADS, "ERR", decoded.octets().length(), "an error message without an ERR");
    }
    boolean authentic = false;
    if (v.isPresent()) {
      parts.nothingElse(v.get());
      // A NULL MAC proves nothing; it must not let anybody end the exchange (RFC 3830 5.1.2).
      authentic = !macAlg.equals(MacAlg.NULL) && isAuthentic(decoded, v.get());
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

  private void checkBelongs(DecodedMessage decoded) throws ExchangeException {
    if (decoded.message().header().csbId() != terms.csbId()) {
      throw new ExchangeException(
          Failure.MISMATCH, "HDR", 4, "the CSB ID is not that of this exchange");
    }
  }

  private void checkTimestamp(DecodedMessage decoded, TimestampPayload timestamp)
      throws ExchangeException {
    if (!timestamp.equals(terms.timestamp())
        && !leniencies.contains(PskLeniency.MINISIP_VERIFICATION_MESSAGE)) {
      throw new ExchangeException(
          Failure.MISMATCH,
          "T",
          decoded.offsetOf(timestamp),
          "the timestamp is not the initiator's (RFC 3830 5.2)");
    }
  }

  private void checkMac(
      DecodedMessage decoded, Optional<IdPayload> responder, VerificationPayload v)
      throws ExchangeException, GeneralSecurityException {
    boolean rightIdentity = responder.isEmpty() || responder.get().equals(terms.responder());
    if (!isAuthentic(decoded, v) || !rightIdentity) {
      throw new ExchangeException(
          Failure.AUTHENTICATION,
          "V",
          decoded.offsetOf(v),
          "the verification message does not verify");
    }
  }

  private boolean isAuthentic(DecodedMessage decoded, VerificationPayload v)
      throws GeneralSecurityException {
    if (!v.authAlg().equals(macAlg)) {
      return false;
    }
    if (macAlg.equals(MacAlg.NULL)) {
      return true;
    }
    return MacField.verify(
            decoded,
            v,
            keys.mac(macAlg),
            terms.initiator().data(),
            terms.responder().data(),
            terms.timestamp().value())
        || leniencies.contains(PskLeniency.MINISIP_VERIFICATION_MESSAGE)
            && MacField.verify(decoded, v, keys.mac(macAlg), terms.timestamp().value());
  }

  /** The responder may fill in SSRCs that were left zero, nothing else (RFC 3830 6.1.1). */
  private List<SrtpId> streams(CommonHeader header) throws ExchangeException {
    List<SrtpId> offered = ((SrtpIdMap) sent.csIdMap()).entries();
    if (!(header.csIdMap() instanceof SrtpIdMap map) || map.count() != offered.size()) {
      throw new ExchangeException(
          Failure.MISMATCH, "HDR", 8, "the CS ID map is not the one that was sent");
    }
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
    }
    return map.entries();
  }
}
