package org.mikeyhsm.mode.exchange;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.VerificationPayload;
import org.mikeyhsm.mode.MacField;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.MessageKeys;

/** The header of an answer, and the V payload that ends some (RFC 3830 sections 5.2, 6.1.1). */
public final class Answers {
  private Answers() {}

  /** The request's header with the answer's data type and the SSRCs that were filled in. */
  public static CommonHeader header(Request request, DataType type, BundleTerms terms) {
    return request
        .header()
        .withDataType(type)
        .withV(false)
        .withCsIdMap(
            new SrtpIdMap(
                terms.sessions().stream()
                    .map(session -> new SrtpId(session.policyNo(), session.ssrc(), session.roc()))
                    .toList()));
  }

  /** An R_MESSAGE: HDR, T, [IDr], V (RFC 3830 sections 3.1, 3.2). */
  public static Octets verification(
      Request request, DataType type, BundleTerms terms, MacAlg macAlg, MessageKeys keys)
      throws GeneralSecurityException {
    List<Payload> payloads = new ArrayList<>();
    payloads.add(terms.timestamp());
    if (request.identities().initiator().isPresent()
        || !request.identities().certificates().isEmpty()) {
      payloads.add(terms.responder());
    }
    return sealed(header(request, type, terms), payloads, macAlg, terms, keys);
  }

  /** Ends a message with a V payload over it, the identities and the timestamp (section 5.2). */
  public static Octets sealed(
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
        : MacField.fill(message, keys.mac(macAlg), suffix(terms));
  }

  /** Identity_i || Identity_r || Timestamp, as they are in the ID and T payloads. */
  public static Octets[] suffix(BundleTerms terms) {
    return new Octets[] {
      terms.initiator().data(), terms.responder().data(), terms.timestamp().value()
    };
  }

  /** Whether a V payload verifies; never under another algorithm than {@code macAlg}. */
  public static boolean verifies(
      DecodedMessage decoded,
      VerificationPayload v,
      MacAlg macAlg,
      BundleTerms terms,
      MessageKeys keys)
      throws GeneralSecurityException {
    return v.authAlg().equals(macAlg)
        && (macAlg.equals(MacAlg.NULL)
            || MacField.verify(decoded, v, keys.mac(macAlg), suffix(terms)));
  }
}
