package org.mikeyhsm.sdp;

import java.util.Base64;
import java.util.HexFormat;
import org.mikeyhsm.message.Octets;

/** Character rules that the attribute and the header share (RFC 4567 section 3). */
final class SdpText {
  /** The longest text read, in characters. */
  static final int MAX_LENGTH = 1 << 20;

  private static final int QUOTED_LENGTH = 64;

  private SdpText() {}

  static void requireBounded(String text) throws SdpException {
    if (text.length() > MAX_LENGTH) {
      throw new SdpException(
          0, "text of " + text.length() + " characters is longer than " + MAX_LENGTH);
    }
  }

  /** KMPID = 1*(ALPHA / DIGIT). */
  static boolean isProtocolId(String text) {
    return !text.isEmpty() && text.chars().allMatch(SdpText::isAlphanumeric);
  }

  static void requireProtocolId(String text) {
    if (!isProtocolId(text)) {
      throw new IllegalArgumentException("not a protocol identifier: " + quote(text));
    }
  }

  static boolean isSpace(int c) {
    return c == ' ' || c == '\t';
  }

  /** White space that folding may leave inside base64. */
  static boolean isFold(int c) {
    return isSpace(c) || c == '\r' || c == '\n';
  }

  static boolean isBase64(int c) {
    return isAlphanumeric(c) || c == '+' || c == '/' || c == '=';
  }

  private static boolean isAlphanumeric(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  /**
   * Decodes base64 of RFC 4566 section 9: padded, no foreign characters, unused bits zero. White
   * space is passed over because the RFC's own listings fold.
   */
  static Octets decodeBase64(String text, int line) throws SdpException {
    StringBuilder digits = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isBase64(c)) {
        digits.append(c);
      } else if (!isFold(c)) {
        throw new SdpException(line, "not a base64 character: " + quote(String.valueOf(c)));
      }
    }
    if (digits.isEmpty()) {
      throw new SdpException(line, "no key management data");
    }
    if (digits.length() % 4 != 0) {
      throw new SdpException(
          line, "base64 of " + digits.length() + " characters is not a multiple of 4");
    }
    byte[] octets;
    try {
      octets = Base64.getDecoder().decode(digits.toString());
    } catch (IllegalArgumentException e) {
      throw new SdpException(line, "base64 is padded wrongly");
    }
    // The JDK's decoder ignores unused bits; accepting them would break the lossless round trip.
    if (!encodeBase64(Octets.of(octets)).contentEquals(digits)) {
      throw new SdpException(line, "base64 has unused bits set in its last character");
    }
    return Octets.of(octets);
  }

  static String encodeBase64(Octets octets) {
    return Base64.getEncoder().encodeToString(octets.toArray());
  }

  /** The peer's text, fit for an exception: bounded, and without control characters. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    int shown = Math.min(text.length(), QUOTED_LENGTH);
    for (int i = 0; i < shown; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~') {
        quoted.append(c);
      } else {
        quoted.append("\\u").append(HexFormat.of().toHexDigits(c));
      }
    }
    return quoted.append(shown < text.length() ? "\"..." : "\"").toString();
  }

  /** The number of the line that position {@code at} is in, counted from 1. */
  static int lineAt(String text, int at) {
    return 1
        + (int)
            text.substring(0, Math.min(at, text.length())).chars().filter(c -> c == '\n').count();
  }
}
