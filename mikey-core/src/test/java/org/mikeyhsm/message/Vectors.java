package org.mikeyhsm.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Messages of other implementations and of the RFCs; each resource names its source. */
public final class Vectors {
  private static final Map<String, String> MINISIP_PSK0 = load("minisip-psk0.txt");
  private static final Map<String, String> MINISIP_DHHMAC3 = load("minisip-dhhmac3.txt");
  private static final Map<String, String> MCX_SAKKE = load("mcx-sakke.txt");
  private static final Map<String, String> RFC4567 = load("rfc4567-5.1.txt");
  private static final Map<String, String> GSTREAMER = load("gstreamer-null.txt");

  private Vectors() {}

  /**
   * A field of minisip's PSK-0 exchange: psk, i_message_hex, r_message_hex, csb_id, rand, T,
   * auth_key, encr_key, salt_key, iv, kemac_plaintext, tgk, and cs1_ or cs2_ followed by
   * tek_RFC3830, salt_RFC3830, encr256_RFC3830, auth_RFC3830.
   *
   * @throws IllegalArgumentException if there is no such field
   */
  public static byte[] minisipPsk0(String field) {
    return HexFormat.of().parseHex(get(MINISIP_PSK0, field));
  }

  /**
   * A message of minisip's DHHMAC-3 exchange: i_message_hex or r_message_hex.
   *
   * @throws IllegalArgumentException if there is no such field
   */
  public static byte[] minisipDhhmac3(String field) {
    return HexFormat.of().parseHex(get(MINISIP_DHHMAC3, field));
  }

  /** A MIKEY-SAKKE message of 3GPP MCX with a group master key. */
  public static byte[] mcxSakke() {
    return Base64.getDecoder().decode(get(MCX_SAKKE, "i_message1"));
  }

  /** Alice's message of RFC 4567 5.1 in base64. */
  public static String rfc4567Offer() {
    return get(RFC4567, "offer");
  }

  /** Bob's message of RFC 4567 5.1 in base64. */
  public static String rfc4567Answer() {
    return get(RFC4567, "answer");
  }

  /** Alice's message of RFC 4567 5.1. */
  public static byte[] rfc4567OfferOctets() {
    return Base64.getDecoder().decode(rfc4567Offer());
  }

  /** Bob's message of RFC 4567 5.1. */
  public static byte[] rfc4567AnswerOctets() {
    return Base64.getDecoder().decode(rfc4567Answer());
  }

  /** GStreamer's message with a key in clear. */
  public static byte[] gstreamerNull() {
    return HexFormat.of().parseHex(get(GSTREAMER, "message"));
  }

  private static String get(Map<String, String> fields, String name) {
    return Optional.ofNullable(fields.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no field " + name));
  }

  /** Lines "name value"; those with # are prose. */
  private static Map<String, String> load(String resource) {
    try (InputStream in =
        Objects.requireNonNull(Vectors.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.split(" ", 2))
          .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
