package org.mikeyhsm.cli.decode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.sdp.KeyMgmtText;
import org.mikeyhsm.sdp.SdpException;

/**
 * Finds out what an input is and takes the messages out of it. Tried in this order: {@code -} or
 * nothing is standard input; an existing file; then, for the content of those two and for an
 * argument alike, octets that are no text as a message itself, hexadecimal digits of even number, a
 * session description or header of RFC 4567, base64. Thread-safe.
 */
public final class MessageInput {
  /** The longest input, octets. */
  public static final int MAX_OCTETS = 4 << 20;

  private static final String KNOWN_FORMS =
      "an even number of hexadecimal digits, SDP or a header with key-mgmt data, or base64";

  private MessageInput() {}

  /**
   * A message that was found.
   *
   * @param origin where, for people; safe to show
   * @param octets the message, not looked into
   */
  public record Found(String origin, Octets octets) {
    /** Refuses nulls. */
    public Found {
      Objects.requireNonNull(origin, "origin");
      Objects.requireNonNull(octets, "octets");
    }
  }

  /**
   * Takes the messages out of an argument of the command line.
   *
   * @param argument {@code -}, the name of a file, or the text itself; empty for standard input
   * @param standardInput read to its end if it is asked for; not closed
   * @return one message or more
   * @throws InputException if the input cannot be read, is longer than {@link #MAX_OCTETS}, or
   *     holds no message
   */
  public static List<Found> read(Optional<String> argument, InputStream standardInput)
      throws InputException {
    if (argument.isEmpty() || argument.get().equals("-")) {
      return content("standard input", readAll("standard input", standardInput));
    }
    Optional<Path> file = existing(argument.get());
    if (file.isPresent()) {
      return content(Printable.line(argument.get()), readFile(file.get()));
    }
    return text("the argument", argument.get(), "no existing file, and not ");
  }

  private static Optional<Path> existing(String argument) {
    try {
      Path path = Path.of(argument);
      return Files.exists(path) ? Optional.of(path) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static byte[] readFile(Path file) throws InputException {
    String name = Printable.line(file.toString());
    if (Files.isDirectory(file)) {
      throw new InputException(InputException.INPUT, 0, name + " is a directory");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return readAll(name, in);
    } catch (IOException e) {
      throw new InputException(InputException.INPUT, 0, name + " cannot be opened");
    }
  }

  private static byte[] readAll(String name, InputStream in) throws InputException {
    byte[] octets;
    try {
      octets = in.readNBytes(MAX_OCTETS + 1);
    } catch (IOException e) {
      throw new InputException(InputException.INPUT, 0, name + " cannot be read");
    }
    if (octets.length > MAX_OCTETS) {
      throw tooLong(name);
    }
    return octets;
  }

  private static InputException tooLong(String name) {
    return new InputException(
        InputException.INPUT, 0, name + " is longer than the limit of " + MAX_OCTETS + " octets");
  }

  private static List<Found> content(String name, byte[] octets) throws InputException {
    Optional<String> text = asText(octets);
    return text.isPresent()
        ? text(name, text.get(), "not a message in binary, ")
        : List.of(new Found(name + " (binary)", Octets.of(octets)));
  }

  /** A message begins with the octet 1, its version, so it is never taken for text. */
  private static Optional<String> asText(byte[] octets) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
      boolean controls = text.chars().anyMatch(c -> c < ' ' && "\t\n\f\r".indexOf(c) < 0);
      String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
      return controls ? Optional.empty() : Optional.of(withoutMark);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static List<Found> text(String name, String text, String notThese) throws InputException {
    if (text.length() > MAX_OCTETS) {
      throw tooLong(name);
    }
    String digits = text.replaceAll("\\s", "");
    if (digits.isEmpty()) {
      throw new InputException(InputException.INPUT, 0, name + " is empty");
    }
    if (digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80)) {
      if (digits.length() % 2 != 0) {
        throw new InputException(
            InputException.INPUT,
            0,
            name + " is hexadecimal, but an odd number of digits (" + digits.length() + ")");
      }
      return List.of(new Found(name + " (hex)", Octets.ofHex(digits)));
    }
    Optional<List<Found>> inSdp = inSdp(name, text);
    if (inSdp.isPresent()) {
      return inSdp.get();
    }
    try {
      return List.of(new Found(name + " (base64)", Octets.of(Base64.getDecoder().decode(digits))));
    } catch (IllegalArgumentException e) {
      throw new InputException(InputException.INPUT, 0, name + " is " + notThese + KNOWN_FORMS);
    }
  }

  private static Optional<List<Found>> inSdp(String name, String text) throws InputException {
    Optional<List<KeyMgmtText.Found>> found;
    try {
      found = KeyMgmtText.find(text);
    } catch (SdpException e) {
      throw new InputException(InputException.INPUT, 0, name + ", " + e.getMessage());
    }
    if (found.isPresent() && found.get().isEmpty()) {
      throw new InputException(
          InputException.INPUT, 0, name + " is SDP or a header, but carries no MIKEY message");
    }
    return found.map(
        messages ->
            messages.stream()
                .map(
                    message ->
                        new Found(
                            name + ", " + Printable.line(message.origin().describe()),
                            message.message()))
                .toList());
  }
}
