package org.mikeyhsm.engine;

import java.util.Arrays;
import java.util.List;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.SrtpId;

/**
 * The crypto sessions that an initiator proposes. Immutable.
 *
 * @param ids the streams; the first has CS ID 1, and so on. Their Policy no is 0: the engine's
 *     options say which policy that is
 * @param extensions general extensions, such as the SDP IDs
 */
public record Streams(List<SrtpId> ids, List<GeneralExtensionPayload> extensions) {
  /** Copies the lists. */
  public Streams {
    ids = List.copyOf(ids);
    extensions = List.copyOf(extensions);
  }

  /**
   * Streams that have not begun.
   *
   * @param ssrcs their SSRCs; 0 where the responder, who sends that stream, is to choose it
   */
  public static Streams of(int... ssrcs) {
    return new Streams(
        Arrays.stream(ssrcs).mapToObj(ssrc -> new SrtpId(0, ssrc, 0)).toList(), List.of());
  }

  /** The same with other general extensions. */
  public Streams withExtensions(List<GeneralExtensionPayload> others) {
    return new Streams(ids, others);
  }
}
