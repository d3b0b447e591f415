package org.mikeyhsm.message;

import java.util.Objects;
import java.util.Optional;

/**
 * One field as the decoder read it. Never holds a key: a secret field's value is a sentence such as
 * "16 octets, not shown".
 *
 * <p>Fields that share octets have the same offset and length. Octets that a record keeps as they
 * are have one field of their own; if they have a structure, a field of a list after it explains
 * them again. Immutable, thread-safe.
 *
 * @param name in camelCase; never "type", "name", "offset", "length" or "section"
 * @param offset octets from the beginning of the message
 * @param length octets
 * @param value an Integer, a Long, a String (hexadecimal digits or a sentence), or, for a repeated
 *     structure, a List with one Map per element: "offset", "length" and "section" of the element,
 *     "payload", its name, if the elements are several payloads, then each of its fields by name,
 *     and its meaning, if it has one, under the name with "Name" appended; every value of such a
 *     Map is again one of these
 * @param meaning the name of a code point, the text of an identity, the time of a timestamp, ...
 * @param section where the field is defined, e.g. "RFC 3830 6.6"
 */
public record FieldTrace(
    String name, int offset, int length, Object value, Optional<String> meaning, String section) {

  /** Holds the parts as they are. */
  public FieldTrace {
    Objects.requireNonNull(name);
    Objects.requireNonNull(value);
    Objects.requireNonNull(meaning);
    Objects.requireNonNull(section);
  }
}
