package org.mikeyhsm.mode.dhhmac;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.Leniency;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.mode.MacField;
import org.mikeyhsm.session.MessageKeys;

/**
 * The KEMAC that ends a message of this mode: no key data, and the MAC of the entire message (RFC
 * 4650 section 4.2). Its Encr alg is NULL, which is 0 in the registry of RFC 3830, and 2 in the
 * text of RFC 4650 alone.
 */
final class HmacField {
  private static final EncrAlg TEXT_OF_RFC_4650 = new EncrAlg(2);

  private HmacField() {}

  static Octets fill(CommonHeader header, List<Payload> payloads, MessageKeys keys)
      throws GeneralSecurityException {
    List<Payload> all = new ArrayList<>(payloads);
    all.add(
        new KemacPayload(EncrAlg.NULL, Octets.empty(), MacAlg.HMAC_SHA_1_160, MacField.blank(20)));
    return MacField.fill(new MikeyMessage(header, all), keys.mac(MacAlg.HMAC_SHA_1_160));
  }

  /** Refuses a KEMAC that is not one of this mode. */
  static void check(DecodedMessage decoded, KemacPayload kemac, Set<Leniency> leniencies)
      throws ExchangeException {
    boolean isNull =
        kemac.encrAlg().equals(EncrAlg.NULL)
            || kemac.encrAlg().equals(TEXT_OF_RFC_4650)
                && leniencies.contains(Leniency.DHHMAC_ENCR_ALG_2);
    if (!isNull) {
      throw refused(
          decoded, kemac, Failure.ENCRYPTION_ALGORITHM, "Encr alg is NULL (RFC 4650 4.2)");
    }
    if (!kemac.encrData().isEmpty()) {
      throw refused(
          decoded, kemac, Failure.PAYLOADS, "there is no encrypted data here (RFC 4650 4.2)");
    }
    if (!kemac.macAlg().equals(MacAlg.HMAC_SHA_1_160)) {
      throw refused(
          decoded,
          kemac,
          Failure.MAC_ALGORITHM,
          "MAC alg " + kemac.macAlg().value() + " is not supported");
    }
  }

  static boolean verifies(DecodedMessage decoded, KemacPayload kemac, MessageKeys keys)
      throws GeneralSecurityException {
    return kemac.macAlg().equals(MacAlg.HMAC_SHA_1_160)
        && MacField.verify(decoded, kemac, keys.mac(MacAlg.HMAC_SHA_1_160));
  }

  static ExchangeException notAuthentic(DecodedMessage decoded, KemacPayload kemac) {
    return refused(decoded, kemac, Failure.AUTHENTICATION, "the message does not authenticate");
  }

  private static ExchangeException refused(
      DecodedMessage decoded, KemacPayload kemac, Failure failure, String reason) {
    return new ExchangeException(failure, "KEMAC", decoded.offsetOf(kemac), reason);
  }
}
