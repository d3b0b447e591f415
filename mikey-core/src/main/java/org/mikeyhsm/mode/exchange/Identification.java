package org.mikeyhsm.mode.exchange;

/** Whether the parties of a mode may send certificates. */
public enum Identification {
  /** ID payloads only. */
  PLAIN,
  /** ID and CERT payloads: [IDi|CERTi], [IDr]. */
  CERTIFIED
}
