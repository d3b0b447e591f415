package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.util.List;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.ClearKeyData;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.jca.software.SoftwareKey;

/**
 * Key data that is put together and taken apart in host memory, the keys made by the token's random
 * generator and kept in the token.
 *
 * @param token where the keys go
 * @param level the level that they reach there
 * @param mechanism what carries them, for the custody report
 */
record HostKeyData(Token token, CustodyLevel level, String mechanism) {

  SealedKeyData generateAndSeal(List<KeyDataRequest> requests, ClearKeyData.Sealer sealer)
      throws GeneralSecurityException {
    return ClearKeyData.generateAndSeal(
        requests,
        token::generateRandom,
        sealer,
        (octets, isTek, place) ->
            hold(octets, isTek, place, Origin.GENERATED, "C_GenerateRandom, C_CreateObject"));
  }

  /** Takes decrypted key data, which is wiped here. */
  List<TransportedKey> open(byte[] clear, KeyPlace tekPlace) throws GeneralSecurityException {
    return ClearKeyData.open(
        clear,
        tekPlace,
        (octets, isTek, place) ->
            hold(octets, isTek, place, Origin.UNWRAPPED, mechanism + ", C_CreateObject"));
  }

  private CustodialKey hold(byte[] octets, boolean isTek, KeyPlace place, Origin origin, String how)
      throws GeneralSecurityException {
    KeyUse use = isTek ? KeyUse.TRAFFIC_ENCRYPTION : KeyUse.TEK_GENERATION;
    if (place == KeyPlace.HOST) {
      return SoftwareKey.copyOf(
          octets, SessionKeys.algorithm(use), Custody.host(origin, mechanism));
    }
    Custody custody =
        level == CustodyLevel.HOST
            ? Custody.host(origin, mechanism)
            : new Custody(level, origin, token.boundary(), how);
    return SessionKeys.create(token, octets, use, custody);
  }
}
