package org.mikeyhsm.hsm.mechanism;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyWrapTest {
  private static final HexFormat HEX = HexFormat.of();

  /** The default IV of RFC 3394 section 2.2.3.1. */
  private static final byte[] IV = HEX.parseHex("a6a6a6a6a6a6a6a6");

  private static KeyWrap.BlockCipher aes(int mode, String kek) {
    return block -> {
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(mode, new SecretKeySpec(HEX.parseHex(kek), "AES"));
      return cipher.doFinal(block);
    };
  }

  /** RFC 3394 sections 4.1 to 4.6. */
  @ParameterizedTest
  @CsvSource({
    "16, 16, 1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5",
    "24, 16, 96778b25ae6ca435f92b5b97c050aed2468ab8a17ad84e5d",
    "32, 16, 64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7",
    "24, 24, 031d33264e15d33268f24ec260743edce1c6c7ddee725a936ba814915c6762d2",
    "32, 24, a8f9bc1612c68b3ff6e6f4fbe30e71e4769c8b80a32cb8958cd5d17d6b254da1",
    "32, 32, 28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"
  })
  void agreesWithRfc3394(int kekLength, int dataLength, String wrapped)
      throws GeneralSecurityException {
    String kek =
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
            .substring(0, 2 * kekLength);
    byte[] data =
        HEX.parseHex(
            "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f"
                .substring(0, 2 * dataLength));
    assertEquals(wrapped, HEX.formatHex(KeyWrap.wrap(aes(Cipher.ENCRYPT_MODE, kek), IV, data)));
    assertArrayEquals(
        data, KeyWrap.unwrap(aes(Cipher.DECRYPT_MODE, kek), IV, HEX.parseHex(wrapped)));
  }

  @Test
  void anotherIvIsRefused() {
    byte[] wrapped = HEX.parseHex("1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5");
    byte[] other = Arrays.copyOf(IV, 8);
    other[7] ^= 1;
    KeyWrap.BlockCipher decrypt = aes(Cipher.DECRYPT_MODE, "000102030405060708090a0b0c0d0e0f");
    assertThrows(BadPaddingException.class, () -> KeyWrap.unwrap(decrypt, other, wrapped));
  }

  @Test
  void aFailureOfTheBlockCipherIsPassedOn() {
    KeyWrap.BlockCipher broken =
        block -> {
          throw new GeneralSecurityException("broken");
        };
    assertThrows(GeneralSecurityException.class, () -> KeyWrap.wrap(broken, IV, new byte[16]));
    assertThrows(GeneralSecurityException.class, () -> KeyWrap.unwrap(broken, IV, new byte[24]));
  }
}
