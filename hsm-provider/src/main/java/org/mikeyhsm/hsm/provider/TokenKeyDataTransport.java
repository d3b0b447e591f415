package org.mikeyhsm.hsm.provider;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.hsm.mechanism.KeyDataStrategy;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.IdentifiedKeyData;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyDataTransportSpi;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;

/** Key data transport on a token. */
final class TokenKeyDataTransport implements KeyDataTransportSpi {
  private final Token token;
  private final CustodyGuard guard;
  private final KeyDataStrategy keyData;

  TokenKeyDataTransport(Token token, CustodyGuard guard, KeyDataStrategy keyData) {
    this.token = token;
    this.guard = guard;
    this.keyData = keyData;
  }

  @Override
  public SealedKeyData generateAndWrap(KeyDataProtection protection, List<KeyDataRequest> requests)
      throws GeneralSecurityException {
    return keyData.generateAndWrap(token, guard, protection, Optional.empty(), requests);
  }

  @Override
  public List<TransportedKey> unwrap(
      KeyDataProtection protection, Octets encrData, KeyPlace tekPlace)
      throws GeneralSecurityException {
    return keyData.unwrap(token, guard, protection, encrData, tekPlace);
  }

  @Override
  public SealedKeyData generateAndWrap(
      KeyDataProtection protection, IdPayload identity, List<KeyDataRequest> requests)
      throws GeneralSecurityException {
    return keyData.generateAndWrap(token, guard, protection, Optional.of(identity), requests);
  }

  @Override
  public TransportedKey generateToShare(KeyDataRequest request) throws GeneralSecurityException {
    return keyData.generateToShare(token, guard, request);
  }

  @Override
  public Octets wrap(KeyDataProtection protection, IdPayload identity, List<TransportedKey> keys)
      throws GeneralSecurityException {
    return keyData.wrap(token, guard, protection, identity, keys);
  }

  @Override
  public IdentifiedKeyData unwrapIdentified(
      KeyDataProtection protection, Octets encrData, KeyPlace tekPlace)
      throws GeneralSecurityException {
    return keyData.unwrapIdentified(token, guard, protection, encrData, tekPlace);
  }
}
