package org.mikeyhsm.mode.rsar;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.mikeyhsm.message.CertPayload;
import org.mikeyhsm.message.CsbIdExtension;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.ExtensionType;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.PayloadType;
import org.mikeyhsm.message.PkePayload;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SecurityPolicyPayload;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MessageParts;
import org.mikeyhsm.mode.exchange.KeyRules;
import org.mikeyhsm.mode.exchange.Request;

/**
 * The payloads of an R_MESSAGE: HDR, [GenExt(CSB_ID)], T, [RAND], [IDr|CERTr], [SP], KEMAC, PKE,
 * SIGNr (RFC 4738 section 3.1), and the rules of section 3.7.
 */
record RsarAnswer(
    DecodedMessage decoded,
    OptionalInt groupCsbId,
    TimestampPayload timestamp,
    Optional<RandPayload> rand,
    Optional<IdPayload> responder,
    List<CertPayload> certificates,
    Map<Integer, SecurityPolicyPayload> policies,
    KemacPayload kemac,
    PkePayload pke,
    SignPayload sign) {

  static RsarAnswer of(DecodedMessage decoded) throws ExchangeException, MikeyFormatException {
    MessageParts parts = new MessageParts(decoded);
    OptionalInt groupCsbId = OptionalInt.empty();
    for (GeneralExtensionPayload extension : parts.any(GeneralExtensionPayload.class)) {
      if (extension.extensionType().equals(ExtensionType.CSB_ID)) {
        groupCsbId = OptionalInt.of(CsbIdExtension.of(extension).csbId());
      }
    }
    TimestampPayload timestamp = parts.exactlyOne(TimestampPayload.class, PayloadType.T);
    Optional<RandPayload> rand = Request.rand(decoded, parts);
    Optional<IdPayload> responder = parts.atMostOne(IdPayload.class, PayloadType.ID);
    List<CertPayload> certificates = parts.any(CertPayload.class);
    Map<Integer, SecurityPolicyPayload> policies =
        Request.byNumber(decoded, parts.any(SecurityPolicyPayload.class));
    KemacPayload kemac = parts.exactlyOne(KemacPayload.class, PayloadType.KEMAC);
    PkePayload pke = parts.exactlyOne(PkePayload.class, PayloadType.PKE);
    SignPayload sign = parts.exactlyOne(SignPayload.class, PayloadType.SIGN);
    parts.nothingElse(sign);
    RsarAnswer answer =
        new RsarAnswer(
            decoded,
            groupCsbId,
            timestamp,
            rand,
            responder,
            certificates,
            policies,
            kemac,
            pke,
            sign);
    Optional<KeyRules.Fault> fault =
        KeyRules.envelopeAlgorithmFault(kemac.encrAlg(), kemac.macAlg());
    if (fault.isPresent()) {
      throw answer.refused(fault.get().failure(), fault.get().reason());
    }
    if (!pke.cache().isAssigned()) {
      throw new ExchangeException(
          Failure.PAYLOADS, "PKE", decoded.offsetOf(pke), "C is 3, which nothing defines");
    }
    return answer;
  }

  /** One RAND there is, of one side; in an update none, in a group the responder's. */
  void checkRand(boolean group, boolean sent, boolean update) throws ExchangeException {
    boolean expected = group || !sent && !update;
    if (rand.isPresent() != expected) {
      throw new ExchangeException(
          Failure.PAYLOADS,
          "RAND",
          rand.isPresent() ? decoded.offsetOf(rand.get()) : decoded.octets().length(),
          rand.isPresent()
              ? "the answer MUST NOT have a RAND: it was sent before (RFC 4738 3.7)"
              : "the answer has no RAND, and there is no other (RFC 4738 3.7)");
    }
  }

  /** RFC 4738 section 3.6: MUST be there in a group, MUST NOT in unicast. */
  void checkCsbId(boolean group) throws ExchangeException {
    if (groupCsbId.isPresent() != group) {
      throw new ExchangeException(
          Failure.PAYLOADS,
          "General Ext.",
          decoded.octets().length(),
          group
              ? "the answer has no CSB ID of the group"
              : "the answer has a CSB ID of a group, and none was asked for");
    }
    if (group && policies.isEmpty()) {
      throw new ExchangeException(
          Failure.PAYLOADS,
          "SP",
          decoded.octets().length(),
          "SP is not optional in a group (RFC 4738 3.2)");
    }
  }

  ExchangeException refused(Failure failure, String reason) {
    return new ExchangeException(failure, "KEMAC", decoded.offsetOf(kemac), reason);
  }

  ExchangeException notAuthentic() {
    return refused(Failure.AUTHENTICATION, "the key data does not authenticate");
  }
}
