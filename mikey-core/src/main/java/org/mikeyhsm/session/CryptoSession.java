package org.mikeyhsm.session;

/**
 * One crypto session of a bundle: one SRTP stream (RFC 3830 section 6.1.1).
 *
 * @param csId its number, 1 to 255, which is its position in the CS ID map
 * @param policyNo the number of its security policy
 * @param ssrc the stream's SSRC; 0 while its sender has not chosen one
 * @param roc the rollover counter to begin with
 * @param policy its security policy
 */
public record CryptoSession(int csId, int policyNo, int ssrc, int roc, SrtpPolicy policy) {}
