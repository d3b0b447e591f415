package org.mikeyhsm.message;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The session data of SRTP in a GENERIC-ID map (RFC 6043 6.1.1). Immutable, thread-safe.
 *
 * @param ssrc the SSRC as 32 bits; 0 has no special meaning here
 * @param position where the stream is; present when the S flag is set
 */
public record SrtpSessionData(int ssrc, Optional<Position> position) {
  private static final int SHORT = 4;
  private static final int LONG = 10;

  /**
   * Where a stream is.
   *
   * @param roc the rollover counter as 32 bits; 0 when the stream has not begun
   * @param seq the sequence number, 0..65535
   */
  public record Position(int roc, int seq) {
    /**
     * Holds the parts.
     *
     * @throws IllegalArgumentException if {@code seq} is not in 0..65535
     */
    public Position {
      Widths.twoOctets("SEQ", seq);
    }
  }

  /** The 4 or 10 octets of the session data, as the S flag says; empty for another length. */
  static Optional<SrtpSessionData> of(boolean s, Octets octets) {
    if (octets.length() != (s ? LONG : SHORT)) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(octets.toArray());
    int ssrc = buffer.getInt();
    return Optional.of(
        new SrtpSessionData(
            ssrc,
            s
                ? Optional.of(new Position(buffer.getInt(), buffer.getShort() & 0xFFFF))
                : Optional.empty()));
  }

  /** 4 octets, or 10 with a position. */
  Octets toOctets() {
    OctetWriter out = new OctetWriter(LONG);
    out.u32(ssrc);
    position.ifPresent(at -> out.u32(at.roc()).u16(at.seq()));
    return Octets.of(out.toArray());
  }

  /** In words, e.g. "SSRC 0000cafe, ROC 1, SEQ 2". */
  String describe() {
    return "SSRC %08x".formatted(ssrc)
        + position
            .map(at -> ", ROC " + Integer.toUnsignedString(at.roc()) + ", SEQ " + at.seq())
            .orElse("");
  }
}
