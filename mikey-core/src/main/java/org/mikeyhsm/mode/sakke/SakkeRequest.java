package org.mikeyhsm.mode.sakke;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.jca.EccsiPublicKey;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.ExtensionType;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.IdRole;
import org.mikeyhsm.message.IdrPayload;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SakkeParams;
import org.mikeyhsm.message.SakkePayload;
import org.mikeyhsm.message.SakkeToSelfExtension;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.message.SignatureType;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.TsType;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MessageParts;
import org.mikeyhsm.mode.exchange.Identities;
import org.mikeyhsm.mode.exchange.Request;

/**
 * An I_MESSAGE: HDR, T, RAND, [IDRi], [IDRr], [IDRkmsi], [IDRkmsr], {SP}, SAKKE, SIGN (RFC 6509
 * section 2.1), with general extensions; all that can be told without a key is checked.
 */
record SakkeRequest(
    Request common,
    Map<IdRole, IdrPayload> identities,
    SakkePayload sakke,
    Optional<SakkePayload> toSelf,
    SakkeSessions sessions,
    SignPayload sign) {
  private static final int ENCAPSULATED_OCTETS = 273;
  private static final int SIGNATURE_OCTETS = 129;
  private static final List<IdRole> ROLES =
      List.of(
          IdRole.INITIATOR,
          IdRole.RESPONDER,
          IdRole.INITIATOR_KMS,
          IdRole.RESPONDER_KMS,
          IdRole.HASHED_INITIATOR,
          IdRole.HASHED_RESPONDER);

  static SakkeRequest of(DecodedMessage decoded) throws ExchangeException {
    if (!decoded.message().header().dataType().equals(DataType.SAKKE)) {
      throw new ExchangeException(
          Failure.DATA_TYPE, "HDR", 1, "a SAKKE message of an initiator was expected");
    }
    MessageParts parts = new MessageParts(decoded);
    TimestampPayload timestamp = parts.exactlyOne(TimestampPayload.class, PayloadType.T);
    parts.exactlyOne(RandPayload.class, PayloadType.RAND);
    Optional<RandPayload> rand = Request.rand(decoded, parts);
    Map<IdRole, IdrPayload> identities =
        identities(decoded, parts.upTo(ROLES.size(), IdrPayload.class, PayloadType.IDR));
    Map<Integer, SecurityPolicyPayload> policies =
        Request.byNumber(decoded, parts.any(SecurityPolicyPayload.class));
    SakkePayload sakke = parts.exactlyOne(SakkePayload.class, PayloadType.SAKKE);
    List<GeneralExtensionPayload> extensions = parts.any(GeneralExtensionPayload.class);
    SignPayload sign = parts.exactlyOne(SignPayload.class, PayloadType.SIGN);
    // RFC 6509 2.2.1: no CERT with an ECCSI signature.
    parts.nothingElse(sign);
    checkTimestamp(decoded, timestamp);
    checkSakke(sakke, decoded.offsetOf(sakke));
    checkSignature(decoded, sign);
    Request common =
        new Request(
            decoded,
            new SrtpIdMap(List.of()),
            timestamp,
            rand,
            new Identities(Optional.empty(), Optional.empty(), List.of()),
            policies,
            extensions);
    return new SakkeRequest(
        common,
        identities,
        sakke,
        toSelf(decoded, extensions),
        SakkeSessions.of(decoded.message().header(), policies),
        sign);
  }

  private static Map<IdRole, IdrPayload> identities(DecodedMessage decoded, List<IdrPayload> found)
      throws ExchangeException {
    Map<IdRole, IdrPayload> byRole = new LinkedHashMap<>();
    for (IdrPayload identity : found) {
      int offset = decoded.offsetOf(identity);
      if (!ROLES.contains(identity.role())) {
        throw new ExchangeException(
            Failure.PAYLOADS,
            "IDR",
            offset,
            "ID Role " + identity.role().value() + " does not belong into this mode");
      }
      if (byRole.put(identity.role(), identity) != null) {
        throw new ExchangeException(
            Failure.PAYLOADS,
            "IDR",
            offset,
            "ID Role " + identity.role().value() + " is given twice");
      }
    }
    return byRole;
  }

  /** RFC 6509 section 2.2.1: identifiers need a time. */
  private static void checkTimestamp(DecodedMessage decoded, TimestampPayload timestamp)
      throws ExchangeException {
    if (!timestamp.tsType().equals(TsType.NTP_UTC) && !timestamp.tsType().equals(TsType.NTP)) {
      throw new ExchangeException(
          Failure.TIMESTAMP,
          "T",
          decoded.offsetOf(timestamp),
          "TS type is NTP-UTC or NTP in this mode (RFC 6509 2.2.1)");
    }
  }

  private static void checkSakke(SakkePayload sakke, int offset) throws ExchangeException {
    if (!sakke.params().equals(SakkeParams.PARAMETER_SET_1)) {
      throw new ExchangeException(
          Failure.PAYLOADS,
          "SAKKE",
          offset,
          "SAKKE params " + sakke.params().value() + " is not supported");
    }
    if (sakke.data().length() != ENCAPSULATED_OCTETS) {
      throw new ExchangeException(
          Failure.PAYLOADS,
          "SAKKE",
          offset,
          "the data of Parameter Set 1 has 273 octets, not " + sakke.data().length());
    }
  }

  private static void checkSignature(DecodedMessage decoded, SignPayload sign)
      throws ExchangeException {
    if (!sign.signatureType().equals(SignatureType.ECCSI)) {
      throw new ExchangeException(
          Failure.PAYLOADS,
          "SIGN",
          decoded.offsetOf(sign),
          "S type " + sign.signatureType().value() + " is not supported in this mode");
    }
    if (sign.signature().length() != SIGNATURE_OCTETS) {
      throw new ExchangeException(
          Failure.PAYLOADS,
          "SIGN",
          decoded.offsetOf(sign),
          "an ECCSI signature has 129 octets, not " + sign.signature().length());
    }
  }

  private static Optional<SakkePayload> toSelf(
      DecodedMessage decoded, List<GeneralExtensionPayload> extensions) throws ExchangeException {
    Optional<SakkePayload> found = Optional.empty();
    for (GeneralExtensionPayload extension : extensions) {
      if (!extension.extensionType().equals(ExtensionType.SAKKE_TO_SELF)) {
        continue;
      }
      int offset = decoded.offsetOf(extension);
      if (found.isPresent()) {
        throw new ExchangeException(
            Failure.PAYLOADS, "General ext.", offset, "SAKKE-to-self is given twice");
      }
      try {
        SakkePayload own = SakkeToSelfExtension.of(extension).sakke();
        checkSakke(own, offset);
        found = Optional.of(own);
      } catch (MikeyFormatException e) {
        throw new ExchangeException(Failure.PAYLOADS, "General ext.", offset, e.reason());
      }
    }
    return found;
  }

  /** An identity of a role, without the role. */
  Optional<IdPayload> identity(IdRole role) {
    return Optional.ofNullable(identities.get(role))
        .map(identity -> new IdPayload(identity.idType(), identity.data()));
  }

  /** The refusal that a wrong signature, a wrong sender and data that do not open share. */
  ExchangeException notAuthentic() {
    return new ExchangeException(
        Failure.AUTHENTICATION,
        "SIGN",
        common.decoded().offsetOf(sign),
        "the message does not authenticate");
  }

  /** Whether the signature is the signer's, over all but itself (RFC 3830 section 5.2). */
  boolean isSignedBy(EccsiPublicKey signer) {
    byte[] octets = common.decoded().octets().toArray();
    byte[] signed = Arrays.copyOf(octets, octets.length - SIGNATURE_OCTETS);
    return signer.verifies(signed, sign.signature());
  }

  /** Where a payload is. */
  int offsetOf(Payload payload) {
    return common.decoded().offsetOf(payload);
  }

  /** The offset of an identity, or of the header without it. */
  int offsetOf(IdRole role) {
    return identities.containsKey(role) ? offsetOf(identities.get(role)) : 0;
  }

  /** What of the hashed identity is there. */
  Optional<Octets> hashed(IdRole role) {
    return Optional.ofNullable(identities.get(role)).map(IdrPayload::data);
  }
}
