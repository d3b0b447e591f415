package org.mikeyhsm.mode.psk;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.VerificationPayload;
import org.mikeyhsm.mode.MacField;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSession;
import org.mikeyhsm.session.MessageKeys;

/**
 * Makes the R_MESSAGE: HDR, T, [IDr], V (RFC 3830 section 3.1), with the initiator's timestamp and
 * the SSRCs it left open filled in (sections 5.2 and 6.1.1).
 */
final class PskResponse {
  private PskResponse() {}

  static Octets make(PskRequest request, BundleTerms terms, MessageKeys keys)
      throws GeneralSecurityException {
    CommonHeader header =
        request
            .decoded()
            .message()
            .header()
            .withDataType(DataType.PSK_VER)
            .withV(false)
            .withCsIdMap(map(terms.sessions()));
    List<Payload> payloads = new ArrayList<>();
    payloads.add(terms.timestamp());
    if (request.initiator().isPresent()) {
      payloads.add(terms.responder());
    }
    return sealed(header, payloads, request.kemac().macAlg(), terms, keys);
  }

  /** Ends a message with a V payload over it, the identities and the timestamp (section 5.2). */
  static Octets sealed(
      CommonHeader header,
      List<Payload> payloads,
      MacAlg macAlg,
      BundleTerms terms,
      MessageKeys keys)
      throws GeneralSecurityException {
    List<Payload> all = new ArrayList<>(payloads);
    all.add(new VerificationPayload(macAlg, MacField.blank(macAlg.macLength().orElseThrow())));
    MikeyMessage message = new MikeyMessage(header, all);
    return macAlg.equals(MacAlg.NULL)
        ? Octets.of(message.encode())
        : MacField.fill(
            message,
            keys.mac(macAlg),
            terms.initiator().data(),
            terms.responder().data(),
            terms.timestamp().value());
  }

  private static SrtpIdMap map(List<CryptoSession> sessions) {
    return new SrtpIdMap(
        sessions.stream()
            .map(session -> new SrtpId(session.policyNo(), session.ssrc(), session.roc()))
            .toList());
  }
}
