package org.mikeyhsm.hsm.token;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mikeyhsm.custody.Evidence;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.Attributes;

/**
 * Evidence made once for each set of flags that a token tells: its keys tell a few, and every key
 * is asked. Thread-safe.
 */
final class EvidenceOfFlags {
  /** Far more than the uses of keys; a token that tells more sets has each made anew. */
  private static final int MOST = 1000;

  private final Map<Flags, Evidence> known = new ConcurrentHashMap<>();

  /**
   * Flags, a bit for each by its type's place.
   *
   * @param told which were told
   * @param set which of them are true
   */
  private record Flags(long told, long set) {}

  Evidence of(Attributes attributes) {
    long told = 0;
    long set = 0;
    for (Attribute attribute : attributes.values().values()) {
      if (attribute instanceof Attribute.Flag flag) {
        int place = flag.type().ordinal();
        if (place >= Long.SIZE) {
          return attributes.evidence();
        }
        long bit = 1L << place;
        told |= bit;
        set |= flag.value() ? bit : 0;
      }
    }
    Flags flags = new Flags(told, set);
    Evidence evidence = known.get(flags);
    if (evidence == null) {
      evidence = attributes.evidence();
      if (known.size() < MOST) {
        known.put(flags, evidence);
      }
    }
    return evidence;
  }
}
