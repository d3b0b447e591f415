package org.mikeyhsm.hsm.provisioning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.PinSource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.pki.SignatureScheme;

/** Provisioning on SoftHSM2. */
@Tag("softhsm")
class ProvisioningTest {
  private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

  private Token token;
  private StoredObjects objects;
  private SecretKeys secrets;
  private KeyPairs pairs;

  @BeforeEach
  void open() {
    token =
        TestTokens.get()
            .module()
            .openToken(TestTokens.PROVISIONED, () -> TestTokens.PIN.toCharArray());
    objects = new StoredObjects(token);
    secrets = new SecretKeys(token);
    pairs = new KeyPairs(token);
  }

  @AfterEach
  void close() {
    objects.list().stream()
        .map(StoredObject::label)
        .distinct()
        .forEach(label -> objects.delete(label));
    assertEquals(0, token.objectCount());
    token.close();
  }

  private byte[] mac(String label) throws InvalidKeyException {
    try (TokenKey key = token.preSharedKey(label)) {
      return token.sign(new Mechanism.HmacSha1(), key, 0, DATA);
    }
  }

  private StoredObject only(String label, StoredObject.Kind kind) {
    List<StoredObject> found =
        objects.list().stream()
            .filter(object -> object.label().equals(label) && object.kind() == kind)
            .toList();
    assertEquals(1, found.size());
    return found.get(0);
  }

  @Test
  void aGeneratedPskNeverCouldLeave() throws Exception {
    secrets.generatePsk("call", 32, false);
    StoredObject psk = only("call", StoredObject.Kind.SECRET_KEY);
    assertEquals(new StoredObject.Flags(true, false, true, true), psk.flags());
    assertEquals(256, psk.bits());
    assertEquals(List.of("SIGN"), psk.uses());
    assertEquals(20, mac("call").length);
    assertThrows(KeyRefusedException.class, () -> secrets.generatePsk("call", 32, false));
    token.preSharedKeyOfId(psk.id()).close();
    assertThrows(KeyRefusedException.class, () -> secrets.wrap("call", rsa("peer")));
  }

  private static SecretKeys.Wrapped underKek(byte[] octets) {
    return new SecretKeys.Wrapped(
        SecretKeys.Purpose.PSK, 32, SecretKeys.Form.AES_KEY_WRAP, Octets.of(octets));
  }

  private RSAPublicKey rsa(String label) {
    pairs.generate(label, KeyPairs.Type.RSA_2048);
    return (RSAPublicKey) pairs.publicKey(label);
  }

  /** A key pair that was generated here signs in each way that a configuration can name. */
  @ParameterizedTest
  @EnumSource
  void aGeneratedKeySignsByEveryScheme(SignatureScheme scheme) throws Exception {
    RSAPublicKey publicKey = rsa("signs");
    Signature signer = Signature.getInstance(scheme.algorithm(), new MikeyPkcs11Provider(token));
    Signature verifier = Signature.getInstance(scheme.algorithm());
    if (scheme.parameters().isPresent()) {
      signer.setParameter(scheme.parameters().get());
      verifier.setParameter(scheme.parameters().get());
    }
    signer.initSign(token.privateKey("signs"));
    signer.update(DATA);
    verifier.initVerify(publicKey);
    verifier.update(DATA);
    assertTrue(verifier.verify(signer.sign()));
  }

  @Test
  void aSharedPskIsRefusedUntilLockedAndIsTheSameWithThePeer() throws Exception {
    RSAPublicKey peer = rsa("peer");
    secrets.generatePsk("call", 24, true);
    assertThrows(KeyRefusedException.class, () -> token.preSharedKey("call"));

    SecretKeys.Wrapped wrapped = secrets.wrap("call", peer);
    assertThrows(KeyRefusedException.class, () -> token.preSharedKey("call"));
    secrets.lock("call");
    assertEquals(24, wrapped.octets());
    assertEquals(256, wrapped.wrapped().length());
    StoredObject locked = only("call", StoredObject.Kind.SECRET_KEY);
    assertEquals(new StoredObject.Flags(true, false, false, true), locked.flags());
    byte[] mac = mac("call");
    try (TokenKey key = token.preSharedKey("call")) {
      assertTrue(CustodyPolicy.STRICT.objection(SecretClass.PSK, key.custody()).isPresent());
      assertTrue(CustodyPolicy.HARDWARE.objection(SecretClass.PSK, key.custody()).isEmpty());
    }

    secrets.importWrapped("same", wrapped, "peer");
    assertArrayEquals(mac, mac("same"));
    StoredObject imported = only("same", StoredObject.Kind.SECRET_KEY);
    assertEquals(new StoredObject.Flags(true, false, false, false), imported.flags());
    assertEquals(192, imported.bits());
    try (TokenKey key = token.preSharedKey("same")) {
      assertEquals(192, key.bitLength().orElseThrow());
    }
  }

