package org.mikeyhsm.sdp;

import java.util.Objects;
import java.util.Set;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.Leniency;
import org.mikeyhsm.message.MikeyFormatException;

/**
 * How an offered message is held to its list of protocol identifiers (RFC 4567 sections 4.1.4 and
 * 7). Only MIKEY messages are looked into; another protocol gets the list in {@link
 * KeyMgmtMessage#protocolIds} and checks it itself. Immutable and thread-safe.
 *
 * @param sdpLeniencies departures from RFC 4567 that are allowed
 * @param limits of the decoder of MIKEY messages
 * @param decoderLeniencies departures that the decoder of MIKEY messages allows
 */
public record BidDownPolicy(
    Set<SdpLeniency> sdpLeniencies, DecodeLimits limits, Set<Leniency> decoderLeniencies) {
  /** Copies the sets. */
  public BidDownPolicy {
    sdpLeniencies = Set.copyOf(sdpLeniencies);
    Objects.requireNonNull(limits, "limits");
    decoderLeniencies = Set.copyOf(decoderLeniencies);
  }

  /** No leniency, the decoder's default limits. */
  public static BidDownPolicy strict() {
    return new BidDownPolicy(Set.of(), DecodeLimits.defaults(), Set.of());
  }

  /** The decoder's default limits and only these departures from RFC 4567. */
  public static BidDownPolicy with(SdpLeniency... leniencies) {
    return new BidDownPolicy(Set.of(leniencies), DecodeLimits.defaults(), Set.of());
  }

  /**
   * Checks an offered message. The list is in the clear, so this may precede the check of the MAC
   * or signature, and does in this package; the list counts only once that check has succeeded.
   *
   * @throws SdpException if it is a MIKEY message that does not decode, or {@link SdpIds#check}
   *     refuses it
   */
  public void check(KeyMgmtMessage offered) throws SdpException {
    if (!offered.protocol().equals(KeyMgmtAttribute.MIKEY)) {
      return;
    }
    DecodedMessage decoded;
    try {
      decoded = DecodedMessage.decode(offered.data().toArray(), limits, decoderLeniencies);
    } catch (MikeyFormatException e) {
      throw new SdpException(0, "not a MIKEY message: " + e.getMessage());
    }
    SdpIds.check(offered.protocolIds(), decoded.message(), sdpLeniencies);
  }
}
