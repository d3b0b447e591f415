package org.mikeyhsm.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.mikeyhsm.message.Vectors;

/** The test data of this package. */
final class Samples {
  private Samples() {}

  static String text(String resource) {
    try (InputStream in = Samples.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value of a line "name value" of a resource. */
  static String value(String resource, String name) {
    return text(resource)
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  static String offerBase64() {
    return value("rfc4567-5.1.txt", "offer");
  }

  static String answerBase64() {
    return value("rfc4567-5.1.txt", "answer");
  }

  static String gstreamerHex() {
    return value("gstreamer-null.txt", "message");
  }

  /** Every message of the vectors that the core's tests have, in hexadecimal. */
  static List<String> vectorMessages() {
    List<String> messages = new ArrayList<>();
    for (byte[] octets :
        List.of(
            Vectors.rfc4567OfferOctets(),
            Vectors.rfc4567AnswerOctets(),
            Vectors.gstreamerNull(),
            Vectors.mcxSakke(),
            Vectors.minisipPsk0("i_message_hex"),
            Vectors.minisipPsk0("r_message_hex"),
            Vectors.minisipDhhmac3("i_message_hex"),
            Vectors.minisipDhhmac3("r_message_hex"))) {
      messages.add(HexFormat.of().formatHex(octets));
    }
    return messages;
  }
}
