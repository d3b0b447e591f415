package org.mikeyhsm.sdp;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Which media of a session are keyed, at which level and by which protocol. A media with a secure
 * profile that is not in it has no keys of this framework. Immutable and thread-safe; made by a
 * completed negotiation, and handed in again to re-key.
 */
public final class KeyMgmtAgreement {
  private final TreeMap<Integer, Keyed> byMedia;

  private KeyMgmtAgreement(TreeMap<Integer, Keyed> byMedia) {
    this.byMedia = byMedia;
  }

  /**
   * What keys a media.
   *
   * @param level where its key management message stood
   * @param protocol the protocol identifier
   */
  public record Keyed(KeyMgmtLevel level, String protocol) {}

  /** Nothing is keyed. */
  static KeyMgmtAgreement none() {
    return new KeyMgmtAgreement(new TreeMap<>());
  }

  /** This one, without media that are gone, and with those keyed now. */
  KeyMgmtAgreement updated(
      IntPredicate kept, Map<KeyMgmtLevel, List<Integer>> inEffect, Map<KeyMgmtLevel, String> now) {
    TreeMap<Integer, Keyed> changed = new TreeMap<>(byMedia);
    changed.keySet().removeIf(media -> !kept.test(media));
    now.forEach(
        (level, protocol) ->
            inEffect.get(level).forEach(media -> changed.put(media, new Keyed(level, protocol))));
    return new KeyMgmtAgreement(changed);
  }

  /** The protocols that key some of these media already. */
  Set<String> protocols(List<Integer> media) {
    Set<String> protocols = new LinkedHashSet<>();
    media.forEach(one -> keyed(one).ifPresent(keyed -> protocols.add(keyed.protocol())));
    return protocols;
  }

  Set<Keyed> inUse() {
    return new LinkedHashSet<>(byMedia.values());
  }

  /**
   * What keys a media; empty if nothing does.
   *
   * @param media counted from 0
   */
  public Optional<Keyed> keyed(int media) {
    return Optional.ofNullable(byMedia.get(media));
  }

  /** The media that are keyed, counted from 0, ascending; immutable. */
  public List<Integer> media() {
    return List.copyOf(byMedia.keySet());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyMgmtAgreement that && byMedia.equals(that.byMedia);
  }

  @Override
  public int hashCode() {
    return byMedia.hashCode();
  }

  /** The media with what keys each. */
  @Override
  public String toString() {
    return byMedia.toString();
  }
}
