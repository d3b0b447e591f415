package org.mikeyhsm.mode.exchange;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.ErrorNo;
import org.mikeyhsm.message.ErrorPayload;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.session.SrtpPolicy;

/**
 * Makes error messages: HDR, T, {ERR}, {SP}, [V|SIGNr] (RFC 3830 section 5.1.2). One that answers a
 * failed authentication is not authenticated itself, as the RFC recommends.
 */
public final class ErrorMessages {
  /** What answers must not be answered by an error, or two parties could go on for ever. */
  private static final Set<DataType> ANSWERS =
      Set.of(
          DataType.ERROR,
          DataType.PSK_VER,
          DataType.PK_VER,
          DataType.DH_RESP,
          DataType.DHHMAC_RESP,
          DataType.RSA_R_R);

  private final DecodedMessage decoded;

  /** For answers to a message. */
  public ErrorMessages(DecodedMessage decoded) {
    this.decoded = decoded;
  }

  /** Ends an error message with its proof, and encodes it. */
  @FunctionalInterface
  public interface Seal {
    /** The octets. */
    Octets seal(CommonHeader header, List<Payload> payloads) throws GeneralSecurityException;
  }

  /** For a failure before the sender was authenticated; keeps an error message that is there. */
  public ExchangeException unauthenticated(ExchangeException failure) {
    Optional<TimestampPayload> timestamp = decoded.message().first(TimestampPayload.class);
    if (failure.errorMessage().isPresent()
        || failure.failure().errorNo().isEmpty()
        || timestamp.isEmpty()
        || ANSWERS.contains(decoded.message().header().dataType())) {
      return failure;
    }
    MikeyMessage message = new MikeyMessage(header(), payloads(timestamp.get(), failure));
    return failure.withErrorMessage(Octets.of(message.encode()));
  }

  /** For a failure after the sender was authenticated. */
  public ExchangeException authenticated(
      ExchangeException failure, TimestampPayload timestamp, Seal seal)
      throws GeneralSecurityException {
    if (failure.failure().errorNo().isEmpty() || failure.errorMessage().isPresent()) {
      return failure;
    }
    return failure.withErrorMessage(seal.seal(header(), payloads(timestamp, failure)));
  }

  private CommonHeader header() {
    return decoded
        .message()
        .header()
        .withDataType(DataType.ERROR)
        .withV(false)
        .withCsIdMap(new SrtpIdMap(List.of()));
  }

  private List<Payload> payloads(TimestampPayload timestamp, ExchangeException failure) {
    List<Payload> payloads = new ArrayList<>();
    payloads.add(timestamp);
    payloads.add(new ErrorPayload(errorNo(failure.failure()), 0));
    if (failure.failure() == Failure.POLICY || failure.failure() == Failure.POLICY_PARAMETER) {
      // RFC 3830 5.1.1: the responder sends its own capabilities back.
      payloads.add(SrtpPolicy.AES_CM_128_HMAC_SHA1_80.toPayload(0));
      payloads.add(SrtpPolicy.AES_CM_128_HMAC_SHA1_32.toPayload(1));
    }
    return payloads;
  }

  /** RFC 4738 section 3.5: an RSA-R message that cannot be parsed has a number of its own. */
  private ErrorNo errorNo(Failure failure) {
    boolean unparseable =
        failure == Failure.PAYLOADS
            && decoded.message().header().dataType().equals(DataType.RSA_R_I);
    return unparseable ? ErrorNo.UNSUPPORTED_MESSAGE_TYPE : failure.errorNo().orElseThrow();
  }
}
