package org.mikeyhsm.message;

/**
 * A payload of a MIKEY message after the common header (RFC 3830 section 6). Implementations are
 * immutable records of this package; each has a codec in the decoder's registry.
 */
public interface Payload {
  /** The Next payload value that announces this payload; {@link PayloadType} names it. */
  int type();
}
