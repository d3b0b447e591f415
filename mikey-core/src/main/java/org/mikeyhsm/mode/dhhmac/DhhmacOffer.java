package org.mikeyhsm.mode.dhhmac;

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
 * @param media the crypto sessions; its extensions list all key management protocols that were
 *     offered, where an offer surrounds the message (RFC 4650 section 4.4)
 * @param group the Diffie-Hellman group; empty for an update without new keys
 * @param validity when the TGK is to be used
 * @param sendInitiator whether IDi is sent; IDr always is
 */
public record DhhmacOffer(
    MediaOffer media, Optional<DhGroup> group, KeyValidity validity, boolean sendInitiator) {
  /** Refuses nulls. */
  public DhhmacOffer {
    Objects.requireNonNull(media, "media");
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(validity, "validity");
  }

  /** OAKLEY 5, both identities, SRTP's default policy. */
  public static DhhmacOffer of(List<SrtpId> streams) {
    return new DhhmacOffer(
        MediaOffer.of(streams), Optional.of(DhGroup.OAKLEY_5), KeyValidity.none(), true);
  }

  /** The same with other crypto sessions. */
  public DhhmacOffer withMedia(MediaOffer other) {
    return new DhhmacOffer(other, group, validity, sendInitiator);
  }

  /** The same in another group, or without new keys. */
  public DhhmacOffer withGroup(Optional<DhGroup> other) {
    return new DhhmacOffer(media, other, validity, sendInitiator);
  }

  /** The same with another validity. */
  public DhhmacOffer withValidity(KeyValidity other) {
    return new DhhmacOffer(media, group, other, sendInitiator);
  }

  /** The same with or without IDi. */
  public DhhmacOffer withInitiator(boolean sent) {
    return new DhhmacOffer(media, group, validity, sent);
  }
}
