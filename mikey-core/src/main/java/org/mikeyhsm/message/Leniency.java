package org.mikeyhsm.message;

/**
 * A departure from RFC 3830 section 6 that a caller may let the decoder accept. None is on by
 * default.
 */
public enum Leniency {
  /**
   * Exactly one octet, of any value, after the last payload, as a video management product appends.
   * A message accepted so is encoded again without that octet; {@link DecodedMessage#octets()}
   * still has it.
   */
  TRAILING_OCTET
}
