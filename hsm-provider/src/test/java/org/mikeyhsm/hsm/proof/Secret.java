package org.mikeyhsm.hsm.proof;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A secret that is looked for in memory, as data: a mode adds its own.
 *
 * @param name what it is
 * @param octets its value, 8 octets or more
 */
public record Secret(String name, byte[] octets) {
  private static final int HMAC_BLOCK = 64;

  /** Refuses what would be found by chance. */
  public Secret {
    if (octets.length < 8) {
      throw new IllegalArgumentException("fewer than 8 octets are found by chance");
    }
    octets = octets.clone();
  }

  /**
   * The forms in which it may lie about: as octets, from the other end (big numbers), with the
   * octets of each 32-bit word swapped (an int array in memory), as the key of an HMAC, in hex (of
   * one octet or two a character) and in base64.
   */
  Map<String, byte[]> forms() {
    Map<String, byte[]> forms = new LinkedHashMap<>();
    forms.put("octets", octets);
    forms.put("reversed", permuted(i -> octets.length - 1 - i, octets.length));
    forms.put("words swapped", permuted(i -> i ^ 3, octets.length & ~3));
    if (octets.length <= HMAC_BLOCK) {
      forms.put("inner HMAC key", xor(0x36));
      forms.put("outer HMAC key", xor(0x5C));
    }
    for (HexFormat hex : new HexFormat[] {HexFormat.of(), HexFormat.of().withUpperCase()}) {
      String text = hex.formatHex(octets);
      String name = Character.isUpperCase(hex.toHighHexDigit(0xA0)) ? "HEX" : "hex";
      forms.put(name, text.getBytes(StandardCharsets.US_ASCII));
      forms.put(name + " characters", text.getBytes(StandardCharsets.UTF_16LE));
      forms.put(name + " characters in a dump", text.getBytes(StandardCharsets.UTF_16BE));
    }
    forms.put(
        "base64", Base64.getEncoder().encodeToString(octets).getBytes(StandardCharsets.US_ASCII));
    return forms;
  }

  private interface Order {
    int from(int index);
  }

  private byte[] permuted(Order order, int length) {
    byte[] result = new byte[length];
    for (int i = 0; i < length; i++) {
      result[i] = octets[order.from(i)];
    }
    return result;
  }

  private byte[] xor(int pad) {
    byte[] result = octets.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] ^= (byte) pad;
    }
    return result;
  }

  /** Its name alone. */
  @Override
  public String toString() {
    return name;
  }
}
