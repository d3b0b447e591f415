package org.mikeyhsm.mode.dh;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.MediaOffer;

/**
 * What an initiator proposes.
 *
 * @param media the crypto sessions
 * @param group the Diffie-Hellman group; empty for an update without new keys
 * @param validity when the TGK is to be used
 * @param sendIdentities whether the ID payloads are sent
 */
public record DhOffer(
    MediaOffer media, Optional<DhGroup> group, KeyValidity validity, boolean sendIdentities) {
  /** Refuses nulls. */
  public DhOffer {
    Objects.requireNonNull(media, "media");
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(validity, "validity");
  }

  /** OAKLEY 5, identities, SRTP's default policy. */
  public static DhOffer of(List<SrtpId> streams) {
    return new DhOffer(
        MediaOffer.of(streams), Optional.of(DhGroup.OAKLEY_5), KeyValidity.none(), true);
  }

  /** The same with other crypto sessions. */
  public DhOffer withMedia(MediaOffer other) {
    return new DhOffer(other, group, validity, sendIdentities);
  }

  /** The same in another group, or without new keys. */
  public DhOffer withGroup(Optional<DhGroup> other) {
    return new DhOffer(media, other, validity, sendIdentities);
  }

  /** The same with another validity. */
  public DhOffer withValidity(KeyValidity other) {
    return new DhOffer(media, group, other, sendIdentities);
  }

  /** The same with or without ID payloads. */
  public DhOffer withIdentities(boolean sent) {
    return new DhOffer(media, group, validity, sent);
  }
}
