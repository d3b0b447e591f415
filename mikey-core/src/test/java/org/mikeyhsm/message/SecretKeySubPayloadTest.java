package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** RFC 6267 6.1.5. */
class SecretKeySubPayloadTest {
  private static final String KEY = "f0e1d2c3";

  private static SubPayloadChain decode(String hex) throws MikeyFormatException {
    byte[] octets = Wire.hex(hex);
    return SubPayloadChain.decode(PayloadType.SK, octets, 0, octets.length);
  }

  @Test
  void isReadAndWritten() throws MikeyFormatException {
    for (String hex :
        new String[] {
          "00 10 0004 " + KEY, "00 11 0004 " + KEY + " 02 beef", "00 f2 0000 01 07 00"
        }) {
      try (SubPayloadChain chain = decode(hex)) {
        assertEquals(Octets.of(Wire.hex(hex)), Octets.of(chain.encode()), hex);
      }
    }
    try (SubPayloadChain chain = decode("00 11 0004 " + KEY + " 02 beef")) {
      SecretKeySubPayload sk = chain.all(SecretKeySubPayload.class).get(0);
      assertEquals(SecretKeyType.SK, sk.keyType());
      assertEquals(Octets.ofHex(KEY), Octets.of(sk.key().copy()));
      assertEquals(new KeyValidity.Spi(Octets.ofHex("beef")), sk.validity());
      assertFalse(sk.toString().contains(KEY), sk.toString());
    }
  }

  @Test
  void isWipedWhenClosed() throws MikeyFormatException {
    SubPayloadChain chain = decode("00 10 0004 " + KEY);
    chain.close();
    assertEquals(0, chain.all(SecretKeySubPayload.class).get(0).key().length());
    // A closed key must not be sent as an empty one.
    assertThrows(IllegalStateException.class, chain::encode);
  }

  @Test
  void refusesWhatCannotBeRead() {
    for (String hex : new String[] {"00", "00 10 0004 f0", "00 13 0000", "00 11 0000 02 be"}) {
      assertThrows(MikeyFormatException.class, () -> decode(hex), hex);
    }
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    try (SecretOctets tooLong = SecretOctets.copyOf(new byte[65536])) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new SecretKeySubPayload(SecretKeyType.SK, tooLong, KeyValidity.none()));
      assertEquals(65536, tooLong.length());
    }
  }
}
