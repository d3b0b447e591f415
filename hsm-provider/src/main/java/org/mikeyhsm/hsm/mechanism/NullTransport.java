package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.util.List;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.Octets;

/**
 * No encryption (RFC 3830 section 4.2.3). The keys are in the clear in the message, so they are
 * HOST however they are kept.
 */
final class NullTransport implements KeyDataStrategy {
  @Override
  public List<MechanismType> needs() {
    return List.of();
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.HOST;
  }

  @Override
  public SealedKeyData generateAndWrap(
      Token token, KeyDataProtection protection, List<KeyDataRequest> requests)
      throws GeneralSecurityException {
    return keyData(token).generateAndSeal(requests, byte[]::clone);
  }

  @Override
  public List<TransportedKey> unwrap(
      Token token, KeyDataProtection protection, Octets encrData, KeyPlace tekPlace)
      throws GeneralSecurityException {
    return keyData(token).open(encrData.toArray(), tekPlace);
  }

  private HostKeyData keyData(Token token) {
    return new HostKeyData(token, yields(), "KEMAC NULL: in the clear in the message");
  }
}
