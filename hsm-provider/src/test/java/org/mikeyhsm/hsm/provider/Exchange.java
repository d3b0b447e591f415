package org.mikeyhsm.hsm.provider;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyDataTransport;
import org.mikeyhsm.jca.KeyDerivation;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.Octets;

/**
 * The engine calls of a MIKEY-PSK exchange (RFC 3830 section 3.1), both sides on one provider. It
 * keeps every key open until it is closed.
 */
final class Exchange implements AutoCloseable {
  static final byte[] DATA = {1, 2, 3, 4, 5};

  private final Provider provider;
  private final SecretKey psk;
  private final int csbId;
  private final String algorithm;
  private final List<AutoCloseable> open = new ArrayList<>();

  Exchange(Provider provider, SecretKey psk, int csbId, String algorithm) {
    this.provider = provider;
    this.psk = psk;
    this.csbId = csbId;
    this.algorithm = algorithm;
  }

  /** Both sides' TEKs in host memory, and the MAC. */
  record Result(CustodialKey sent, CustodialKey received, byte[] mac) {}

  static byte[] label(int constant, int csId, int csbId) {
    return ByteBuffer.allocate(25).putInt(constant).put((byte) csId).putInt(csbId).array();
  }

  Result run() throws GeneralSecurityException {
    CustodialKey authKey = derive(psk, 0x2D22AC75, 0xFF, KeyUse.MESSAGE_AUTHENTICATION, 20);
    SealedKeyData sealed = send();
    CustodialKey received = receive(sealed.encrData());
    Mac mac = Mac.getInstance("HmacSHA1", provider);
    mac.init(authKey);
    return new Result(tek(sealed.keys().get(0).key()), tek(received), mac.doFinal(DATA));
  }

  /** The sender's half. */
  SealedKeyData send() throws GeneralSecurityException {
    SealedKeyData sealed =
        KeyDataTransport.getInstance(algorithm, provider)
            .generateAndWrap(
                protection(),
                List.of(
                    new KeyDataRequest(
                        KeyDataType.TGK, 20, 0, KeyValidity.none(), KeyPlace.PROVIDER)));
    open.addAll(sealed.keys());
    return sealed;
  }

  /** The receiver's half. */
  CustodialKey receive(Octets encrData) throws GeneralSecurityException {
    List<TransportedKey> keys =
        KeyDataTransport.getInstance(algorithm, provider)
            .unwrap(protection(), encrData, KeyPlace.HOST);
    open.addAll(keys);
    return keys.get(0).key();
  }

  /** A TEK that stays in the token. */
  CustodialKey heldTek(CustodialKey tgk) throws GeneralSecurityException {
    return derive(tgk, 0x2AD01C64, 1, KeyUse.TRAFFIC_ENCRYPTION, 16);
  }

  private CustodialKey tek(CustodialKey tgk) throws GeneralSecurityException {
    CustodialKey tek =
        KeyDerivation.getInstance("MIKEY-1", provider)
            .deriveKey(
                tgk,
                label(0x2AD01C64, 1, csbId),
                new DerivedKeySpec(KeyUse.TRAFFIC_ENCRYPTION, 16, KeyPlace.HOST));
    open.add(tek);
    return tek;
  }

  private KeyDataProtection protection() throws GeneralSecurityException {
    int saltLength = algorithm.equals("AES-KW-128") ? 8 : 14;
    return new KeyDataProtection(
        Optional.of(
            derive(
                psk,
                0x150533E1,
                0xFF,
                algorithm.equals("AES-KW-128")
                    ? KeyUse.KEY_DATA_WRAPPING
                    : KeyUse.KEY_DATA_ENCRYPTION,
                16)),
        Optional.of(derive(psk, 0x29B88916, 0xFF, KeyUse.MESSAGE_SALT, saltLength)),
        csbId,
        0x1122334455667788L);
  }

  private CustodialKey derive(SecretKey inkey, int constant, int csId, KeyUse use, int length)
      throws GeneralSecurityException {
    CustodialKey key =
        KeyDerivation.getInstance("MIKEY-1", provider)
            .deriveKey(inkey, label(constant, csId, csbId), DerivedKeySpec.held(use, length));
    open.add(key);
    return key;
  }

  @Override
  public void close() throws GeneralSecurityException {
    for (AutoCloseable each : open) {
      if (each instanceof TransportedKey key) {
        key.close();
      } else if (each instanceof CustodialKey key) {
        key.close();
      }
    }
  }
}
