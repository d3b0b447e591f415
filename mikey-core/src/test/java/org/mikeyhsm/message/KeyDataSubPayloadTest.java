package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyDataSubPayloadTest {
  private static final String KEY = "f0e1d2c3b4a5968778695a4b3c2d1e0f";

  private static List<KeyDataSubPayload> decode(String hex) throws MikeyFormatException {
    byte[] octets = Wire.hex(hex);
    return KeyDataSubPayload.decodeAll(octets, 0, octets.length);
  }

  private static void assertRoundTrip(String hex, int count) throws MikeyFormatException {
    List<KeyDataSubPayload> read = decode(hex);
    assertEquals(count, read.size());
    assertArrayEquals(Wire.hex(hex), KeyDataSubPayload.encodeAll(read));
    read.forEach(KeyDataSubPayload::close);
  }

  private static KeyDataSubPayload tgk(int length) {
    return new KeyDataSubPayload(
        KeyDataType.TGK, SecretOctets.copyOf(new byte[length]), Octets.empty(), KeyValidity.none());
  }

  @Test
  void readsWhatMinisipSent() throws MikeyFormatException {
    byte[] plaintext = Vectors.minisipPsk0("kemac_plaintext");
    List<KeyDataSubPayload> read = KeyDataSubPayload.decodeAll(plaintext, 0, plaintext.length);
    assertEquals(1, read.size());
    try (KeyDataSubPayload tgk = read.get(0)) {
      assertEquals(KeyDataType.TGK, tgk.keyType());
      assertArrayEquals(Vectors.minisipPsk0("tgk"), tgk.key().copy());
      assertTrue(tgk.salt().isEmpty());
      assertEquals(KeyValidity.none(), tgk.validity());
      assertArrayEquals(plaintext, KeyDataSubPayload.encodeAll(read));
    }
  }

  @Test
  void readsEveryTypeAndValidity() throws MikeyFormatException {
    for (int type = 0; type <= 7; type++) {
      String salt = new KeyDataType(type).hasSalt() ? " 0002 abcd" : "";
      assertRoundTrip("00 %x0 0004 11223344 %s".formatted(type, salt), 1);
      assertRoundTrip("00 %x1 0004 11223344 %s 04 deadbeef".formatted(type, salt), 1);
      assertRoundTrip("00 %x2 0000 %s 00 06 0000ffffffff".formatted(type, salt), 1);
    }
    assertRoundTrip("14 00 0001 aa 14 31 0001 bb 0001 cc 01 dd 00 20 0001 ee", 3);
    assertRoundTrip("", 0);
  }

  @Test
  void tellsTheParts() throws MikeyFormatException {
    KeyDataSubPayload tek = decode("00 32 0002 aabb 0003 010203 01 07 02 0809").get(0);
    assertEquals(KeyDataType.TEK_SALT, tek.keyType());
    assertArrayEquals(Wire.hex("aabb"), tek.key().copy());
    assertEquals(Octets.ofHex("010203"), tek.salt());
    assertEquals(
        new KeyValidity.Interval(Octets.ofHex("07"), Octets.ofHex("0809")), tek.validity());
    KeyDataSubPayload tgk = decode("00 01 0000 01 ff").get(0);
    assertEquals(new KeyValidity.Spi(Octets.ofHex("ff")), tgk.validity());
  }

  @Test
  void readsARangeOfAnArray() throws MikeyFormatException {
    byte[] octets = Wire.hex("ffff 00 00 0001 aa ffff");
    assertEquals(1, KeyDataSubPayload.decodeAll(octets, 2, 5).size());
    MikeyFormatException e =
        assertThrows(MikeyFormatException.class, () -> KeyDataSubPayload.decodeAll(octets, 2, 6));
    assertEquals(7, e.offset());
    assertThrows(IndexOutOfBoundsException.class, () -> KeyDataSubPayload.decodeAll(octets, 2, 8));
  }

  @Test
  void refusesWhatIsNotAChain() {
    assertRefused("00", 1);
    assertRefused("00 00 0002 aa", 4);
    assertRefused("00 00 ffff aa", 4);
    assertRefused("00 10 0001 aa", 5);
    assertRefused("00 01 0001 aa", 5);
    assertRefused("00 02 0001 aa 00", 6);
    assertRefused("00 80 0001 aa", 1);
    assertRefused("00 03 0001 aa", 1);
    assertRefused("06 00 0001 aa", 0);
    assertRefused("14 00 0001 aa", 5);
    assertRefused("00 00 0001 aa 00", 5);
  }

  private static void assertRefused(String hex, int offset) {
    MikeyFormatException e = assertThrows(MikeyFormatException.class, () -> decode(hex), hex);
    assertEquals("Key data", e.payload());
    assertEquals(offset, e.offset(), e.getMessage());
  }

  @Test
  void refusesWithoutTellingWhatItRead() {
    MikeyFormatException e =
        assertThrows(MikeyFormatException.class, () -> decode("00 00 7b7b aa"));
    assertFalse(e.getMessage().contains("31611"), e.getMessage());
    e = assertThrows(MikeyFormatException.class, () -> decode("7b 00 0001 aa"));
    assertFalse(e.getMessage().contains("123"), e.getMessage());
  }

  @Test
  void neverShowsTheKey() throws MikeyFormatException {
    KeyDataSubPayload tgk = decode("00 00 0010 " + KEY).get(0);
    assertFalse(tgk.toString().contains(KEY.substring(0, 8)));
    assertTrue(tgk.toString().contains("16 octets"));
  }

  @Test
  void isGoneOnceClosed() throws MikeyFormatException {
    List<KeyDataSubPayload> read = decode("00 00 0010 " + KEY);
    read.get(0).close();
    read.get(0).close();
    assertEquals(0, read.get(0).key().length());
    assertThrows(IllegalStateException.class, () -> KeyDataSubPayload.encodeAll(read));
  }

  @Test
  void staysInsideALegalKemac() {
    int most = 65536 - 5 - 32 - 4;
    assertEquals(most + 4, KeyDataSubPayload.encodeAll(List.of(tgk(most))).length);
    assertThrows(
        IllegalArgumentException.class, () -> KeyDataSubPayload.encodeAll(List.of(tgk(most + 1))));
  }

  @Test
  void countsEveryLengthIntoTheLimit() {
    List<KeyDataSubPayload> many = new ArrayList<>();
    Octets octets255 = Octets.of(new byte[255]);
    for (int i = 0; i < 120; i++) {
      many.add(
          new KeyDataSubPayload(
              KeyDataType.TEK_SALT,
              SecretOctets.copyOf(new byte[16]),
              Octets.of(new byte[14]),
              new KeyValidity.Interval(octets255, octets255)));
    }
    assertEquals(120 * 548, 65760);
    assertThrows(IllegalArgumentException.class, () -> KeyDataSubPayload.encodeAll(many));
    assertEquals(119 * 548, KeyDataSubPayload.encodeAll(many.subList(0, 119)).length);
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    SecretOctets key = SecretOctets.copyOf(new byte[16]);
    Octets salt = Octets.of(new byte[14]);
    assertThrows(
        IllegalArgumentException.class,
        () -> new KeyDataSubPayload(KeyDataType.TEK, key, salt, KeyValidity.none()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new KeyDataSubPayload(new KeyDataType(8), key, salt, KeyValidity.none()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new KeyDataSubPayload(
                KeyDataType.TEK,
                SecretOctets.copyOf(new byte[65536]),
                Octets.empty(),
                KeyValidity.none()));
    Octets octets256 = Octets.of(new byte[256]);
    assertThrows(IllegalArgumentException.class, () -> new KeyValidity.Spi(octets256));
    assertThrows(IllegalArgumentException.class, () -> new KeyValidity.Interval(octets256, salt));
    assertThrows(IllegalArgumentException.class, () -> new KeyValidity.Interval(salt, octets256));
  }

  @Test
  void leavesThePlaintextToTheCaller() throws MikeyFormatException {
    byte[] octets = Wire.hex("00 00 0010 " + KEY);
    KeyDataSubPayload tgk = KeyDataSubPayload.decodeAll(octets, 0, octets.length).get(0);
    Arrays.fill(octets, (byte) 0);
    assertArrayEquals(Wire.hex(KEY), tgk.key().copy());
  }
}
