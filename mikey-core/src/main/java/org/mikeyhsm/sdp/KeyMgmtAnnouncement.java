package org.mikeyhsm.sdp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.mikeyhsm.message.Octets;

/**
 * A description that is distributed one way, without negotiation, such as by SAP or HTTP (RFC 4567
 * section 4.1.3). Thread-safe.
 */
public final class KeyMgmtAnnouncement {
  private KeyMgmtAnnouncement() {}

  /** What was accepted, with the messages to send back. */
  record Received(KeyMgmtAgreement agreement, Map<KeyMgmtLevel, KeyMgmtAttribute> answers) {}

  /**
   * Processes an announcement: one protocol at each level, by a message that needs no answer. There
   * is no choice to bid down, so that the list of protocols may be absent; one that is present must
   * be right.
   *
   * @param protocols by protocol identifier
   * @param limits of {@code bidDown} and its decoder's leniencies are used
   * @throws SdpException if a level that keys a media with a port other than 0 offers several
   *     protocols or an unknown one, or its message is not accepted or needs an answer; nothing is
   *     keyed then
   * @throws IllegalArgumentException if a key is not a protocol identifier
   */
  public static KeyMgmtAgreement receive(
      SessionDescription announced,
      Map<String, ? extends KeyManagement> protocols,
      BidDownPolicy limits)
      throws SdpException {
    BidDownPolicy policy =
        new BidDownPolicy(
            Set.of(SdpLeniency.MISSING_SDP_IDS), limits.limits(), limits.decoderLeniencies());
    IntPredicate active = i -> announced.media().get(i).port() != 0;
    return receive(announced, active, protocols, policy, false).agreement();
  }

  /** As the public one, for media of any port, and with answers where {@code answerable}. */
  static Received receive(
      SessionDescription announced,
      IntPredicate active,
      Map<String, ? extends KeyManagement> protocols,
      BidDownPolicy policy,
      boolean answerable)
      throws SdpException {
    Map<String, KeyManagement> known = KeyMgmtRun.copyOf(protocols);
    KeyMgmtRun run = new KeyMgmtRun(known, List.of());
    try {
      Map<KeyMgmtLevel, List<Integer>> levels = KeyMgmtRun.inEffect(announced, active);
      Map<KeyMgmtLevel, String> chosen = new LinkedHashMap<>();
      for (KeyMgmtLevel level : levels.keySet()) {
        List<String> ids = announced.protocolIds(level);
        if (ids.size() != 1 || !known.containsKey(ids.get(0))) {
          throw fault(
              level,
              ids.size() == 1
                  ? "protocol is not supported: " + SdpText.quote(ids.get(0))
                  : "more than one protocol");
        }
        chosen.put(level, ids.get(0));
      }
      Map<KeyMgmtLevel, KeyMgmtAttribute> answers = new LinkedHashMap<>();
      for (KeyMgmtLevel level : chosen.keySet()) {
        KeyMgmtAttribute offered = announced.keyMgmt(level).get(0);
        Optional<Octets> answer = process(run, level, offered, policy);
        if (answer.isPresent() && !answerable) {
          throw fault(level, "message needs an answer, which cannot be sent");
        }
        answer.ifPresent(
            data -> answers.put(level, new KeyMgmtAttribute(offered.protocol(), data)));
      }
      return new Received(KeyMgmtAgreement.none().updated(active, levels, chosen), answers);
    } catch (SdpException | RuntimeException e) {
      run.discard();
      throw e;
    }
  }

  private static Optional<Octets> process(
      KeyMgmtRun run, KeyMgmtLevel level, KeyMgmtAttribute offered, BidDownPolicy policy)
      throws SdpException {
    KeyMgmtOutcome outcome =
        run.processOffered(
            new KeyMgmtMessage(
                level, List.of(offered.protocol()), offered.protocol(), offered.data()),
            policy);
    if (outcome instanceof KeyMgmtOutcome.Refused refused) {
      throw fault(level, refused.reason());
    }
    return ((KeyMgmtOutcome.Accepted) outcome).answer();
  }

  private static SdpException fault(KeyMgmtLevel level, String reason) {
    return new SdpException(0, KeyMgmtRun.at(level) + ": " + reason);
  }
}
