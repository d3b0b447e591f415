package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class SecretOctetsTest {
  @Test
  void sharesNoArray() {
    byte[] source = {1, 2, 3};
    SecretOctets secret = SecretOctets.copyOf(source, 1, 2);
    source[1] = 9;
    secret.copy()[0] = 9;
    assertArrayEquals(new byte[] {2, 3}, secret.copy());
  }

  @Test
  void isGoneOnceClosed() {
    SecretOctets secret = SecretOctets.copyOf(new byte[] {1, 2});
    secret.close();
    secret.close();
    assertEquals(0, secret.length());
    assertEquals(0, secret.copy().length);
  }

  @Test
  void tellsOnlyItsLength() {
    SecretOctets secret = SecretOctets.copyOf(new byte[] {0x5a, 0x5b, 0x5c});
    assertEquals("SecretOctets[3 octets]", secret.toString());
    assertFalse(secret.toString().contains("5a"));
    assertEquals(secret.hashCode(), SecretOctets.copyOf(new byte[3]).hashCode());
  }

  @Test
  void isEqualByContent() {
    SecretOctets secret = SecretOctets.copyOf(new byte[] {1, 2});
    assertEquals(SecretOctets.copyOf(new byte[] {1, 2}), secret);
    assertNotEquals(SecretOctets.copyOf(new byte[] {1, 3}), secret);
    assertNotEquals(secret, Octets.ofHex("0102"));
  }
}
