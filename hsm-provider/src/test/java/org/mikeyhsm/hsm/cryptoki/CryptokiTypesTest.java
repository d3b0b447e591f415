package org.mikeyhsm.hsm.cryptoki;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

class CryptokiTypesTest {
  private static final Octets BLOCK = Octets.ofHex("000102030405060708090a0b0c0d0e0f");

  @Test
  void anExceptionTellsFunctionNameAndCode() {
    CryptokiException e = new CryptokiException("C_Sign", 0x62, "CKR_KEY_SIZE_RANGE");
    assertEquals("C_Sign: CKR_KEY_SIZE_RANGE (0x62)", e.getMessage());
    assertEquals("C_Sign", e.function());
    assertEquals(0x62, e.code());
    assertTrue(e.is(1, CryptokiException.KEY_SIZE_RANGE));
    assertFalse(e.is(1, 2));
  }

  @Test
  void mechanismsHaveNames() {
    assertEquals("CKM_SHA_1_HMAC", MechanismType.SHA_1_HMAC.toString());
    assertEquals("CKM_AES_ECB", MechanismType.AES_ECB.toString());
    assertEquals("CKM_AES_CTR", MechanismType.AES_CTR.toString());
    assertEquals("CKM_0xD4D4B001", new MechanismType(0xD4D4B001L).toString());
    assertEquals("CKA_SENSITIVE", AttributeType.SENSITIVE.toString());
  }

  @Test
  void counterParametersAreLaidOutAsThePlatformDoes() {
    Mechanism.AesCtr ctr = new Mechanism.AesCtr(16, BLOCK);
    assertLayout("1000000000000000" + BLOCK, "Linux", "amd64", ByteOrder.LITTLE_ENDIAN, ctr);
    assertLayout("0000000000000010" + BLOCK, "Linux", "ppc64", ByteOrder.BIG_ENDIAN, ctr);
    assertLayout("10000000" + BLOCK, "Windows 11", "amd64", ByteOrder.LITTLE_ENDIAN, ctr);
    assertLayout("10000000" + BLOCK, "Linux", "arm", ByteOrder.LITTLE_ENDIAN, ctr);
    assertEquals(NativeLayout.ofThisPlatform().order(), ByteOrder.nativeOrder());
  }

  private static void assertLayout(
      String hex, String os, String arch, ByteOrder order, Mechanism.AesCtr ctr) {
    assertArrayEquals(
        HexFormat.of().parseHex(hex), NativeLayout.of(os, arch, order).aesCtrParams(ctr));
  }

  @Test
  void counterParametersAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new Mechanism.AesCtr(0, BLOCK));
    assertThrows(IllegalArgumentException.class, () -> new Mechanism.AesCtr(129, BLOCK));
    assertThrows(
        IllegalArgumentException.class, () -> new Mechanism.AesCtr(16, BLOCK.slice(0, 15)));
  }

  @Test
  void attributesAreFoundByKind() {
    Attributes told =
        Attributes.of(
            new Attribute.Flag(AttributeType.SIGN, true),
            new Attribute.Flag(AttributeType.DERIVE, false),
            new Attribute.Number(AttributeType.VALUE_LEN, 20),
            Attribute.Text.of(AttributeType.LABEL, "psk"));
    assertEquals(Optional.of(true), told.flag(AttributeType.SIGN));
    assertTrue(told.isTrue(AttributeType.SIGN));
    assertFalse(told.isTrue(AttributeType.DERIVE));
    assertFalse(told.isTrue(AttributeType.SENSITIVE));
    assertEquals(Optional.empty(), told.flag(AttributeType.VALUE_LEN));
    assertEquals(OptionalLong.of(20), told.number(AttributeType.VALUE_LEN));
    assertEquals(OptionalLong.empty(), told.number(AttributeType.LABEL));
    assertEquals(Optional.of(Octets.ofUtf8("psk")), told.octets(AttributeType.LABEL));
    assertEquals(Optional.empty(), told.octets(AttributeType.SIGN));
  }

  @Test
  void aSecretAttributeShowsNothing() {
    try (SecretOctets secret = SecretOctets.copyOf(new byte[] {0x41, 0x42, 0x43})) {
      String shown = new Attribute.Secret(AttributeType.VALUE, secret).toString();
      assertFalse(shown.contains("414243") || shown.contains("ABC"), shown);
    }
  }

  @Test
  void tokenInfoIsUnderstood() {
    assertTrue(new TokenInfo("a", "1", "m", "x", 0x400, 0).isInitialized());
    assertFalse(new TokenInfo("a", "1", "m", "x", 0x4, 0).isInitialized());
    assertTrue(new TokenInfo("a", "1", "m", "x", 0x40000, 0).isPinLocked());
    assertEquals(9, new TokenInfo("a", "1", "m", "x", 0, 0).sessionsWithin(9));
    assertEquals(9, new TokenInfo("a", "1", "m", "x", 0, -1).sessionsWithin(9));
    assertEquals(9, new TokenInfo("a", "1", "m", "x", 0, 20).sessionsWithin(9));
    assertEquals(3, new TokenInfo("a", "1", "m", "x", 0, 3).sessionsWithin(9));
    assertTrue(new SlotInfo(0x5).isHardware());
    assertFalse(new SlotInfo(0x1).isHardware());
  }
}
