package org.mikeyhsm.sdp;

import java.util.List;
import org.mikeyhsm.message.Octets;

/** The initiator's side of a key management protocol: the SDP offerer's or the RTSP server's. */
public interface KeyMgmtInitiator extends KeyManagement {
  /**
   * Makes the message to offer.
   *
   * @param level what the message keys
   * @param protocolIds all identifiers offered at that level in their order, which the message must
   *     authenticate (RFC 4567 section 4.1.4); MIKEY carries {@link SdpIds#payload}
   * @return one octet or more
   */
  Octets propose(KeyMgmtLevel level, List<String> protocolIds);

  /**
   * Whether the message proposed at a level has to be answered. MIKEY needs none in the pre-shared
   * key and RSA modes with the V flag clear (RFC 3830 section 6.1).
   */
  boolean needsAnswer(KeyMgmtLevel level);
}
