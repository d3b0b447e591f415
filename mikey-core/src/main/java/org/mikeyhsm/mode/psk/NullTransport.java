package org.mikeyhsm.mode.psk;

/**
 * Whether keys may travel without encryption or messages without MAC. RFC 3830 sections 4.2.3 and
 * 4.2.4: the NULL algorithms MUST NOT be used unless the underlying protocol guarantees security.
 */
public enum NullTransport {
  /** Encr alg NULL and MAC alg NULL are refused. */
  REFUSED,
  /** The caller vouches that what carries the messages (SIP with S/MIME, TLS) protects them. */
  UNDERLYING_PROTOCOL_PROTECTS
}
