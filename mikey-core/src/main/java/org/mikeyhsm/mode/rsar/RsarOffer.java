package org.mikeyhsm.mode.rsar;

import java.util.List;
import java.util.Objects;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.pki.EnvelopeScheme;

/**
 * What an initiator asks for.
 *
 * @param media its crypto sessions and the policies that it supports, of which the responder
 *     chooses one; none of either in a group
 * @param group whether the keys of a group are asked for (RFC 4738 section 3.2)
 * @param sendRand whether this side sends the RAND (section 3.4: SHOULD in unicast); in a group the
 *     responder does
 * @param envelope how the envelope key is encrypted for this side
 * @param sendIdentity whether IDi is sent
 */
public record RsarOffer(
    MediaOffer media,
    boolean group,
    boolean sendRand,
    EnvelopeScheme envelope,
    boolean sendIdentity) {
  /**
   * Checks the combination.
   *
   * @throws IllegalArgumentException if policies or a RAND would be sent in a group
   */
  public RsarOffer {
    Objects.requireNonNull(media, "media");
    Objects.requireNonNull(envelope, "envelope");
    if (group && (!media.policies().isEmpty() || sendRand)) {
      throw new IllegalArgumentException(
          "in a group the responder chooses policies and RAND (RFC 4738 3.2)");
    }
  }

  /** Unicast, with this side's RAND, PKCS #1 v1.5, IDi and SRTP's default policy. */
  public static RsarOffer of(List<SrtpId> streams) {
    return new RsarOffer(MediaOffer.of(streams), false, true, EnvelopeScheme.PKCS1, true);
  }

  /** A listener in a group, who sends no streams. */
  public static RsarOffer ofGroup() {
    return new RsarOffer(
        new MediaOffer(List.of(), List.of(), List.of()), true, false, EnvelopeScheme.PKCS1, true);
  }

  /** The same with other crypto sessions and policies. */
  public RsarOffer withMedia(MediaOffer other) {
    return new RsarOffer(other, group, sendRand, envelope, sendIdentity);
  }

  /** The same with or without a RAND of this side. */
  public RsarOffer withRand(boolean sent) {
    return new RsarOffer(media, group, sent, envelope, sendIdentity);
  }

  /** The same with another envelope scheme. */
  public RsarOffer withEnvelope(EnvelopeScheme other) {
    return new RsarOffer(media, group, sendRand, other, sendIdentity);
  }

  /** The same with or without IDi. */
  public RsarOffer withIdentity(boolean sent) {
    return new RsarOffer(media, group, sendRand, envelope, sent);
  }
}
