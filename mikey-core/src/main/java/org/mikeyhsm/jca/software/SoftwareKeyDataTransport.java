package org.mikeyhsm.jca.software;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.ClearKeyData;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.IdentifiedKeyData;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyDataTransportSpi;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;

/** Key data transport with keys in host memory. */
final class SoftwareKeyDataTransport implements KeyDataTransportSpi {
  private final KeyDataCipher cipher;
  private final SecureRandom random;
  private final CustodyGuard guard;

  SoftwareKeyDataTransport(KeyDataCipher cipher, SecureRandom random, CustodyGuard guard) {
    this.cipher = cipher;
    this.random = random;
    this.guard = guard;
  }

  @Override
  public SealedKeyData generateAndWrap(KeyDataProtection protection, List<KeyDataRequest> requests)
      throws GeneralSecurityException {
    return ClearKeyData.generateAndSeal(
        requests,
        random::nextBytes,
        clear -> cipher.encrypt(protection, clear),
        (octets, salt, isTek, place) -> hold(octets, isTek, Origin.GENERATED));
  }

  @Override
  public List<TransportedKey> unwrap(
      KeyDataProtection protection, Octets encrData, KeyPlace tekPlace)
      throws GeneralSecurityException {
    return ClearKeyData.open(
        cipher.decrypt(protection, encrData.toArray()),
        tekPlace,
        (octets, salt, isTek, place) -> hold(octets, isTek, Origin.UNWRAPPED));
  }

  @Override
  public SealedKeyData generateAndWrap(
      KeyDataProtection protection, IdPayload identity, List<KeyDataRequest> requests)
      throws GeneralSecurityException {
    return ClearKeyData.generateAndSeal(
        Optional.of(identity),
        requests,
        random::nextBytes,
        clear -> cipher.encrypt(protection, clear),
        (octets, salt, isTek, place) -> hold(octets, isTek, Origin.GENERATED));
  }

  @Override
  public TransportedKey generateToShare(KeyDataRequest request) throws GeneralSecurityException {
    byte[] key = new byte[request.keyLength()];
    byte[] salt = new byte[request.saltLength()];
    try {
      random.nextBytes(key);
      random.nextBytes(salt);
      boolean isTek = TransportedKey.isTek(request.keyType());
      return new TransportedKey(
          request.keyType(),
          hold(key, isTek, Origin.GENERATED),
          Octets.of(salt),
          request.validity());
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  @Override
  public Octets wrap(KeyDataProtection protection, IdPayload identity, List<TransportedKey> keys)
      throws GeneralSecurityException {
    return ClearKeyData.seal(
        identity, keys, SoftwareKey::export, clear -> cipher.encrypt(protection, clear));
  }

  @Override
  public IdentifiedKeyData unwrapIdentified(
      KeyDataProtection protection, Octets encrData, KeyPlace tekPlace)
      throws GeneralSecurityException {
    return ClearKeyData.openIdentified(
        cipher.decrypt(protection, encrData.toArray()),
        tekPlace,
        (octets, salt, isTek, place) -> hold(octets, isTek, Origin.UNWRAPPED));
  }

  private SoftwareKey hold(byte[] octets, boolean isTek, Origin origin)
      throws CustodyRefusedException {
    KeyUse use = isTek ? KeyUse.TRAFFIC_ENCRYPTION : KeyUse.TEK_GENERATION;
    return guard.admit(
        use.secretClass(),
        SoftwareKey.copyOf(
            octets,
            use.algorithm(),
            Custody.host(origin, "KEMAC " + cipher.algorithm() + " in host memory")),
        SoftwareKey.NEEDS_TOKEN);
  }
}
