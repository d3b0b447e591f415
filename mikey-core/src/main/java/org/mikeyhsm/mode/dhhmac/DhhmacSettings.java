package org.mikeyhsm.mode.dhhmac;

import java.util.Set;
import org.mikeyhsm.message.DhGroup;

/**
 * What a responder allows.
 *
 * @param groups the Diffie-Hellman groups
 * @param leniencies what it tolerates
 */
public record DhhmacSettings(Set<DhGroup> groups, Set<DhhmacLeniency> leniencies) {
  /** OAKLEY 5, which is mandatory; the others are short. No leniency. */
  public static final DhhmacSettings DEFAULT =
      new DhhmacSettings(Set.of(DhGroup.OAKLEY_5), Set.of());

  /** Copies the sets. */
  public DhhmacSettings {
    groups = Set.copyOf(groups);
    leniencies = Set.copyOf(leniencies);
  }
}
