package org.mikeyhsm.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.CustodyEntry;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.KeyDataCiphers;
import org.mikeyhsm.jca.KeyDataProtection;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.TsType;
import org.mikeyhsm.message.Vectors;

/** Keys and IV of minisip's PSK-0 exchange, recomputed from RFC 3830 by its source. */
class MessageKeysTest {
  private static final TimestampPayload T =
      new TimestampPayload(TsType.NTP_UTC, Octets.of(Vectors.minisipPsk0("T")));

  private final SoftwareKey psk = SoftwareKey.preShared(Vectors.minisipPsk0("psk"));

  @Test
  void theAuthKeyIsAsLongAsTheHash() throws Exception {
    try (MessageKeys keys = keys(PrfFunc.MIKEY_1)) {
      Mac expected = Mac.getInstance("HmacSHA1");
      expected.init(new SecretKeySpec(Vectors.minisipPsk0("auth_key"), "HmacSHA1"));
      byte[] data = {1, 2, 3};
      assertArrayEquals(expected.doFinal(data), keys.mac(MacAlg.HMAC_SHA_1_160).doFinal(data));
    }
  }

  @Test
  void theSecondMacUsesTheSameKeyAndStartsAnew() throws Exception {
    try (MessageKeys keys = keys(PrfFunc.MIKEY_1)) {
      byte[] data = {1, 2, 3};
      Mac first = keys.mac(MacAlg.HMAC_SHA_1_160);
      Mac second = keys.mac(MacAlg.HMAC_SHA_1_160);
      first.update((byte) 9);
      assertArrayEquals(keys.mac(MacAlg.HMAC_SHA_1_160).doFinal(data), second.doFinal(data));
      assertEquals(1, keys.custody().of(SecretName.AUTH_KEY).size());
    }
  }

  @Test
  void encrKeyAndSaltMakeTheIvOfAesCm() throws Exception {
    try (MessageKeys keys = keys(PrfFunc.MIKEY_1)) {
      KeyDataProtection protection = keys.protection(EncrAlg.AES_CM_128, T);
      assertArrayEquals(
          Vectors.minisipPsk0("encr_key"), SoftwareKey.export(protection.encrKey().orElseThrow()));
      Octets salt = SoftwareKey.salt(protection.saltKey().orElseThrow());
      assertEquals(Octets.of(Vectors.minisipPsk0("salt_key")), salt);
      assertEquals(
          Octets.of(Vectors.minisipPsk0("iv")),
          Octets.of(KeyDataCiphers.aesCmCounterBlock(salt, protection)));
    }
  }

  /** RFC 3830 4.2.3: 64 bits; P's output is a prefix, so they begin the 112 of AES-CM. */
  @Test
  void aesKeyWrapTakes64BitsOfSalt() throws Exception {
    try (MessageKeys keys = keys(PrfFunc.MIKEY_1)) {
      KeyDataProtection protection = keys.protection(EncrAlg.AES_KW_128, T);
      assertEquals(
          Octets.of(Vectors.minisipPsk0("salt_key"), 0, 8),
          SoftwareKey.salt(protection.saltKey().orElseThrow()));
    }
  }

  @Test
  void nullNeedsNoKey() throws Exception {
    try (MessageKeys keys = keys(PrfFunc.MIKEY_1)) {
      KeyDataProtection protection = keys.protection(EncrAlg.NULL, T);
      assertTrue(protection.encrKey().isEmpty());
      assertTrue(protection.saltKey().isEmpty());
      assertEquals(List.of(), keys.custody().entries(), "nothing was derived");
    }
  }

  @Test
  void counterAndWholeSecondsEnterTheIvAs64Bits() throws Exception {
    try (MessageKeys keys = keys(PrfFunc.MIKEY_1)) {
      assertEquals(
          0xFFFF_FFFFL,
          keys.protection(EncrAlg.NULL, TimestampPayload.of(TsType.COUNTER, 0xFFFF_FFFFL))
              .timestamp());
      assertEquals(
          0xEEAE3D77L << 32,
          keys.protection(EncrAlg.NULL, TimestampPayload.of(TsType.NTP_UTC_32, 0xEEAE3D77L))
              .timestamp());
    }
  }

  @Test
  void nothingIsDerivedForDecryptionBeforeItIsNeeded() throws Exception {
    try (MessageKeys keys = keys(PrfFunc.MIKEY_1)) {
      assertEquals(List.of(), keys.custody().entries());
      keys.mac(MacAlg.HMAC_SHA_1_160);
      assertEquals(
          List.of(SecretName.PSK, SecretName.AUTH_KEY),
          keys.custody().entries().stream().map(CustodyEntry::secret).toList());
      keys.protection(EncrAlg.AES_CM_128, T);
      assertEquals(
          List.of(SecretName.PSK, SecretName.AUTH_KEY, SecretName.ENCR_KEY, SecretName.SALT_KEY),
          keys.custody().entries().stream().map(CustodyEntry::secret).toList());
      assertEquals(
          CustodyLevel.PUBLIC, keys.custody().of(SecretName.SALT_KEY).get(0).custody().level());
    }
  }

  @Test
  void closingDestroysWhatWasDerivedButNotTheInkey() throws Exception {
    MessageKeys keys = keys(PrfFunc.MIKEY_1);
    KeyDataProtection protection = keys.protection(EncrAlg.AES_CM_128, T);
    keys.close();
    keys.close();
    assertTrue(((CustodialKey) protection.encrKey().orElseThrow()).isDestroyed());
    assertTrue(((CustodialKey) protection.saltKey().orElseThrow()).isDestroyed());
    assertFalse(psk.isDestroyed());
  }

  @Test
  void aClosedInkeyIsAnInvalidKey() throws Exception {
    try (MessageKeys keys = keys(PrfFunc.MIKEY_1)) {
      psk.close();
      assertThrows(InvalidKeyException.class, () -> keys.mac(MacAlg.HMAC_SHA_1_160));
      assertThrows(InvalidKeyException.class, () -> keys.protection(EncrAlg.AES_CM_128, T));
    }
  }

  @Test
  void whatTheProviderLacksIsNoSuchAlgorithm() throws Exception {
    assertThrows(NoSuchAlgorithmException.class, () -> keys(new PrfFunc(77)));
    try (MessageKeys keys = keys(PrfFunc.MIKEY_1)) {
      assertThrows(NoSuchAlgorithmException.class, () -> keys.mac(MacAlg.NULL));
      assertThrows(NoSuchAlgorithmException.class, () -> keys.mac(MacAlg.HMAC_SHA_256_256));
      assertThrows(NoSuchAlgorithmException.class, () -> keys.protection(EncrAlg.AES_CM_256, T));
      assertThrows(NoSuchAlgorithmException.class, () -> keys.protection(new EncrAlg(77), T));
    }
  }

  private MessageKeys keys(PrfFunc prf) throws NoSuchAlgorithmException {
    return new MessageKeys(
        new MikeyProvider(),
        prf,
        SecretName.PSK,
        psk,
        Bundles.CSB,
        Octets.of(Vectors.minisipPsk0("rand")));
  }
}
