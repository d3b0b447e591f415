package org.mikeyhsm.sdp;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.mikeyhsm.message.ExtensionType;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;

/**
 * The list of offered key management protocols inside the MIKEY message, which defeats bidding down
 * (RFC 4567 sections 4.1.4 and 7, RFC 3830 section 6.15). Even a single protocol carries it. It
 * protects the offer: the answerer checks the initiator's message. The list is in the clear, so the
 * check may come first, but it proves something only for a message whose MAC or signature is good.
 * Thread-safe.
 */
public final class SdpIds {
  /** What a check found. */
  public enum Result {
    /** The message carries exactly the offered list. */
    MATCHED,
    /** It carries none, and {@link SdpLeniency#MISSING_SDP_IDS} was given. */
    ABSENT
  }

  private SdpIds() {}

  /**
   * The General Extension payload of type SDP IDs.
   *
   * @param protocolIds all offered protocol identifiers in the order of the session description
   * @throws IllegalArgumentException if the list is empty or one is not a protocol identifier
   */
  public static GeneralExtensionPayload payload(List<String> protocolIds) {
    if (protocolIds.isEmpty()) {
      throw new IllegalArgumentException("no protocol identifier");
    }
    protocolIds.forEach(SdpText::requireProtocolId);
    return GeneralExtensionPayload.sdpIds(protocolIds);
  }

  /**
   * Compares the list in a message with the one offered in the session description, without any
   * leniency.
   *
   * @throws SdpException as {@link #check(List, MikeyMessage, Set)}
   * @throws IllegalArgumentException as {@link #payload}
   */
  public static Result check(List<String> offered, MikeyMessage message) throws SdpException {
    return check(offered, message, Set.of());
  }

  /**
   * Compares the list in a message with the one offered in the session description.
   *
   * @param offered what {@link SessionDescription#protocolIds} gives for the level of the message
   * @param leniencies what may be departed from
   * @throws SdpException if the lists differ in content or order, the message carries more than
   *     one, or it carries none and {@link SdpLeniency#MISSING_SDP_IDS} is not given; the reason
   *     names the list expected and the one found
   * @throws IllegalArgumentException as {@link #payload}
   */
  public static Result check(
      List<String> offered, MikeyMessage message, Set<SdpLeniency> leniencies) throws SdpException {
    Objects.requireNonNull(leniencies, "leniencies");
    Octets list = payload(offered).data();
    String expected = SdpText.quote(list.toUtf8());
    List<GeneralExtensionPayload> found =
        message.all(GeneralExtensionPayload.class).stream()
            .filter(payload -> payload.extensionType().equals(ExtensionType.SDP_IDS))
            .toList();
    if (found.isEmpty()) {
      if (leniencies.contains(SdpLeniency.MISSING_SDP_IDS)) {
        return Result.ABSENT;
      }
      throw new SdpException(0, "expected SDP IDs " + expected + ", found none");
    }
    if (found.size() > 1) {
      throw new SdpException(
          0, "expected SDP IDs " + expected + " once, found " + found.size() + " lists");
    }
    Octets carried = found.get(0).data();
    if (!carried.equals(list)) {
      throw new SdpException(
          0, "expected SDP IDs " + expected + ", found " + SdpText.quote(carried.toUtf8()));
    }
    return Result.MATCHED;
  }
}
