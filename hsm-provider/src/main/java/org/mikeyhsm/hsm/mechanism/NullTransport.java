package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodyGuard;
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
  public List<Need> needs() {
    return List.of();
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.HOST;
  }

  @Override
  public Set<AttributeType> encrKeyUsage() {
    return Set.of();
  }

  @Override
  public SealedKeyData generateAndWrap(
      Token token, CustodyGuard guard, KeyDataProtection protection, List<KeyDataRequest> requests)
      throws GeneralSecurityException {
    return keyData(token, guard).generateAndSeal(requests, byte[]::clone);
  }

  @Override
  public List<TransportedKey> unwrap(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      Octets encrData,
      KeyPlace tekPlace)
      throws GeneralSecurityException {
    return keyData(token, guard).open(encrData.toArray(), tekPlace);
  }

  private HostKeyData keyData(Token token, CustodyGuard guard) {
    return new HostKeyData(
        token,
        guard,
        yields(),
        "KEMAC NULL: in the clear in the message",
        List.of("an Encr alg other than NULL"));
  }
}
