package org.mikeyhsm.mode.psk;

/** Departures from RFC 3830 that an initiator can be told to tolerate; none is on by default. */
public enum PskLeniency {
  /**
   * Accept an R_MESSAGE whose T is not the initiator's and whose MAC covers the message and the
   * initiator's T but not the identities. minisip's libmikey does this; RFC 3830 section 5.2 has
   * the identities in the MAC and forbids a new timestamp. Without the identities in the MAC a
   * response made for another pair that shares the key would pass.
   */
  MINISIP_VERIFICATION_MESSAGE
}
