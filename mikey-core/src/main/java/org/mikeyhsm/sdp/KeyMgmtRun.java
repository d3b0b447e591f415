package org.mikeyhsm.sdp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.mikeyhsm.message.Octets;

/**
 * One pass over the levels of a description, for which all succeeds or all is discarded (RFC 4567
 * section 4.1.2). Not thread-safe.
 */
final class KeyMgmtRun {
  private final Map<String, ? extends KeyManagement> protocols;
  private final Set<KeyMgmtAgreement.Keyed> begun = new LinkedHashSet<>();

  /** Starts with what is to be discarded on failure besides what this run begins. */
  KeyMgmtRun(
      Map<String, ? extends KeyManagement> protocols, Collection<KeyMgmtAgreement.Keyed> before) {
    this.protocols = protocols;
    begun.addAll(before);
  }

  /** Checks the keys of a map and copies it. */
  static <T> Map<String, T> copyOf(Map<String, ? extends T> protocols) {
    protocols.keySet().forEach(SdpText::requireProtocolId);
    return Map.copyOf(protocols);
  }

  /** The levels whose attributes apply to a media, each with those media, session level first. */
  static Map<KeyMgmtLevel, List<Integer>> inEffect(SessionDescription sdp, IntPredicate active) {
    List<Integer> ofSession = new ArrayList<>();
    Map<KeyMgmtLevel, List<Integer>> levels = new LinkedHashMap<>();
    levels.put(KeyMgmtLevel.session(), ofSession);
    for (int i = 0; i < sdp.media().size(); i++) {
      Optional<KeyMgmtLevel> level = active.test(i) ? sdp.effectiveLevel(i) : Optional.empty();
      if (level.isPresent()) {
        levels.computeIfAbsent(level.get(), none -> new ArrayList<>()).add(i);
      }
    }
    levels.values().removeIf(List::isEmpty);
    return levels;
  }

  /** A level in words. */
  static String at(KeyMgmtLevel level) {
    return new KeyMgmtOrigin.InSessionDescription(level).describe();
  }

  KeyMgmtOutcome process(KeyMgmtMessage message) {
    begun.add(new KeyMgmtAgreement.Keyed(message.level(), message.protocol()));
    return protocols.get(message.protocol()).process(message);
  }

  /** Processes an initiator's message, its list of protocols first. */
  KeyMgmtOutcome processOffered(KeyMgmtMessage message, BidDownPolicy bidDown) {
    try {
      bidDown.check(message);
    } catch (SdpException e) {
      return KeyMgmtOutcome.refused(KeyMgmtOutcome.Cause.FAILED, e.reason());
    }
    return process(message);
  }

  /** Processes a responder's message, after which there is nothing more to send. */
  KeyMgmtOutcome processAnswer(KeyMgmtMessage message) {
    KeyMgmtOutcome outcome = process(message);
    if (outcome instanceof KeyMgmtOutcome.Accepted accepted && accepted.answer().isPresent()) {
      throw new IllegalStateException("an initiator has nothing to answer");
    }
    return outcome;
  }

  /**
   * Has the messages of an offer made and places them.
   *
   * @param preferences per level one or more protocol identifiers, the preferred first
   * @throws IllegalArgumentException if there is no level, one keys no active media, or a level's
   *     list is empty, has one twice or one that {@code initiators} lacks
   * @throws IllegalStateException if a message lacks the list of protocols
   */
  SessionDescription propose(
      SessionDescription sdp,
      IntPredicate active,
      Map<String, ? extends KeyMgmtInitiator> initiators,
      Map<KeyMgmtLevel, List<String>> preferences,
      BidDownPolicy bidDown) {
    if (preferences.isEmpty()) {
      throw new IllegalArgumentException("no level is to be keyed");
    }
    for (Map.Entry<KeyMgmtLevel, List<String>> wanted : preferences.entrySet()) {
      List<String> ids = wanted.getValue();
      boolean known = initiators.keySet().containsAll(ids);
      if (ids.isEmpty() || Set.copyOf(ids).size() != ids.size() || !known) {
        throw new IllegalArgumentException(
            at(wanted.getKey()) + ": protocols must be one or more, distinct and known: " + ids);
      }
      requireKeysMedia(sdp, active, wanted.getKey(), preferences.keySet());
    }
    Map<KeyMgmtLevel, List<KeyMgmtAttribute>> offered = new LinkedHashMap<>();
    for (Map.Entry<KeyMgmtLevel, List<String>> wanted : preferences.entrySet()) {
      KeyMgmtLevel level = wanted.getKey();
      List<String> ids = List.copyOf(wanted.getValue());
      List<KeyMgmtAttribute> attributes = new ArrayList<>();
      for (String id : ids) {
        begun.add(new KeyMgmtAgreement.Keyed(level, id));
        Octets data = initiators.get(id).propose(level, ids);
        attributes.add(new KeyMgmtAttribute(id, data));
        try {
          bidDown.check(new KeyMgmtMessage(level, ids, id, data));
        } catch (SdpException e) {
          throw new IllegalStateException(at(level) + ": own message: " + e.reason(), e);
        }
      }
      offered.put(level, attributes);
    }
    return sdp.withKeyMgmt(offered);
  }

  private static void requireKeysMedia(
      SessionDescription sdp, IntPredicate active, KeyMgmtLevel level, Set<KeyMgmtLevel> all) {
    for (int i = 0; i < sdp.media().size(); i++) {
      KeyMgmtLevel own = KeyMgmtLevel.media(i);
      boolean keyed = level.equals(own) || level instanceof KeyMgmtLevel.Session;
      boolean overridden = !level.equals(own) && all.contains(own);
      if (keyed && !overridden && active.test(i) && sdp.media().get(i).isSecureProfile()) {
        return;
      }
    }
    throw new IllegalArgumentException(at(level) + " keys no media");
  }

  Set<KeyMgmtAgreement.Keyed> begun() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(begun));
  }

  /** Discards all but what is in use from now on. */
  void keep(Set<KeyMgmtAgreement.Keyed> inUse) {
    begun.removeAll(inUse);
    discard();
  }

  /** Discards everything; a discard that throws does not keep the others from being done. */
  void discard() {
    RuntimeException first = null;
    for (KeyMgmtAgreement.Keyed one : begun) {
      KeyManagement protocol = protocols.get(one.protocol());
      if (protocol == null) {
        continue;
      }
      try {
        protocol.discard(one.level());
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    begun.clear();
    if (first != null) {
      throw first;
    }
  }
}
