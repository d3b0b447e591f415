package org.mikeyhsm.message;

import java.util.List;
import java.util.Objects;

/**
 * One payload as the decoder read it. Immutable, thread-safe.
 *
 * @param type the Next payload value that announced it; -1 for HDR
 * @param name as the RFC abbreviates it (HDR, T, RAND, ...)
 * @param section where the payload is defined, e.g. "RFC 3830 6.6"
 * @param offset octets from the beginning of the message
 * @param length octets, its Next payload field included
 * @param fields in the order of the wire
 */
public record PayloadTrace(
    int type, String name, String section, int offset, int length, List<FieldTrace> fields) {

  /** Copies the list. */
  public PayloadTrace {
    Objects.requireNonNull(name);
    Objects.requireNonNull(section);
    fields = List.copyOf(fields);
  }
}
