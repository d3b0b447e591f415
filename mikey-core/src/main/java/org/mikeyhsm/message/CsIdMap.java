package org.mikeyhsm.message;

/**
 * The CS ID map info of the common header: which stream of the security protocol each crypto
 * session is (RFC 3830 6.1). Implementations are immutable records of this package; each has a
 * codec in the decoder's registry.
 */
public interface CsIdMap {
  /** The CS ID map type; {@link CsIdMapType} names it. */
  int type();

  /** #CS, the number of crypto sessions, 0..255. */
  int count();
}
