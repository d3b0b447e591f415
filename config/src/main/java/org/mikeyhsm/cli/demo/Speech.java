package org.mikeyhsm.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One second of speech, G.711 mu-law, 8 kHz, mono, in frames of 20 ms.
 *
 * @param frames 50 frames of 160 octets, in their order; not to be changed
 */
record Speech(List<byte[]> frames) {
  /** RTP payload type of G.711 mu-law (RFC 3551 Table 4). */
  static final int PAYLOAD_TYPE = 0;

  /** Samples, and here octets, of one frame. */
  static final int FRAME = 160;

  private static final String RESOURCE = "hello.au";

  // The header of Sun's .au form: six words of 32 bits, of which the second is the header's length.
  private static final int MAGIC = 0x2E736E64;
  private static final int HEADER = 24;
  private static final int MU_LAW = 1;
  private static final int RATE = 8000;
  private static final int MONO = 1;

  Speech {
    frames = List.copyOf(frames);
  }

  /** The speech that comes with the command. */
  static Speech load() {
    try (InputStream in = Speech.class.getResourceAsStream(RESOURCE)) {
      return parse(Objects.requireNonNull(in, RESOURCE).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a file in .au form; throws IllegalArgumentException if it is another kind of sound. */
  static Speech parse(byte[] file) {
    ByteBuffer header = ByteBuffer.wrap(file);
    boolean known =
        file.length >= HEADER
            && header.getInt(0) == MAGIC
            && header.getInt(12) == MU_LAW
            && header.getInt(16) == RATE
            && header.getInt(20) == MONO;
    int start = known ? header.getInt(4) : 0;
    if (start < HEADER || file.length - start != RATE) {
      throw new IllegalArgumentException("not one second of G.711 mu-law at 8 kHz");
    }
    List<byte[]> frames = new ArrayList<>();
    for (int at = start; at < file.length; at += FRAME) {
      frames.add(Arrays.copyOfRange(file, at, at + FRAME));
    }
    return new Speech(frames);
  }
}
