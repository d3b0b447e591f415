package org.mikeyhsm.sdp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.mikeyhsm.message.Octets;

/** The listings of RFC 4567 section 5 and the messages of section 5.1. */
final class Rfc4567Examples {
  static final String OFFER_BASE64 =
      "AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2UaDX8ZE22YwKAAAPZG9uYWxkQGR1Y2suY29tAQAA"
          + "AAAAAQAk0JKpgaVkDaawi9whVBtBt0KZ14ymNuu62+Nv3ozPLygwK/GbAV9iemnGUIZ19fWQUOSrzKTAv9zV";
  static final String ANSWER_BASE64 =
      "AQEFgM0XflABAAAAAAAAAAAAAAYAyONQ6gAAAAAJAAAQbWlja2V5QG1vdXNlLmNvbQABn8HdGE5BMDXFIuGEga+62AgY"
          + "5cc=";
  static final Octets OFFER_MESSAGE = octets(OFFER_BASE64);
  static final Octets ANSWER_MESSAGE = octets(ANSWER_BASE64);

  private Rfc4567Examples() {}

  static Octets octets(String base64) {
    return Octets.of(Base64.getDecoder().decode(base64));
  }

  /** A listing as the RFC prints it. */
  static String listing(String name) {
    try (InputStream in = Rfc4567Examples.class.getResourceAsStream("rfc4567-" + name + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