  @Test
  void aWrongUnwrappingKeyLeavesNothing() {
    RSAPublicKey peer = rsa("peer");
    pairs.generate("other", KeyPairs.Type.RSA_2048);
    secrets.generatePsk("call", 32, true);
    SecretKeys.Wrapped wrapped = secrets.wrap("call", peer);
    int before = token.objectCount();
    assertThrows(KeyRefusedException.class, () -> secrets.importWrapped("x", wrapped, "other"));
    assertThrows(KeyNotFoundException.class, () -> secrets.importWrapped("x", wrapped, "none"));
    assertEquals(before, token.objectCount());
  }

  @Test
  void aKekUnwraps() {
    secrets.generateKek("kek", false);
    StoredObject kek = only("kek", StoredObject.Kind.SECRET_KEY);
    assertEquals("AES", kek.keyType());
    assertEquals(256, kek.bits());
    assertEquals(List.of("WRAP", "UNWRAP"), kek.uses());
    assertThrows(
        KeyRefusedException.class, () -> secrets.importWrapped("x", underKek(new byte[40]), "kek"));
  }

  @Test
  void aKekIsHandedOverAndWrapsAPsk() {
    RSAPublicKey peer = rsa("peer");
    secrets.generateKek("kek", true);
    SecretKeys.Wrapped kek = secrets.wrap("kek", peer);
    assertEquals(SecretKeys.Purpose.KEK, kek.purpose());
    assertEquals(32, kek.octets());
    secrets.lock("kek");
    secrets.importWrapped("kek there", kek, "peer");
    assertEquals(List.of("WRAP", "UNWRAP"), only("kek there", StoredObject.Kind.SECRET_KEY).uses());

    secrets.generatePsk("call", 32, true);
    SecretKeys.Wrapped wrapped = secrets.wrapUnder("call", "kek");
    assertEquals(SecretKeys.Purpose.PSK, wrapped.purpose());
    assertEquals(40, wrapped.wrapped().length());
    secrets.importWrapped("call there", wrapped, "kek there");
    try (TokenKey key = token.preSharedKey("call there")) {
      assertEquals(256, key.bitLength().orElseThrow());
    }
    int before = token.objectCount();
    byte[] damaged = wrapped.wrapped().toArray();
    damaged[9] ^= 1;
    assertThrows(
        KeyRefusedException.class,
        () -> secrets.importWrapped("x", underKek(damaged), "kek there"));
    assertEquals(before, token.objectCount());

    secrets.generatePsk("odd", 20, true);
    assertTrue(
        assertThrows(KeyRefusedException.class, () -> secrets.wrapUnder("odd", "kek"))
            .getMessage()
            .contains("multiple of eight"));
    assertThrows(KeyNotFoundException.class, () -> secrets.wrapUnder("call", "none"));
  }

  @ParameterizedTest
  @EnumSource(names = {"RSA_2048", "EC_P256", "EC_P384"})
  void keyPairsSignWhatTheirPublicKeyVerifies(KeyPairs.Type type) throws Exception {
    pairs.generate("pair", type);
    StoredObject key = only("pair", StoredObject.Kind.PRIVATE_KEY);
    assertEquals(new StoredObject.Flags(true, false, true, true), key.flags());
    Signature signature =
        Signature.getInstance(type == KeyPairs.Type.RSA_2048 ? "SHA256withRSA" : "SHA256withECDSA");
    signature.initVerify(pairs.publicKey("pair"));
    signature.update(DATA);
    assertTrue(signature.verify(pairs.sign("pair", DATA)));
    signature.update((byte) 0);
    assertFalse(signature.verify(pairs.sign("pair", DATA)));
  }

  @Test
  void aTokenIsMadeInAFreeSlotAndAWrongSlotRefused() {
    assertThrows(
        TokenUnavailableException.class,
        () ->
            TestTokens.get()
                .module()
                .initToken(-5, "x", PinSource.environment("none"), PinSource.environment("none")));
    assertTrue(
        TestTokens.get().module().slots().stream()
            .anyMatch(slot -> slot.label().equals(TestTokens.MAIN) && slot.isUserPinSet()));
  }
}
