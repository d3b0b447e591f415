package org.mikeyhsm.mode.exchange;

/** Whether the parties of a mode may send certificates. */
public enum Identification {
  /** ID payloads only. */
  PLAIN,
  /** ID and CERT payloads: [IDi|CERTi], [IDr]. */
  CERTIFIED,
  /** ID payloads only, [IDi], IDr (RFC 4650 section 3): one alone is IDr. */
  PLAIN_TO_RESPONDER
}
