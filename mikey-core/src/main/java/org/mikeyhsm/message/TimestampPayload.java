package org.mikeyhsm.message;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The T payload (RFC 3830 6.6). Immutable, thread-safe.
 *
 * @param tsType the kind of timestamp
 * @param value 8 or 4 octets, as the type says
 */
public record TimestampPayload(TsType tsType, Octets value) implements Payload {
  static final PayloadCodec<TimestampPayload> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code value} has another length than the type's, or the
   *     type's is not known
   */
  public TimestampPayload {
    ImplicitLength.check("TS type", tsType, tsType.valueLength(), value);
  }

  /**
   * A timestamp from its number.
   *
   * @param value all 64 bits, or for a type of 4 octets an unsigned number of 32 bits
   * @throws IllegalArgumentException if the type's length is not known or {@code value} does not
   *     fit
   */
  public static TimestampPayload of(TsType tsType, long value) {
    byte[] octets = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    if (tsType.valueLength().orElse(Long.BYTES) == Long.BYTES) {
      return new TimestampPayload(tsType, Octets.of(octets));
    }
    if (value >>> 32 != 0) {
      throw new IllegalArgumentException(value + " does not fit a " + tsType.name());
    }
    return new TimestampPayload(tsType, Octets.of(octets, 4, 8));
  }

  /** The number: all 64 bits, or an unsigned number of 32 bits. */
  public long asLong() {
    return value.toLong();
  }

  /**
   * The time of an NTP type, between 1968 and 2104: seconds with the highest bit set are of NTP era
   * 0, others of era 1. Empty for a counter.
   */
  public Optional<Instant> time() {
    if (tsType.equals(TsType.COUNTER)) {
      return Optional.empty();
    }
    long bits = value.length() == Long.BYTES ? asLong() : asLong() << 32;
    return Optional.of(NtpTime.toInstant(bits));
  }

  @Override
  public int type() {
    return PayloadType.T.value();
  }

  /** Reads TS type and TS value, as T and TR have them. */
  static TimestampPayload decode(OctetReader in) throws MikeyFormatException {
    int typeAt = in.position();
    TsType tsType = in.codePoint("tsType", TsType::new);
    int length = ImplicitLength.of(in, typeAt, "TS type", tsType, tsType.valueLength());
    int valueAt = in.position();
    Octets value = in.octets("tsValue", length, octets -> meaning(tsType, octets));
    TimestampPayload payload = new TimestampPayload(tsType, value);
    diagnose(in, valueAt, payload);
    return payload;
  }

  private static Optional<String> meaning(TsType tsType, Octets value) {
    TimestampPayload payload = new TimestampPayload(tsType, value);
    return Optional.of(payload.time().map(Instant::toString).orElse("counter " + payload.asLong()));
  }

  private static void diagnose(OctetReader in, int at, TimestampPayload payload) {
    Optional<Instant> time = payload.time();
    if (time.isEmpty()) {
      return;
    }
    boolean plausible = NtpTime.isPlausible(time.get());
    // A FILETIME of this century reads as 2037; before 2036 a good NTP time is taken at its word.
    boolean beyondDoubt = plausible && !NtpTime.isEra1(time.get());
    List<String> others =
        beyondDoubt || payload.value.length() != Long.BYTES
            ? List.of()
            : NtpTime.otherReadings(payload.asLong());
    if (!plausible || !others.isEmpty()) {
      in.note(
          at,
          payload.tsType.name()
              + " reads as "
              + time.get()
              + (plausible ? "" : ", outside 2000 to 2100")
              + (others.isEmpty() ? "" : "; looks like " + String.join(" or ", others)));
    }
  }

  private static final class Codec implements PayloadCodec<TimestampPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.T;
    }

    @Override
    public Class<TimestampPayload> payloadClass() {
      return TimestampPayload.class;
    }

    @Override
    public String section() {
      return "RFC 3830 6.6";
    }

    @Override
    public TimestampPayload decode(OctetReader in) throws MikeyFormatException {
      return TimestampPayload.decode(in);
    }

    @Override
    public void encode(TimestampPayload payload, OctetWriter out) {
      out.u8(payload.tsType.value()).octets(payload.value);
    }
  }
}
