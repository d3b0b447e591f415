package org.mikeyhsm.message;

import java.util.Optional;

/**
 * The type of a parameter of one security protocol's policy, 8 bits (RFC 3830 6.10), with what its
 * values mean. Implementations are immutable, thread-safe.
 */
public sealed interface PolicyParameterType extends CodePoint
    permits SrtpParameter, TeslaParameter {

  /** What the value counts, e.g. "octets"; empty when the value is no number or a code point. */
  Optional<String> unit();

  /** Whether the value is itself a code point, so that it has a name. */
  boolean hasNamedValues();

  /** The name of a value that is a code point; empty for a number and for an unassigned value. */
  Optional<String> valueName(long parameterValue);

  /** Where the parameter is defined, e.g. "RFC 3830 6.10.1". */
  String section();

  /** A value in words: its name, or its number with the unit; empty when there are none. */
  default Optional<String> meaning(Octets parameterValue) {
    Optional<Long> number = number(parameterValue);
    return hasNamedValues()
        ? number.map(n -> valueName(n).orElse(CodeTable.UNASSIGNED))
        : number.flatMap(n -> unit().map(unit -> n + " " + unit));
  }

  /** The unsigned number of a value of 1 to 4 octets; empty for another length. */
  static Optional<Long> number(Octets parameterValue) {
    return parameterValue.isEmpty() || parameterValue.length() > 4
        ? Optional.empty()
        : Optional.of(parameterValue.toLong());
  }
}
