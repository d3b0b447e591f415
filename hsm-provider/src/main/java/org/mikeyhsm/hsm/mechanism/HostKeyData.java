package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.ClearKeyData;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.IdentifiedKeyData;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;

/**
 * Key data that is put together and taken apart in host memory, the keys made by the token's random
 * generator and kept in the token.
 *
 * @param token where the keys go
 * @param guard judges each key
 * @param level the level that they reach there
 * @param mechanism what carries them, for the custody report
 * @param missing what would be needed for a better level
 */
record HostKeyData(
    Token token, CustodyGuard guard, CustodyLevel level, String mechanism, List<String> missing) {

  SealedKeyData generateAndSeal(
      Optional<IdPayload> identity, List<KeyDataRequest> requests, ClearKeyData.Sealer sealer)
      throws GeneralSecurityException {
    for (KeyDataRequest request : requests) {
      permit(use(TransportedKey.isTek(request.keyType())), request.place(), Origin.GENERATED);
    }
    return ClearKeyData.generateAndSeal(
        identity,
        requests,
        token::generateRandom,
        sealer,
        (octets, salt, isTek, place) ->
            hold(octets, salt, isTek, place, Origin.GENERATED, "C_GenerateRandom, C_CreateObject"));
  }

  /**
   * Says whether key data may be decrypted at all, before it is: with a TGK in it, or a TEK for the
   * provider.
   */
  void permitOpening() throws GeneralSecurityException {
    permit(KeyUse.TEK_GENERATION, KeyPlace.PROVIDER, Origin.UNWRAPPED);
  }

  /** Takes decrypted key data, which is wiped here. */
  List<TransportedKey> open(byte[] clear, KeyPlace tekPlace) throws GeneralSecurityException {
    return ClearKeyData.open(clear, tekPlace, this::receive);
  }

  /** As {@link #open}, of key data behind an identity. */
  IdentifiedKeyData openIdentified(byte[] clear, KeyPlace tekPlace)
      throws GeneralSecurityException {
    return ClearKeyData.openIdentified(clear, tekPlace, this::receive);
  }

  /** A key that no token takes is the sender's fault, and looks like any other of it. */
  private CustodialKey receive(byte[] octets, Octets salt, boolean isTek, KeyPlace place)
      throws GeneralSecurityException {
    if (octets.length > SessionKeys.MAX_LENGTH) {
      throw new BadPaddingException("the key data does not decrypt");
    }
    return hold(octets, salt, isTek, place, Origin.UNWRAPPED, mechanism + ", C_CreateObject");
  }

  private CustodialKey hold(
      byte[] octets, Octets salt, boolean isTek, KeyPlace place, Origin origin, String how)
      throws GeneralSecurityException {
    KeyUse use = use(isTek);
    permit(use, place, origin);
    if (place == KeyPlace.HOST) {
      return guard.admit(
          use.secretClass(),
          SoftwareKey.copyOf(octets, use.algorithm(), Custody.host(origin, mechanism)),
          missing);
    }
    return guard.admit(
        use.secretClass(),
        SessionKeys.create(token, octets, salt, use, custody(place, origin, how)),
        missing);
  }

  private void permit(KeyUse use, KeyPlace place, Origin origin) throws GeneralSecurityException {
    SecretClass secretClass = use.secretClass();
    guard.permit(secretClass, custody(place, origin, mechanism), missing);
  }

  private Custody custody(KeyPlace place, Origin origin, String how) {
    return place == KeyPlace.HOST || level == CustodyLevel.HOST
        ? Custody.host(origin, mechanism)
        : new Custody(level, origin, token.boundary(), how);
  }

  private static KeyUse use(boolean isTek) {
    return isTek ? KeyUse.TRAFFIC_ENCRYPTION : KeyUse.TEK_GENERATION;
  }
}
