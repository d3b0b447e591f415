package org.mikeyhsm.message;

import java.util.List;

/**
 * Fields that share octets. Immutable, thread-safe.
 *
 * @param name what an error calls them, e.g. "V and PRF func"
 * @param octets how many they share
 * @param parts from the highest bit on, together as many bits as the octets have
 */
record BitFields(String name, int octets, List<Part> parts) {
  /**
   * One field.
   *
   * @param name as it is traced
   * @param bits at most 31
   */
  record Part(String name, int bits) {}

  BitFields {
    parts = List.copyOf(parts);
  }

  BitFields(String name, List<Part> parts) {
    this(name, parts.stream().mapToInt(Part::bits).sum() / Byte.SIZE, parts);
  }

  static BitFields of(String name, Part... parts) {
    return new BitFields(name, List.of(parts));
  }
}
