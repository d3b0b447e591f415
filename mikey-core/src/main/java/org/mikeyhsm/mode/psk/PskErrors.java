package org.mikeyhsm.mode.psk;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.ErrorNo;
import org.mikeyhsm.message.ErrorPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.MessageKeys;
import org.mikeyhsm.session.SrtpPolicy;

/**
 * Makes error messages: HDR, T, {ERR}, {SP}, [V] (RFC 3830 section 5.1.2). One that answers a
 * failed authentication is not authenticated itself, as the RFC recommends.
 */
final class PskErrors {
  private final DecodedMessage decoded;

  PskErrors(DecodedMessage decoded) {
    this.decoded = decoded;
  }

  /** For a failure before the sender was authenticated; keeps an error message that is there. */
  ExchangeException unauthenticated(ExchangeException failure) {
    Optional<TimestampPayload> timestamp = decoded.message().first(TimestampPayload.class);
    if (failure.errorMessage().isPresent()
        || failure.failure().errorNo().isEmpty()
        || timestamp.isEmpty()
        || isAnswer()) {
      return failure;
    }
    MikeyMessage message =
        new MikeyMessage(
            header(),
            payloads(timestamp.get(), failure.failure().errorNo().get(), failure.failure()));
    return failure.withErrorMessage(Octets.of(message.encode()));
  }

  /** For a failure after the sender was authenticated. */
  ExchangeException authenticated(
      ExchangeException failure, PskRequest request, MessageKeys keys, PskCredential credential)
      throws GeneralSecurityException {
    MacAlg macAlg = request.kemac().macAlg();
    if (failure.failure().errorNo().isEmpty() || macAlg.equals(MacAlg.NULL)) {
      return failure;
    }
    BundleTerms terms =
        new BundleTerms(
            credential.peer(),
            credential.self(),
            request.csbId(),
            header().prfFunc(),
            Octets.empty(),
            request.timestamp(),
            List.of());
    return failure.withErrorMessage(
        PskResponse.sealed(
            header(),
            payloads(request.timestamp(), failure.failure().errorNo().get(), failure.failure()),
            macAlg,
            terms,
            keys));
  }

  private CommonHeader header() {
    return decoded
        .message()
        .header()
        .withDataType(DataType.ERROR)
        .withV(false)
        .withCsIdMap(new SrtpIdMap(List.of()));
  }

  /** What answers must not be answered by an error, or two parties could go on for ever. */
  private boolean isAnswer() {
    DataType type = decoded.message().header().dataType();
    return type.equals(DataType.ERROR) || type.equals(DataType.PSK_VER);
  }

  private static List<Payload> payloads(
      TimestampPayload timestamp, ErrorNo errorNo, Failure failure) {
    List<Payload> payloads = new ArrayList<>();
    payloads.add(timestamp);
    payloads.add(new ErrorPayload(errorNo, 0));
    if (failure == Failure.POLICY || failure == Failure.POLICY_PARAMETER) {
      // RFC 3830 5.1.1: the responder sends its own capabilities back.
      payloads.add(SrtpPolicy.AES_CM_128_HMAC_SHA1_80.toPayload(0));
      payloads.add(SrtpPolicy.AES_CM_128_HMAC_SHA1_32.toPayload(1));
    }
    return payloads;
  }
}
