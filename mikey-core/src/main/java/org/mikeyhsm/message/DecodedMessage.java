package org.mikeyhsm.message;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A message with the octets it was read from: where each payload stands, and, when asked, what each
 * field is and what is odd though legal. Immutable, thread-safe.
 */
public final class DecodedMessage {
  private final MikeyMessage message;
  private final Octets octets;
  private final int[] offsets;
  private final DecodeLimits limits;
  private final Set<Leniency> leniencies;

  private DecodedMessage(
      MessageDecoder.Result result, Octets octets, DecodeLimits limits, Set<Leniency> leniencies) {
    this.message = result.message();
    this.octets = octets;
    this.offsets = result.offsets();
    this.limits = limits;
    this.leniencies = leniencies;
  }

  /**
   * Reads a message under the default limits and without leniency.
   *
   * @throws MikeyFormatException if the octets are not exactly one message
   */
  public static DecodedMessage decode(byte[] octets) throws MikeyFormatException {
    return decode(octets, DecodeLimits.defaults());
  }

  /**
   * Reads a message without leniency.
   *
   * @throws MikeyFormatException if the octets are not exactly one message, or exceed a limit
   */
  public static DecodedMessage decode(byte[] octets, DecodeLimits limits)
      throws MikeyFormatException {
    return decode(octets, limits, Set.of());
  }

  /**
   * Reads a message.
   *
   * @param leniencies what to accept beyond RFC 3830; each use of one is a diagnostic
   * @throws MikeyFormatException if the octets are not exactly one message, or exceed a limit
   */
  public static DecodedMessage decode(byte[] octets, DecodeLimits limits, Set<Leniency> leniencies)
      throws MikeyFormatException {
    Set<Leniency> kept = Set.copyOf(leniencies);
    Octets own = Octets.of(octets);
    return new DecodedMessage(
        MessageDecoder.decode(own.shared(), limits, kept, false), own, limits, kept);
  }

  /** The message. */
  public MikeyMessage message() {
    return message;
  }

  /** All octets that were given, an octet accepted after the last payload included. */
  public Octets octets() {
    return octets;
  }

  /**
   * Where a payload begins, in octets from the beginning of the message.
   *
   * @param payload an object of {@code message().payloads()}, not merely one equal to it
   * @throws IllegalArgumentException if it is not
   */
  public int offsetOf(Payload payload) {
    for (int i = 0; i < message.payloads().size(); i++) {
      if (message.payloads().get(i) == payload) {
        return offsetOf(i);
      }
    }
    throw new IllegalArgumentException("not a payload of this message");
  }

  /**
   * Where a payload begins, in octets from the beginning of the message.
   *
   * @param index of {@code message().payloads()}, which HDR is not in
   * @throws IndexOutOfBoundsException if there is no such payload
   */
  public int offsetOf(int index) {
    return offsets[Objects.checkIndex(index, message.payloads().size())];
  }

  /**
   * The length of a payload in octets, its Next payload field included.
   *
   * @param index of {@code message().payloads()}, which HDR is not in
   * @throws IndexOutOfBoundsException if there is no such payload
   */
  public int lengthOf(int index) {
    int start = offsetOf(index);
    return offsets[index + 1] - start;
  }

  /**
   * Every field of every payload, HDR first. Made by reading the octets again, in time and memory
   * proportional to their number.
   */
  public List<PayloadTrace> trace() {
    return explain().trace();
  }

  /**
   * What is legal but odd, at most about a hundred sentences, each beginning with the payload's
   * name and an offset. None holds a key. Made by reading the octets again, as the trace is.
   */
  public List<String> diagnostics() {
    return explain().diagnostics();
  }

  MessageDecoder.Result explain() {
    try {
      return MessageDecoder.decode(octets.shared(), limits, leniencies, true);
    } catch (MikeyFormatException e) {
      throw new IllegalStateException("octets that were accepted are refused", e);
    }
  }
}
