package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.FakeCryptoki;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.mechanism.MechanismMissingException;
import org.mikeyhsm.hsm.mechanism.SessionKeys;
import org.mikeyhsm.hsm.token.FakeTokens;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyDerivation;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;

class MikeyPkcs11ProviderTest {
  private static final byte[] LABEL = {0x2A, (byte) 0xD0, 0x1C, 0x64, 1};
  private static final DerivedKeySpec TEK = DerivedKeySpec.held(KeyUse.TRAFFIC_ENCRYPTION, 16);

  private final FakeCryptoki cryptoki = FakeTokens.cryptoki();
  private final Token token = FakeTokens.open(cryptoki);
  private final Provider provider = new MikeyPkcs11Provider(token);

  @AfterEach
  void close() {
    token.close();
  }

  private static TokenKey key(Token token, KeyUse use) throws InvalidKeyException {
    return SessionKeys.create(
        token,
        new byte[20],
        use,
        new Custody(CustodyLevel.TRANSIENT, Origin.DERIVED, Boundary.MODULE, "test"));
  }

  @Test
  void offersItsServices() {
    assertEquals("MikeyPkcs11", provider.getName());
    assertEquals(
        Set.of(
            "KeyDerivation MIKEY-1",
            "UserSalt HMAC-SHA-256-28",
            "Signature SHA1withRSA",
            "Signature SHA256withRSA",
            "Signature RSASSA-PSS",
            "KeyStore PKCS11",
            "KeyDataTransport NULL",
            "KeyDataTransport AES-CM-128",
            "KeyDataTransport AES-KW-128",
            "EnvelopeTransport RSA/ECB/PKCS1Padding",
            "EnvelopeTransport RSA/ECB/OAEPWithSHA-1AndMGF1Padding",
            "EnvelopeTransport RSA/ECB/OAEPWithSHA-256AndMGF1Padding",
            "SrtpKeyDerivation AES-CM",
            "Mac HmacSHA1",
            "Cipher AES/CTR/NoPadding",
            "KeyPairGenerator DH",
            "KeyAgreement DH",
            "KeyEncapsulation SAKKE",
            "KeyFactory SAKKE",
            "Signature ECCSI",
            "KeyFactory ECCSI",
            "SecureRandom PKCS11"),
        provider.getServices().stream()
            .map(service -> service.getType() + " " + service.getAlgorithm())
            .collect(Collectors.toSet()));
  }

  @Test
  void takesTheKeysOfItsTokenOnly() throws GeneralSecurityException {
    KeyDerivation mikey1 = KeyDerivation.getInstance("MIKEY-1", provider);
    FakeCryptoki other = FakeTokens.cryptoki();
    try (CustodialKey software = SoftwareKey.preShared(new byte[20]);
        Token otherToken = FakeTokens.open(other);
        TokenKey foreign = key(otherToken, KeyUse.TEK_GENERATION);
        TokenKey ours = key(token, KeyUse.TEK_GENERATION)) {
      assertThrows(InvalidKeyException.class, () -> mikey1.deriveKey(software, LABEL, TEK));
      assertThrows(InvalidKeyException.class, () -> mikey1.deriveKey(foreign, LABEL, TEK));
      mikey1.deriveKey(ours, LABEL, TEK).close();
      Provider.Service service = provider.getService("Mac", "HmacSHA1");
      assertTrue(service.supportsParameter(ours));
      assertFalse(service.supportsParameter(foreign));
      assertFalse(service.supportsParameter(software));
    }
  }

  @Test
  void theSoftwareProviderRefusesTokenKeys() throws GeneralSecurityException {
    Provider software = new MikeyProvider();
    KeyDerivation mikey1 = KeyDerivation.getInstance("MIKEY-1", software);
    Mac mac = Mac.getInstance("HmacSHA1", software);
    try (TokenKey inkey = key(token, KeyUse.TEK_GENERATION);
        TokenKey authKey = key(token, KeyUse.MESSAGE_AUTHENTICATION)) {
      assertThrows(InvalidKeyException.class, () -> mikey1.deriveKey(inkey, LABEL, TEK));
      assertThrows(InvalidKeyException.class, () -> mac.init(authKey));
    }
  }

  @Test
  void aMacIsNotComputedWithAnInkey() throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA1", provider);
    try (TokenKey inkey = key(token, KeyUse.TEK_GENERATION)) {
      assertThrows(InvalidKeyException.class, () -> mac.init(inkey));
    }
    assertEquals(0, cryptoki.calls("C_Sign"));
  }

  @Test
  void aMacWhoseKeyIsClosedMeanwhileFails() throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA1", provider);
    TokenKey authKey = key(token, KeyUse.MESSAGE_AUTHENTICATION);
    mac.init(authKey);
    mac.update(LABEL);
    authKey.close();
    assertThrows(ProviderException.class, mac::doFinal);
  }

  @Test
  void aMissingMechanismIsNamed() {
    FakeCryptoki poor = FakeTokens.cryptoki();
    poor.without(MechanismType.AES_CTR);
    try (Token poorToken = FakeTokens.open(poor)) {
      Provider poorProvider = new MikeyPkcs11Provider(poorToken);
      Provider.Service aesCm = poorProvider.getService("KeyDataTransport", "AES-CM-128");
      MechanismMissingException e =
          assertThrows(MechanismMissingException.class, () -> aesCm.newInstance(null));
      assertTrue(e.getMessage().contains("CKM_AES_CTR"), e.getMessage());
    }
  }

  @Test
  void theTokensRandomIsOffered() throws NoSuchAlgorithmException {
    SecureRandom random = SecureRandom.getInstance("PKCS11", provider);
    byte[] octets = new byte[5];
    random.setSeed(1);
    random.nextBytes(octets);
    byte[] expected = new byte[5];
    Arrays.fill(expected, (byte) 0x55);
    assertArrayEquals(expected, octets);
    assertArrayEquals(expected, random.generateSeed(5));
  }

  @Test
  void enginesOfAClosedTokenFail() throws GeneralSecurityException {
    KeyDerivation mikey1 = KeyDerivation.getInstance("MIKEY-1", provider);
    SecureRandom random = SecureRandom.getInstance("PKCS11", provider);
    TokenKey inkey = key(token, KeyUse.TEK_GENERATION);
    token.close();
    assertThrows(InvalidKeyException.class, () -> mikey1.deriveSalt(inkey, salt(), 14));
    assertThrows(TokenUnavailableException.class, () -> random.nextBytes(new byte[1]));
  }

  private static byte[] salt() {
    return new byte[] {0x39, (byte) 0xA2, (byte) 0xC1, 0x4B, 1};
  }

  @Test
  void isNotSerialized() throws IOException {
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThrows(NotSerializableException.class, () -> out.writeObject(provider));
    }
  }
}
