package org.mikeyhsm.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which crypto sessions belong to which media line (RFC 4567 section 7.1): every line with a secure
 * profile takes two consecutive CS IDs, whatever the direction of its streams. For a message at
 * session level the first such line takes 1 and 2, the second 3 and 4; for one at media level its
 * line takes 1 and 2.
 *
 * <p>The RFC leaves open which of the two is which direction. Here the odd one is the stream from
 * the offerer to the answerer, the even one the stream back. Lines that have an attribute of their
 * own are counted too, so that the numbers are known before any attribute is placed. Immutable and
 * thread-safe.
 */
public final class CryptoSessionNumbers {
  // #CS and the CS ID are one octet (RFC 3830 sections 6.1 and 4.1.3).
  private static final int MAX_CS = 255;

  private final List<Optional<Pair>> byMedia;
  private final int count;

  private CryptoSessionNumbers(List<Optional<Pair>> byMedia, int count) {
    this.byMedia = List.copyOf(byMedia);
    this.count = count;
  }

  /**
   * The CS IDs of one media line.
   *
   * @param toAnswerer of the stream that the offerer sends; odd
   * @param toOfferer of the stream that the answerer sends; even
   */
  public record Pair(int toAnswerer, int toOfferer) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException unless they are an odd number from 1 and its successor
     */
    public Pair {
      if (toAnswerer < 1 || toAnswerer % 2 == 0 || toOfferer != toAnswerer + 1) {
        throw new IllegalArgumentException("not an odd number and its successor");
      }
    }
  }

  /**
   * Numbers the media lines for a MIKEY message at the given level.
   *
   * @throws SdpException if the lines with a secure profile need more than 255 crypto sessions, or
   *     the media at media level has no secure profile
   * @throws IndexOutOfBoundsException if there is no such media
   */
  public static CryptoSessionNumbers of(SessionDescription sdp, KeyMgmtLevel level)
      throws SdpException {
    List<Optional<Pair>> byMedia = new ArrayList<>();
    int next = 1;
    int only = level instanceof KeyMgmtLevel.Media one ? one.index() : -1;
    if (only >= 0 && !sdp.media().get(only).isSecureProfile()) {
      throw new SdpException(
          0, "profile of media " + only + " is not a secure one: " + profile(sdp, only));
    }
    for (int i = 0; i < sdp.media().size(); i++) {
      boolean numbered = only < 0 ? sdp.media().get(i).isSecureProfile() : i == only;
      byMedia.add(numbered ? Optional.of(new Pair(next, next + 1)) : Optional.empty());
      next += numbered ? 2 : 0;
    }
    if (next - 1 > MAX_CS) {
      throw new SdpException(0, "more than " + MAX_CS / 2 + " media lines with a secure profile");
    }
    return new CryptoSessionNumbers(byMedia, next - 1);
  }

  private static String profile(SessionDescription sdp, int index) {
    return SdpText.quote(sdp.media().get(index).profile());
  }

  /**
   * The CS IDs of a media line; empty if the message does not apply to it.
   *
   * @param index counted from 0
   * @throws IndexOutOfBoundsException if there is no such media
   */
  public Optional<Pair> ofMedia(int index) {
    return byMedia.get(index);
  }

  /** The number of crypto sessions, the #CS of the message (RFC 3830 section 6.1), 0 to 254. */
  public int count() {
    return count;
  }
}
