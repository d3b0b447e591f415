package org.mikeyhsm.cli.demo;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An RTP packet without CSRCs, extension or padding (RFC 3550 section 5.1).
 *
 * @param marker the marker bit
 * @param payloadType 0 to 127
 * @param sequence 0 to 65535
 * @param timestamp 32 bits
 * @param ssrc 32 bits
 * @param payload the payload; not to be changed
 */
record RtpPacket(
    boolean marker, int payloadType, int sequence, int timestamp, int ssrc, byte[] payload) {
  static final int HEADER = 12;

  private static final int VERSION_2 = 0x80;
  private static final int MARKER = 0x80;

  byte[] encode() {
    return ByteBuffer.allocate(HEADER + payload.length)
        .put((byte) VERSION_2)
        .put((byte) ((marker ? MARKER : 0) | payloadType))
        .putShort((short) sequence)
        .putInt(timestamp)
        .putInt(ssrc)
        .put(payload)
        .array();
  }

  /** Whether the octets are this packet, header and payload. */
  boolean is(byte[] octets) {
    return Arrays.equals(encode(), octets);
  }
}
