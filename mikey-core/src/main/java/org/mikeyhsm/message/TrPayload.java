package org.mikeyhsm.message;

import java.util.Objects;
import java.util.Optional;

/**
 * The TR payload (RFC 6043 6.4): a timestamp with its role. Immutable, thread-safe.
 *
 * @param role what the time means
 * @param tsType the kind of timestamp
 * @param value 8 or 4 octets, as the type says
 */
public record TrPayload(TsRole role, TsType tsType, Octets value) implements Payload {
  static final PayloadCodec<TrPayload> CODEC = new Codec();

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if {@code value} has another length than the type's, or the
   *     type's is not known
   */
  public TrPayload {
    Objects.requireNonNull(role);
    ImplicitLength.check("TS type", tsType, tsType.valueLength(), value);
  }

  /** The same timestamp without its role. */
  public TimestampPayload timestamp() {
    return new TimestampPayload(tsType, value);
  }

  @Override
  public int type() {
    return PayloadType.TR.value();
  }

  private static final class Codec implements PayloadCodec<TrPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.TR;
    }

    @Override
    public Class<TrPayload> payloadClass() {
      return TrPayload.class;
    }

    @Override
    public String section() {
      return "RFC 6043 6.4";
    }

    @Override
    public TrPayload decode(OctetReader in) throws MikeyFormatException {
      TsRole role = in.codePoint("tsRole", TsRole::new);
      if (!role.equals(TsRole.REKEYING_INTERVAL)) {
        TimestampPayload timestamp = TimestampPayload.decode(in);
        return new TrPayload(role, timestamp.tsType(), timestamp.value());
      }
      int at = in.position();
      TsType tsType = in.codePoint("tsType", TsType::new);
      int length = ImplicitLength.of(in, at, "TS type", tsType, tsType.valueLength());
      if (!tsType.equals(TsType.NTP_UTC_32)) {
        in.note(at, "RFC 6043 6.10 wants a rekeying interval in NTP-UTC-32");
      }
      // Whole seconds are the first 4 octets of every NTP type.
      return new TrPayload(
          role,
          tsType,
          in.octets(
              "tsValue", length, value -> Optional.of(value.slice(0, 4).toLong() + " seconds")));
    }

    @Override
    public void encode(TrPayload payload, OctetWriter out) {
      out.u8(payload.role.value()).u8(payload.tsType.value()).octets(payload.value);
    }
  }
}
