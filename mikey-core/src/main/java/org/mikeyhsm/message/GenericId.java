package org.mikeyhsm.message;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One crypto session of a GENERIC-ID map (RFC 6043 6.1.1). Immutable, thread-safe.
 *
 * @param csId the crypto session, 0..255
 * @param protType the security protocol
 * @param s the S flag, whose meaning is the session data's
 * @param policyNos the numbers of SP payloads, 0..127 of them, each 0..255
 * @param sessionData 0..65535 octets; empty when the peer is to give it
 * @param spi the SPI or MKI of the first key, 0..255 octets; empty when the peer is to give it
 */
public record GenericId(
    int csId,
    ProtType protType,
    boolean s,
    List<Integer> policyNos,
    Octets sessionData,
    Octets spi) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if a number or a length does not fit
   */
  public GenericId {
    Widths.octet("CS ID", csId);
    Objects.requireNonNull(protType);
    policyNos = List.copyOf(policyNos);
    Widths.sevenBits("#P", policyNos.size());
    policyNos.forEach(policyNo -> Widths.octet("policy no", policyNo));
    Widths.twoOctets("session data length", sessionData.length());
    Widths.octet("SPI length", spi.length());
  }

  /**
   * A crypto session of SRTP.
   *
   * @throws IllegalArgumentException if a number or a length does not fit
   */
  public static GenericId srtp(
      int csId, List<Integer> policyNos, SrtpSessionData sessionData, Octets spi) {
    return new GenericId(
        csId,
        ProtType.SRTP,
        sessionData.position().isPresent(),
        policyNos,
        sessionData.toOctets(),
        spi);
  }

  /** The session data of SRTP; empty for another protocol, other lengths, or if there is none. */
  public Optional<SrtpSessionData> srtpSessionData() {
    return protType.equals(ProtType.SRTP) ? SrtpSessionData.of(s, sessionData) : Optional.empty();
  }
}
