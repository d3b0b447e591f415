package org.mikeyhsm.jca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@code Mac} HmacSHA1 does. */
public abstract class MacContract extends EngineContract {
  /** For a provider\'s own tests. */
  protected MacContract() {}

  private Mac mac() throws GeneralSecurityException {
    return Mac.getInstance("HmacSHA1", provider());
  }

  /** RFC 2202 section 3, test cases 1 to 4, 6 and 7: key, data, digest. */
  static Stream<Arguments> rfc2202() {
    return Stream.of(
        Arguments.of(
            "0b".repeat(20), ascii("Hi There"), "b617318655057264e28bc0b6fb378c8ef146be00"),
        Arguments.of(
            ascii("Jefe"),
            ascii("what do ya want for nothing?"),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        Arguments.of("aa".repeat(20), "dd".repeat(50), "125d7342b9ac11cd91a39af48aa17b4f63f175d3"),
        Arguments.of(
            "0102030405060708090a0b0c0d0e0f10111213141516171819",
            "cd".repeat(50),
            "4c9007f4026250c6bc8414f9bf50c86c2d7235da"),
        Arguments.of(
            "aa".repeat(80),
            ascii("Test Using Larger Than Block-Size Key - Hash Key First"),
            "aa4ae5e15272d00e95705637ce8a3b55ed402112"),
        Arguments.of(
            "aa".repeat(80),
            ascii("Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data"),
            "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"));
  }

  private static String ascii(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @MethodSource("rfc2202")
  void agreesWithRfc2202(String key, String data, String digest) throws GeneralSecurityException {
    HexFormat hex = HexFormat.of();
    try (CustodialKey macKey = key(hex.parseHex(key), KeyUse.MESSAGE_AUTHENTICATION)) {
      Mac mac = mac();
      mac.init(macKey);
      assertEquals(digest, hex.formatHex(mac.doFinal(hex.parseHex(data))));
      assertEquals(20, mac.getMacLength());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 64, 1000, 70_000})
  void takesInputInAnyParts(int length) throws GeneralSecurityException {
    byte[] key = octets(20, 1);
    byte[] data = octets(length, 2);
    try (CustodialKey macKey = key(key, KeyUse.MESSAGE_AUTHENTICATION)) {
      Mac mac = mac();
      mac.init(macKey);
      int half = length / 2;
      for (int i = 0; i < Math.min(half, 10); i++) {
        mac.update(data[i]);
      }
      mac.update(data, Math.min(half, 10), length - Math.min(half, 10));
      assertArrayEquals(ReferencePrf.hmacSha1(key, data), mac.doFinal());
    }
  }

  @Test
  void isReadyForTheNextMessage() throws GeneralSecurityException {
    byte[] key = octets(20, 3);
    byte[] data = octets(99, 4);
    try (CustodialKey macKey = key(key, KeyUse.MESSAGE_AUTHENTICATION)) {
      Mac mac = mac();
      mac.init(macKey);
      byte[] first = mac.doFinal(data);
      assertArrayEquals(first, mac.doFinal(data));
      mac.update(octets(5, 5));
      mac.reset();
      assertArrayEquals(first, mac.doFinal(data));
      mac.update(octets(5, 5));
      mac.init(macKey);
      assertArrayEquals(first, mac.doFinal(data));
      assertEquals(false, Arrays.equals(first, mac.doFinal(octets(99, 6))));
    }
  }

  @Test
  void refusesAClosedKey() throws GeneralSecurityException {
    CustodialKey macKey = key(octets(20, 7), KeyUse.MESSAGE_AUTHENTICATION);
    macKey.close();
    Mac mac = mac();
    assertThrows(InvalidKeyException.class, () -> mac.init(macKey));
  }

  @Test
  void refusesAStrangersKey() throws GeneralSecurityException {
    Mac mac = mac();
    assertThrows(InvalidKeyException.class, () -> mac.init(stranger()));
  }

  @Test
  void takesNoParameters() throws GeneralSecurityException {
    Mac mac = mac();
    try (CustodialKey macKey = key(octets(20, 8), KeyUse.MESSAGE_AUTHENTICATION)) {
      assertThrows(
          InvalidAlgorithmParameterException.class,
          () -> mac.init(macKey, new IvParameterSpec(new byte[8])));
    }
  }
}
