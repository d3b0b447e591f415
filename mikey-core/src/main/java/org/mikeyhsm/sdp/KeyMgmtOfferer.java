package org.mikeyhsm.sdp;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Makes offers with key management (RFC 4567 sections 4.1.1 and 4.1.2). Immutable; as thread-safe
 * as the protocols given to it.
 */
public final class KeyMgmtOfferer {
  private final Map<String, KeyMgmtInitiator> protocols;
  private final BidDownPolicy bidDown;

  /**
   * An offerer of these protocols.
   *
   * @param protocols by protocol identifier
   * @param bidDown what the offerer's own messages are held to, so that a forgotten list of
   *     protocols shows here and not at the peer
   * @throws IllegalArgumentException if a key is not a protocol identifier
   */
  public KeyMgmtOfferer(Map<String, ? extends KeyMgmtInitiator> protocols, BidDownPolicy bidDown) {
    this.protocols = KeyMgmtRun.copyOf(protocols);
    this.bidDown = Objects.requireNonNull(bidDown, "bidDown");
  }

  /**
   * A first offer, or another one after {@link OfferState.Rejected}.
   *
   * @param description what is offered; key management attributes in it are replaced
   * @param preferences per level the protocols to offer, the preferred first. All that are
   *     acceptable should be in the first offer (RFC 4567 section 4.1.4)
   * @throws IllegalArgumentException if there is no level, one keys no media (its port is 0, its
   *     profile not secure, or it has a level of its own), or a level's list is empty, has a
   *     protocol twice or one that this offerer lacks
   * @throws IllegalStateException if a message that was made violates the policy; what was begun is
   *     discarded
   */
  public KeyMgmtOffer offer(
      SessionDescription description, Map<KeyMgmtLevel, List<String>> preferences) {
    return make(KeyMgmtAgreement.none(), false, description, preferences);
  }

  /**
   * An offer that re-keys: every media already keyed is offered its own protocol only. Levels not
   * named keep their keys.
   *
   * @param agreement what {@link OfferState.Answered} gave last
   * @throws IllegalArgumentException as {@link #offer}, and if a level offers any other protocol
   *     than the one that keys its media
   * @throws IllegalStateException as {@link #offer}
   */
  public KeyMgmtOffer rekey(
      KeyMgmtAgreement agreement,
      SessionDescription description,
      Map<KeyMgmtLevel, List<String>> preferences) {
    return make(agreement, true, description, preferences);
  }

  private KeyMgmtOffer make(
      KeyMgmtAgreement before,
      boolean rekey,
      SessionDescription description,
      Map<KeyMgmtLevel, List<String>> preferences) {
    IntPredicate active = i -> description.media().get(i).port() != 0;
    requireSameProtocol(before, description, preferences);
    KeyMgmtRun run = new KeyMgmtRun(protocols, List.of());
    SessionDescription offer;
    try {
      offer = run.propose(description, active, protocols, preferences, bidDown);
    } catch (RuntimeException e) {
      run.discard();
      throw e;
    }
    return new KeyMgmtOffer(protocols, before, rekey, offer, run.begun());
  }

  private static void requireSameProtocol(
      KeyMgmtAgreement before,
      SessionDescription description,
      Map<KeyMgmtLevel, List<String>> preferences) {
    for (int i = 0; i < description.media().size(); i++) {
      KeyMgmtLevel own = KeyMgmtLevel.media(i);
      KeyMgmtLevel level = preferences.containsKey(own) ? own : KeyMgmtLevel.session();
      Set<String> used = before.protocols(List.of(i));
      boolean same = used.isEmpty() || List.copyOf(used).equals(preferences.get(level));
      if (preferences.containsKey(level) && !same) {
        throw new IllegalArgumentException(
            "re-keying of media " + i + " must use its protocol " + used);
      }
    }
  }
}
