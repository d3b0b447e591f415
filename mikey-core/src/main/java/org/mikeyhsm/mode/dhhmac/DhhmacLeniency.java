package org.mikeyhsm.mode.dhhmac;

/** Departures from RFC 4650 that a side can be told to tolerate; none is on by default. */
public enum DhhmacLeniency {
  /**
   * Accept messages without the identities that RFC 4650 section 3 makes mandatory (IDr of the
   * I_MESSAGE, IDi of the R_MESSAGE), and an R_MESSAGE whose T is not the initiator's. minisip's
   * libmikey sends such. The key has to be one of these two parties alone.
   */
  MINISIP_MESSAGES
}
