package org.mikeyhsm.hsm.token;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.mikeyhsm.hsm.cryptoki.SlotId;
import org.mikeyhsm.hsm.cryptoki.TokenInfo;

/**
 * A PKCS#11 URI (RFC 7512), such as {@code
 * pkcs11:token=alice;object=call?pin-source=file:/run/pin}. Names a token, and may name an object
 * of it, the module and where the PIN is. A {@code pin-value} is refused: a PIN does not belong
 * into a configuration. Immutable.
 */
public final class Pkcs11Uri {
  private static final String SCHEME = "pkcs11:";
  private static final int MAX_LENGTH = 4096;

  /** Those that tell a token or its slot. */
  private static final Set<String> OF_TOKEN =
      Set.of("token", "manufacturer", "serial", "model", "slot-id");

  private static final Set<String> OF_OBJECT = Set.of("object", "id", "type");

  private final Map<String, String> path;
  private final Map<String, String> query;

  private Pkcs11Uri(Map<String, String> path, Map<String, String> query) {
    this.path = path;
    this.query = query;
  }

  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException if it is no PKCS#11 URI, names an attribute twice, has a path
   *     attribute that is not understood here (so that it cannot name another token than was meant;
   *     RFC 7512 section 2.5), names no token, or holds a PIN
   */
  public static Pkcs11Uri parse(String uri) {
    Objects.requireNonNull(uri, "uri");
    if (uri.length() > MAX_LENGTH || !uri.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      throw new IllegalArgumentException("a PKCS#11 URI begins with pkcs11: (RFC 7512)");
    }
    String rest = uri.substring(SCHEME.length());
    int question = rest.indexOf('?');
    Map<String, String> path = attributes(question < 0 ? rest : rest.substring(0, question), ";");
    Map<String, String> query =
        question < 0 ? Map.of() : attributes(rest.substring(question + 1), "&");
    path.keySet().forEach(Pkcs11Uri::requireKnownInPath);
    query.keySet().forEach(Pkcs11Uri::refusePin);
    if (path.keySet().stream().noneMatch(OF_TOKEN::contains)) {
      throw new IllegalArgumentException("the PKCS#11 URI names no token");
    }
    Pkcs11Uri result = new Pkcs11Uri(path, query);
    result.slotId();
    return result;
  }

  /** Tells the token. */
  public TokenSelector token() {
    return new TokenSelector("what the PKCS#11 URI " + describeToken() + " names", this::matches);
  }

  /** The object's label, if the URI names one. */
  public Optional<String> object() {
    return Optional.ofNullable(path.get("object"));
  }

  /** The module's file, if the URI names one. */
  public Optional<Path> modulePath() {
    return Optional.ofNullable(query.get("module-path")).map(Path::of);
  }

  /**
   * Where the PIN is, if the URI says so: a file, as a path or a file: URI.
   *
   * @throws IllegalArgumentException if it is a command ({@code |...}), which is not run
   */
  public Optional<PinSource> pinSource() {
    return Optional.ofNullable(query.get("pin-source")).map(Pkcs11Uri::pinFile);
  }

  private static PinSource pinFile(String source) {
    if (source.startsWith("|")) {
      throw new IllegalArgumentException("a PIN is not taken from a command, only from a file");
    }
    return PinSource.file(
        Path.of(source.startsWith("file:") ? source.substring("file:".length()) : source));
  }

  private boolean matches(SlotId slot, TokenInfo info) {
    return isOrAbsent("token", info.label())
        && isOrAbsent("serial", info.serialNumber())
        && isOrAbsent("manufacturer", info.manufacturer())
        && isOrAbsent("model", info.model())
        && (slotId().isEmpty() || slotId().getAsLong() == slot.value());
  }

  private boolean isOrAbsent(String attribute, String value) {
    String wanted = path.get(attribute);
    return wanted == null || wanted.equals(value);
  }

  private OptionalLong slotId() {
    String text = path.get("slot-id");
    if (text == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseUnsignedLong(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("slot-id of a PKCS#11 URI is a number");
    }
  }

  private String describeToken() {
    StringBuilder text = new StringBuilder();
    path.forEach(
        (name, value) -> {
          if (OF_TOKEN.contains(name)) {
            text.append(text.isEmpty() ? "" : ";").append(name).append('=').append(value);
          }
        });
    return text.toString();
  }

  private static void requireKnownInPath(String name) {
    if (!OF_TOKEN.contains(name) && !OF_OBJECT.contains(name)) {
      throw new IllegalArgumentException(
          "the PKCS#11 URI has a path attribute that is not understood: " + name);
    }
  }

  private static void refusePin(String name) {
    if (name.equals("pin-value")) {
      throw new IllegalArgumentException(
          "a PIN does not belong into a PKCS#11 URI (pin-value); name its file by pin-source");
    }
  }

  private static Map<String, String> attributes(String text, String separator) {
    Map<String, String> attributes = new LinkedHashMap<>();
    if (text.isEmpty()) {
      return attributes;
    }
    for (String attribute : text.split(separator, -1)) {
      int equals = attribute.indexOf('=');
      if (equals <= 0) {
        throw new IllegalArgumentException("a PKCS#11 URI consists of name=value");
      }
      String name = attribute.substring(0, equals);
      if (attributes.put(name, decode(attribute.substring(equals + 1))) != null) {
        throw new IllegalArgumentException("the PKCS#11 URI names an attribute twice: " + name);
      }
    }
    return attributes;
  }

  /** A value as it is written in a URI. */
  static String encode(String value) {
    StringBuilder text = new StringBuilder();
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xFF);
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "-._~".indexOf(c) >= 0;
      text.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return text.toString();
  }

  /** Percent-decoding (RFC 3986 section 2.1) to UTF-8; '+' stands for itself. */
  private static String decode(String text) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length()
            || Character.digit(text.charAt(i + 1), 16) < 0
            || Character.digit(text.charAt(i + 2), 16) < 0) {
          throw new IllegalArgumentException("a % in a PKCS#11 URI precedes two hex digits");
        }
        octets.write(Integer.parseInt(text, i + 1, i + 3, 16));
        i += 2;
      } else if (c < 0x21 || c > 0x7E) {
        throw new IllegalArgumentException("a PKCS#11 URI has printable ASCII only");
      } else {
        octets.write(c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(octets.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a PKCS#11 URI holds UTF-8");
    }
  }
}
