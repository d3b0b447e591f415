package org.mikeyhsm.jca.software;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.InvalidKeyException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

class KeyWrapWithPaddingTest {
  /** RFC 5649 section 6. */
  private static final String KEY = "5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8";

  private static final String WRAPPED =
      "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a";

  private static SecretOctets secret(String hex) {
    return SecretOctets.copyOf(HexFormat.of().parseHex(hex));
  }

  private static void assertUnwraps(String expected, String key, String wrapped)
      throws InvalidKeyException {
    try (SecretOctets kek = secret(key);
        SecretOctets right = secret(expected);
        SecretOctets unwrapped = KeyWrapWithPadding.unwrap(kek, Octets.ofHex(wrapped))) {
      assertEquals(right, unwrapped);
    }
  }

  @Test
  void matchesTheRfc() throws InvalidKeyException {
    assertUnwraps("c37b7e6492584340bed12207808941155068f738", KEY, WRAPPED);
    assertUnwraps("466f7250617369", KEY, "afbeb0f07dfbf5419200f2ccb50bb24f");
  }

  /** The vector of docs/pkcs11-mikey-profile.md: the SSK of RFC 6507 Appendix A. */
  @Test
  void matchesTheProfile() throws InvalidKeyException {
    assertUnwraps(
        "23f374ae1f4033f3e9dbddaaef20f4cf0b86bbd5a138a5ae9e7e006b34489a0d",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "3434e3c27aaf299b635a82de3b9fb02bdb3c6ed18f65394143190a82300dfb6d21df43ac8806b72c");
  }

  @Test
  void whatWasChangedIsRefusedAlike() {
    for (int at = 0; at < WRAPPED.length() / 2; at += 5) {
      byte[] changed = HexFormat.of().parseHex(WRAPPED);
      changed[at] ^= 1;
      assertRefused(Octets.of(changed));
    }
    for (int length : new int[] {0, 8, 16, 24, 31}) {
      assertRefused(Octets.ofHex(WRAPPED.substring(0, 2 * length)));
    }
  }

  private static void assertRefused(Octets wrapped) {
    try (SecretOctets key = secret(KEY)) {
      InvalidKeyException e =
          assertThrows(
              InvalidKeyException.class, () -> KeyWrapWithPadding.unwrap(key, wrapped).close());
      assertEquals("this was not wrapped under that key (RFC 5649)", e.getMessage());
    }
  }
}
