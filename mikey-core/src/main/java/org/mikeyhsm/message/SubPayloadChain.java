package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The sub-payloads that stand in clear where KEMAC, IBAKE or ESK was decrypted: each announces the
 * next, the first is known from the mode (RFC 3830 6.2, RFC 6267 4.2).
 *
 * <p>Thread-safe. It owns its sub-payloads; whoever receives a chain closes it.
 */
public final class SubPayloadChain implements AutoCloseable {
  private static final Set<PayloadType> ALL =
      Set.of(
          PayloadType.ID, PayloadType.IDR, PayloadType.KEY_DATA, PayloadType.SK, PayloadType.ECCPT);
  private static final Set<PayloadType> KEY_DATA = Set.of(PayloadType.KEY_DATA);
  private static final Set<PayloadType> ID_AND_KEY_DATA =
      Set.of(PayloadType.ID, PayloadType.KEY_DATA);
  private static final String SECTION = "RFC 3830 6.2";

  private final List<SubPayload> subPayloads;

  /** Takes over the sub-payloads. */
  public SubPayloadChain(List<? extends SubPayload> subPayloads) {
    this.subPayloads = List.copyOf(subPayloads);
  }

  /**
   * Reads a chain. The caller closes it and wipes {@code plaintext}; when this throws, what had
   * been read is wiped.
   *
   * @param first what the mode begins with: ID, IDR, Key data, SK or ECCPT
   * @param plaintext the array that holds the chain
   * @param offset where the chain begins
   * @param length octets of the chain; no octets are no sub-payloads
   * @throws MikeyFormatException if the octets are anything else; its offset is an index of {@code
   *     plaintext}
   * @throws IllegalArgumentException if {@code first} is no sub-payload
   * @throws IndexOutOfBoundsException if the range is not inside {@code plaintext}
   */
  public static SubPayloadChain decode(PayloadType first, byte[] plaintext, int offset, int length)
      throws MikeyFormatException {
    Objects.checkFromIndexSize(offset, length, plaintext.length);
    if (!ALL.contains(first)) {
      throw new IllegalArgumentException(first.name() + " is no sub-payload");
    }
    return read(
        OctetReader.overKeysIn(plaintext, offset, length, first.name(), SECTION), first, ALL);
  }

  /** Reads Key data sub-payloads to the end. */
  static SubPayloadChain readKeyData(OctetReader in) throws MikeyFormatException {
    return read(in, PayloadType.KEY_DATA, KEY_DATA);
  }

  /** Reads an ID payload, and Key data sub-payloads and further ones to the end. */
  static SubPayloadChain readIdAndKeyData(OctetReader in) throws MikeyFormatException {
    return read(in, PayloadType.ID, ID_AND_KEY_DATA);
  }

  private static SubPayloadChain read(OctetReader in, PayloadType first, Set<PayloadType> allowed)
      throws MikeyFormatException {
    List<SubPayload> read = new ArrayList<>();
    ListReader list = in.list("keyData", KeyDataSubPayload.SECTION);
    boolean complete = false;
    try {
      PayloadType type = first;
      boolean more = in.remaining() > 0;
      while (more) {
        type = readOne(in, type, allowed, read, list);
        more = !type.equals(PayloadType.LAST);
      }
      in.requireEnd(() -> "the last " + names(allowed) + " sub-payload");
      list.end();
      complete = true;
      return new SubPayloadChain(read);
    } finally {
      if (!complete) {
        close(read);
      }
    }
  }

  /** Adds one sub-payload to {@code read}; the type of the next one. */
  private static PayloadType readOne(
      OctetReader before,
      PayloadType type,
      Set<PayloadType> allowed,
      List<SubPayload> read,
      ListReader list)
      throws MikeyFormatException {
    PayloadCodec<? extends SubPayload> codec = SubPayloadCodecs.of(type.value()).orElseThrow();
    OctetReader in = before.payload(type.name(), codec.section());
    int start = in.position();
    OctetReader.Next next = in.nextPayload();
    PayloadType nextType = new PayloadType(next.value());
    if (!allowed.contains(nextType) && !nextType.equals(PayloadType.LAST)) {
      throw in.error(
          next.offset(), "the Next payload is neither " + names(allowed) + " nor the last");
    }
    read.add(codec.decode(in));
    list.add(in, start, allowed.size() > 1 ? Optional.of(type.name()) : Optional.empty());
    return nextType;
  }

  private static String names(Set<PayloadType> types) {
    return types.stream().map(PayloadType::name).sorted().collect(Collectors.joining(", "));
  }

  /** The sub-payloads in their order; they belong to this chain. */
  public List<SubPayload> subPayloads() {
    return subPayloads;
  }

  /** The sub-payloads of a class in their order; they belong to this chain. */
  public <S extends SubPayload> List<S> all(Class<S> subPayloadClass) {
    return subPayloads.stream()
        .filter(subPayloadClass::isInstance)
        .map(subPayloadClass::cast)
        .toList();
  }

  /**
   * Writes the chain, whose sub-payloads stay open. The caller wipes the result.
   *
   * @throws IllegalArgumentException if it exceeds the 65535 octets of Encr data
   * @throws IllegalStateException if a sub-payload is closed
   */
  public byte[] encode() {
    OctetWriter out = new OctetWriter(512);
    for (int i = 0; i < subPayloads.size(); i++) {
      boolean last = i == subPayloads.size() - 1;
      out.u8(last ? PayloadType.LAST.value() : subPayloads.get(i + 1).type());
      SubPayloadCodecs.encode(subPayloads.get(i), out);
    }
    byte[] octets = out.toArrayAndWipe();
    if (octets.length > 0xFFFF) {
      Arrays.fill(octets, (byte) 0);
      Widths.twoOctets("length of the sub-payloads", octets.length);
    }
    return octets;
  }

  /** Wipes the keys of the sub-payloads. Further calls do nothing. */
  @Override
  public void close() {
    close(subPayloads);
  }

  private static void close(List<SubPayload> subPayloads) {
    for (SubPayload subPayload : subPayloads) {
      if (subPayload instanceof KeyDataSubPayload keyData) {
        keyData.close();
      } else if (subPayload instanceof SecretKeySubPayload secretKey) {
        secretKey.close();
      }
    }
  }

  /** Names the sub-payloads, without keys. */
  @Override
  public String toString() {
    return "SubPayloadChain" + subPayloads;
  }
}
