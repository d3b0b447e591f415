package org.mikeyhsm.message;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One element of a repeated structure as the decoder read it: a crypto session of a map, a policy
 * parameter, a payload inside a ticket. Immutable, thread-safe.
 *
 * @param offset octets from the beginning of the message
 * @param length octets
 * @param section where the element is defined
 * @param payload its name, if the elements are several payloads
 * @param fields in the order of the wire
 */
public record ElementTrace(
    int offset, int length, String section, Optional<String> payload, List<FieldTrace> fields) {

  /** Copies the list. */
  public ElementTrace {
    Objects.requireNonNull(section);
    Objects.requireNonNull(payload);
    fields = List.copyOf(fields);
  }
}
