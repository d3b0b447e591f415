package org.mikeyhsm.cli.exchange;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.SakkeRecipient;
import org.mikeyhsm.mode.sakke.SakkeUser;

/**
 * What a party has for MIKEY-SAKKE.
 *
 * @param selves its users, at least one; the first one calls
 * @param kmses the KMSs whose users may call, the first the users' own
 * @param peers the KMS of each peer that has another one
 * @param terms what it offers and accepts
 */
public record SakkeSide(
    List<SakkeUser> selves,
    List<KmsDomain> kmses,
    Map<IdPayload, KmsDomain> peers,
    SakkeTerms terms) {
  /** Copies the collections. */
  public SakkeSide {
    selves = List.copyOf(selves);
    kmses = List.copyOf(kmses);
    peers = Map.copyOf(peers);
    Objects.requireNonNull(terms, "terms");
  }

  /** A peer as a receiver. */
  SakkeRecipient recipient(IdPayload peer) {
    return new SakkeRecipient(peer, peers.getOrDefault(peer, kmses.get(0)));
  }
}
