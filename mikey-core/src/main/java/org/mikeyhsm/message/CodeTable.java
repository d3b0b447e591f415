package org.mikeyhsm.message;

import java.util.List;

/** The names of one name space, by number from zero; an empty name is a gap. */
final class CodeTable {
  static final String UNASSIGNED = "unassigned";

  private final int max;
  private final int firstPrivate;
  private final List<String> names;

  private CodeTable(int max, int firstPrivate, String... names) {
    this.max = max;
    this.firstPrivate = firstPrivate;
    this.names = List.of(names);
  }

  /** An 8-bit name space, private use from 241 (the IANA registry). */
  static CodeTable octet(String... names) {
    return new CodeTable(255, 241, names);
  }

  /** The 7-bit name space of PRF func, private use from 112 (the IANA registry). */
  static CodeTable sevenBits(String... names) {
    return new CodeTable(127, 112, names);
  }

  /** A 4-bit name space, without private use (RFC 6309 2). */
  static CodeTable fourBits(String... names) {
    return new CodeTable(15, 16, names);
  }

  /**
   * Accepts what the field can hold.
   *
   * @throws IllegalArgumentException otherwise
   */
  void check(int value) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException("code point " + value + " is not in 0.." + max);
    }
  }

  boolean isAssigned(int value) {
    return value < names.size() && !names.get(value).isEmpty();
  }

  String name(int value) {
    if (isAssigned(value)) {
      return names.get(value);
    }
    return value >= firstPrivate ? "private use" : UNASSIGNED;
  }
}
