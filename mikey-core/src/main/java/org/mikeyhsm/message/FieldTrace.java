package org.mikeyhsm.message;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One field as the decoder read it. Never holds a key: the value of a secret field is {@link
 * Hidden}.
 *
 * <p>Fields that share octets have the same offset and length. Octets that a record keeps as they
 * are have one field of their own; if they have a structure, a field of a list after it explains
 * them again. Immutable, thread-safe.
 *
 * @param name in camelCase; never "type", "name", "offset", "length", "section" or "payload"
 * @param offset octets from the beginning of the message
 * @param length octets
 * @param value an Integer, a Long, a String of hexadecimal digits, a {@link Hidden}, or, for a
 *     repeated structure, a List of {@link ElementTrace}
 * @param meaning the name of a code point, the text of an identity, the time of a timestamp, ...
 * @param section where the field is defined, e.g. "RFC 3830 6.6"
 */
public record FieldTrace(
    String name, int offset, int length, Object value, Optional<String> meaning, String section) {

  /**
   * The value of a field that is or holds keys in clear.
   *
   * @param length octets
   */
  public record Hidden(int length) {
    /** A sentence such as "16 octets, not shown". */
    @Override
    public String toString() {
      return OctetReader.notShown(length);
    }
  }

  /** Holds the parts as they are. */
  public FieldTrace {
    Objects.requireNonNull(name);
    Objects.requireNonNull(value);
    Objects.requireNonNull(meaning);
    Objects.requireNonNull(section);
  }

  /** The elements of a repeated structure; none of another field. */
  public List<ElementTrace> elements() {
    return value instanceof List<?> list
        ? list.stream().map(ElementTrace.class::cast).toList()
        : List.of();
  }
}
