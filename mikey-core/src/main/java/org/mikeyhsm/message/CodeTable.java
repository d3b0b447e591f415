package org.mikeyhsm.message;

import java.util.List;

/** The names of one name space; an empty name is a gap. */
final class CodeTable {
  static final String UNASSIGNED = "unassigned";
  static final String PRIVATE_USE = "private use";
  static final String RESERVED = "reserved";

  private static final int NONE = Integer.MAX_VALUE;

  private final int max;
  private final int firstPrivate;
  private final int firstNamed;
  private final boolean lastReserved;
  private final List<String> names;

  /** The numbers below {@code firstNamed} are reserved. */
  private CodeTable(
      int max, int firstPrivate, int firstNamed, boolean lastReserved, String... names) {
    this.max = max;
    this.firstPrivate = firstPrivate;
    this.firstNamed = firstNamed;
    this.lastReserved = lastReserved;
    this.names = List.of(names);
  }

  /** An 8-bit name space, private use from 241 (the IANA registry). */
  static CodeTable octet(String... names) {
    return new CodeTable(255, 241, 0, false, names);
  }

  /** An 8-bit name space without private use. */
  static CodeTable octetWithoutPrivateUse(String... names) {
    return new CodeTable(255, NONE, 0, false, names);
  }

  /** An 8-bit name space whose ends are reserved, private use 240..254 (RFC 6043 14). */
  static CodeTable role(String... namesFrom1) {
    return new CodeTable(255, 240, 1, true, namesFrom1);
  }

  /** The 16-bit name space of tickets, private use 61440..65534 (RFC 6043 14). */
  static CodeTable ticketType(String... namesFrom1) {
    return new CodeTable(65535, 61440, 1, true, namesFrom1);
  }

  /** The 8-bit name space of OMA BCAST, private use from 192 (the IANA registry). */
  static CodeTable omaBcastSubtype(String... namesFrom1) {
    return new CodeTable(255, 192, 1, false, namesFrom1);
  }

  /** The 7-bit name space of PRF func, private use from 112 (the IANA registry). */
  static CodeTable sevenBits(String... names) {
    return new CodeTable(127, 112, 0, false, names);
  }

  /** A 4-bit name space, without private use (RFC 6309 2). */
  static CodeTable fourBits(String... names) {
    return new CodeTable(15, NONE, 0, false, names);
  }

  /** The 4-bit name space of secret keys, without private use (RFC 6267 8). */
  static CodeTable secretKeyType(String... namesFrom1) {
    return new CodeTable(15, NONE, 1, false, namesFrom1);
  }

  /** A 2-bit name space, without private use (RFC 6309 2). */
  static CodeTable twoBits(String... names) {
    return new CodeTable(3, NONE, 0, false, names);
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
    int index = value - firstNamed;
    return index >= 0 && index < names.size() && !names.get(index).isEmpty();
  }

  String name(int value) {
    if (isAssigned(value)) {
      return names.get(value - firstNamed);
    }
    if (value < firstNamed || lastReserved && value == max) {
      return RESERVED;
    }
    return value >= firstPrivate ? PRIVATE_USE : UNASSIGNED;
  }
}
