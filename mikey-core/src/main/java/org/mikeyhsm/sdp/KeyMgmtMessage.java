package org.mikeyhsm.sdp;

import java.util.List;
import java.util.Objects;
import org.mikeyhsm.message.Octets;

/**
 * A key management message taken from SDP or RTSP, with what its protocol must know of the place it
 * came from (RFC 4567 sections 4.1.1 and 4.1.2). Immutable and thread-safe.
 *
 * @param level what the message keys
 * @param protocolIds the identifiers offered at that level in the offer's order, one or more; for
 *     an answer those of the offer it answers
 * @param protocol the message's own identifier, one of {@code protocolIds}
 * @param data the message after base64, one octet or more, not looked into
 */
public record KeyMgmtMessage(
    KeyMgmtLevel level, List<String> protocolIds, String protocol, Octets data) {
  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if {@code protocol} is not in {@code protocolIds}, or {@code
   *     data} is empty
   */
  public KeyMgmtMessage {
    Objects.requireNonNull(level, "level");
    protocolIds = List.copyOf(protocolIds);
    if (!protocolIds.contains(protocol)) {
      throw new IllegalArgumentException("protocol is not among those offered");
    }
    if (data.isEmpty()) {
      throw new IllegalArgumentException("no key management data");
    }
  }
}
