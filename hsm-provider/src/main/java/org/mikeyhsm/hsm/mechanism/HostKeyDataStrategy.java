package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.ClearKeyData;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.IdentifiedKeyData;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;

/**
 * Key data that is put together and taken apart in host memory; a subclass says what encrypts it.
 */
abstract class HostKeyDataStrategy implements KeyDataStrategy {
  /**
   * One message's key data.
   *
   * @param keyData where its keys go
   * @param sealer encrypts
   * @param opener decrypts, if the policy permits; gives octets of its own
   */
  record Work(HostKeyData keyData, ClearKeyData.Sealer sealer, ClearKeyData.Sealer opener) {}

  /** Takes the protection's keys. */
  abstract Work work(Token token, CustodyGuard guard, KeyDataProtection protection)
      throws GeneralSecurityException;

  @Override
  public SealedKeyData generateAndWrap(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      Optional<IdPayload> identity,
      List<KeyDataRequest> requests)
      throws GeneralSecurityException {
    Work work = work(token, guard, protection);
    return work.keyData().generateAndSeal(identity, requests, work.sealer());
  }

  @Override
  public final TransportedKey generateToShare(
      Token token, CustodyGuard guard, KeyDataRequest request) throws GeneralSecurityException {
    return SharedKeys.generate(token, guard, request);
  }

  @Override
  public final Octets wrap(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      IdPayload identity,
      List<TransportedKey> keys)
      throws GeneralSecurityException {
    return ClearKeyData.seal(
        identity,
        keys,
        key -> SharedKeys.read(token, key),
        work(token, guard, protection).sealer());
  }

  @Override
  public List<TransportedKey> unwrap(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      Octets encrData,
      KeyPlace tekPlace)
      throws GeneralSecurityException {
    Work work = work(token, guard, protection);
    return work.keyData().open(work.opener().seal(encrData.toArray()), tekPlace);
  }

  @Override
  public IdentifiedKeyData unwrapIdentified(
      Token token,
      CustodyGuard guard,
      KeyDataProtection protection,
      Octets encrData,
      KeyPlace tekPlace)
      throws GeneralSecurityException {
    Work work = work(token, guard, protection);
    return work.keyData().openIdentified(work.opener().seal(encrData.toArray()), tekPlace);
  }
}
