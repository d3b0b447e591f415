package org.mikeyhsm.sdp;

/** Departures from RFC 4567 that a caller may allow by name; none is allowed otherwise. */
public enum SdpLeniency {
  /**
   * The message has no General Extension payload of type SDP IDs, against RFC 4567 sections 4.1.4
   * and 7. The RFC's own example in section 5.1 has none. Bidding down is then not detected.
   */
  MISSING_SDP_IDS
}
