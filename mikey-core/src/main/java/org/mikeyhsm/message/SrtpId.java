package org.mikeyhsm.message;

/**
 * One crypto session of an SRTP-ID map (RFC 3830 6.1.1). Immutable, thread-safe.
 *
 * @param policyNo the number of the SP payload that applies, 0..255
 * @param ssrc the SSRC of the stream as 32 bits; 0 when the responder is to fill it in
 * @param roc the rollover counter as 32 bits; 0 when the stream has not begun
 */
public record SrtpId(int policyNo, int ssrc, int roc) {
  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code policyNo} is not in 0..255
   */
  public SrtpId {
    Widths.octet("policy no", policyNo);
  }
}
