package org.mikeyhsm.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mikeyhsm.message.Octets;

/**
 * The RTSP header {@code KeyMgmt} of RFC 4567 section 3.2, with the {@code data} parameter that its
 * grammar forgot (RFC Editor erratum 2247). Immutable and thread-safe.
 *
 * @param specs the header's values in their order, one or more
 */
public record RtspKeyMgmtHeader(List<Spec> specs) {
  /** The header's name as this class writes it; it is compared without regard to case. */
  public static final String NAME = "KeyMgmt";

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public RtspKeyMgmtHeader {
    specs = List.copyOf(specs);
    if (specs.isEmpty()) {
      throw new IllegalArgumentException("no key management value");
    }
  }

  /**
   * One value of the header.
   *
   * @param protocol the key management protocol's identifier (KMPID), case-sensitive
   * @param uri the RTSP URI that the message is for; empty means that of the request
   * @param data the protocol's message before base64, one octet or more
   */
  public record Spec(String protocol, Optional<String> uri, Octets data) {
    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if {@code protocol} is not one or more ASCII letters and
     *     digits, {@code uri} is empty text or holds a character that no URI has, or {@code data}
     *     is empty
     */
    public Spec {
      Objects.requireNonNull(uri, "uri");
      SdpText.requireProtocolId(protocol);
      if (uri.isPresent() && !isUri(uri.get())) {
        throw new IllegalArgumentException("not a URI: " + SdpText.quote(uri.get()));
      }
      if (data.isEmpty()) {
        throw new IllegalArgumentException("no key management data");
      }
    }

    /** Whether the protocol is MIKEY. */
    public boolean isMikey() {
      return protocol.equals(KeyMgmtAttribute.MIKEY);
    }

    /** The value as RFC 4567 section 5.3 writes it, on one line. */
    public String format() {
      return "prot="
          + protocol
          + uri.map(text -> "; uri=\"" + text + "\"").orElse("")
          + "; data=\""
          + SdpText.encodeBase64(data)
          + "\"";
    }
  }

  /** Whether all characters are among those of RFC 3986 section 2. */
  private static boolean isUri(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"<>\\^`{|}".indexOf(c) < 0);
  }

  /**
   * Reads one header line. It may be folded (a following line that begins with white space
   * continues it) and end with a line end. The parameters of a value may come in any order.
   *
   * @throws SdpException if the text is anything else, a value lacks {@code prot} or {@code data}
   *     or has a parameter twice or an unknown one, the base64 is faulty, or the text is longer
   *     than 1,048,576 characters
   */
  public static RtspKeyMgmtHeader parse(String text) throws SdpException {
    return parse(text, 1);
  }

  static RtspKeyMgmtHeader parse(String text, int firstNumber) throws SdpException {
    SdpText.requireBounded(text);
    return new Parser(text, firstNumber).header();
  }

  /** The header on one line, without a line end. */
  public String format() {
    return specs.stream().map(Spec::format).collect(Collectors.joining(", ", NAME + ": ", ""));
  }

  /** As {@link #format()}. */
  @Override
  public String toString() {
    return format();
  }

  /** Reads from left to right, each character once. */
  private static final class Parser {
    private final String text;
    private int at;
    private int countedTo;
    private int number;

    Parser(String text, int firstNumber) {
      this.text = text;
      number = firstNumber;
    }

    RtspKeyMgmtHeader header() throws SdpException {
      skipSpace();
      String name = token();
      if (!name.equalsIgnoreCase(NAME)) {
        throw fault("not a KeyMgmt header: " + SdpText.quote(name));
      }
      expect(':');
      List<Spec> specs = new ArrayList<>();
      do {
        specs.add(spec());
      } while (accept(','));
      while (at < text.length() && SdpText.isFold(text.charAt(at))) {
        at++;
      }
      if (at < text.length()) {
        throw fault("unexpected text behind the header");
      }
      return new RtspKeyMgmtHeader(specs);
    }

    private Spec spec() throws SdpException {
      Optional<String> protocol = Optional.empty();
      Optional<String> uri = Optional.empty();
      Optional<Octets> data = Optional.empty();
      do {
        skipSpace();
        if (at == text.length() || SdpText.isFold(text.charAt(at)) || text.charAt(at) == ',') {
          break;
        }
        String name = token().toLowerCase(Locale.ROOT);
        expect('=');
        skipSpace();
        switch (name) {
          case "prot" -> protocol = once(name, protocol, protocolId());
          case "uri" -> uri = once(name, uri, uri());
          case "data" -> data = once(name, data, SdpText.decodeBase64(quoted(), line()));
          default -> throw fault("unknown parameter: " + SdpText.quote(name));
        }
      } while (accept(';'));
      if (protocol.isEmpty()) {
        throw fault("no prot parameter");
      }
      return new Spec(protocol.get(), uri, data.orElseThrow(() -> fault("no data parameter")));
    }

    private <T> Optional<T> once(String name, Optional<T> before, T now) throws SdpException {
      if (before.isPresent()) {
        throw fault("parameter " + name + " appears twice");
      }
      return Optional.of(now);
    }

    private String protocolId() throws SdpException {
      String id = token();
      if (!SdpText.isProtocolId(id)) {
        throw fault("not a key management protocol identifier: " + SdpText.quote(id));
      }
      return id;
    }

    private String uri() throws SdpException {
      String value = quoted();
      if (!isUri(value)) {
        throw fault("not a URI: " + SdpText.quote(value));
      }
      return value;
    }

    private String quoted() throws SdpException {
      if (at == text.length() || text.charAt(at) != '"') {
        throw fault("expected a quoted value");
      }
      int end = text.indexOf('"', at + 1);
      if (end < 0) {
        throw fault("quoted value has no end");
      }
      String value = text.substring(at + 1, end);
      at = end + 1;
      return value;
    }

    private String token() {
      int from = at;
      while (at < text.length() && ":;,=\" \t\r\n".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(from, at);
    }

    private void expect(char c) throws SdpException {
      if (!accept(c)) {
        throw fault("expected '" + c + "'");
      }
    }

    private boolean accept(char c) {
      skipSpace();
      if (at < text.length() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    /** Skips blanks and line ends that a blank follows. */
    private void skipSpace() {
      while (at < text.length()) {
        if (SdpText.isSpace(text.charAt(at))) {
          at++;
          continue;
        }
        int behind = at;
        if (text.startsWith("\r\n", at)) {
          behind = at + 2;
        } else if (text.charAt(at) == '\n') {
          behind = at + 1;
        }
        if (behind == at || behind == text.length() || !SdpText.isSpace(text.charAt(behind))) {
          return;
        }
        at = behind;
      }
    }

    /** The number of the line that {@link #at} is in. */
    private int line() {
      for (; countedTo < at; countedTo++) {
        if (text.charAt(countedTo) == '\n') {
          number++;
        }
      }
      return number;
    }

    private SdpException fault(String reason) {
      return new SdpException(line(), reason);
    }
  }
}
