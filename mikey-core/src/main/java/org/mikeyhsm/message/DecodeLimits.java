package org.mikeyhsm.message;

/**
 * What the decoder refuses for its size alone, before it looks inside. Immutable, thread-safe.
 *
 * @param maxOctets the longest message, in octets
 * @param maxPayloads the most payloads after HDR
 */
public record DecodeLimits(int maxOctets, int maxPayloads) {
  private static final DecodeLimits DEFAULTS = new DecodeLimits(131_072, 1024);

  /**
   * Sets both limits.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public DecodeLimits {
    if (maxOctets < 0 || maxPayloads < 0) {
      throw new IllegalArgumentException("a limit is negative");
    }
  }

  /** 131072 octets and 1024 payloads. */
  public static DecodeLimits defaults() {
    return DEFAULTS;
  }
}
