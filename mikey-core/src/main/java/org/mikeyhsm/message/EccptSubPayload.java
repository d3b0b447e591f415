package org.mikeyhsm.message;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * The ECCPT sub-payload (RFC 6267 6.1.4): a Diffie-Hellman value on a curve, which stands only in
 * the encrypted data of IBAKE. Immutable, thread-safe.
 *
 * @param curve the curve
 * @param point an octet string of SEC 1: uncompressed or compressed, as long as the curve says
 * @param padding what follows the point up to a multiple of 4 octets of the sub-payload, kept as it
 *     came; send zeros
 * @param authAlg ignored by MIKEY-IBAKE
 * @param tgkLength octets of the TGK, 0..65535; ignored by MIKEY-IBAKE
 * @param reserved the 4 bits that the RFC reserves, kept as they came; send 0
 * @param validity when the key is to be used
 */
public record EccptSubPayload(
    EccCurve curve,
    Octets point,
    Octets padding,
    MacAlg authAlg,
    int tgkLength,
    int reserved,
    KeyValidity validity)
    implements SubPayload {
  static final PayloadCodec<EccptSubPayload> CODEC = new Codec();

  /** Next payload and ECC curve. */
  private static final int BEFORE_POINT = 2;

  /**
   * Holds the parts.
   *
   * @throws IllegalArgumentException if the curve is not assigned, the point is of another length
   *     than its first octet and the curve say, the padding is not the missing octets, or a number
   *     does not fit
   */
  public EccptSubPayload {
    int coordinate =
        curve
            .coordinateLength()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "ECC curve " + curve.value() + " has no known length"));
    OptionalInt expected =
        point.isEmpty() ? OptionalInt.empty() : pointLength(point.toArray()[0], coordinate);
    if (expected.isEmpty() || expected.getAsInt() != point.length()) {
      throw new IllegalArgumentException("not a point of " + curve.name());
    }
    if (padding.length() != paddingLength(point.length())) {
      throw new IllegalArgumentException(
          "padding of " + padding.length() + " octets, not " + paddingLength(point.length()));
    }
    Objects.requireNonNull(authAlg);
    Widths.twoOctets("TGK length", tgkLength);
    Widths.fourBits("reserved", reserved);
    Objects.requireNonNull(validity);
  }

  /**
   * A point with the fields that MIKEY-IBAKE ignores set to zero.
   *
   * @throws IllegalArgumentException if it is not one of the curve
   */
  public static EccptSubPayload of(EccCurve curve, Octets point, KeyValidity validity) {
    return new EccptSubPayload(
        curve,
        point,
        Octets.of(new byte[paddingLength(point.length())]),
        MacAlg.NULL,
        0,
        0,
        validity);
  }

  @Override
  public int type() {
    return PayloadType.ECCPT.value();
  }

  /** By the first octet: the point at infinity, compressed or uncompressed (SEC 1 2.3.3). */
  private static OptionalInt pointLength(int form, int coordinate) {
    return switch (form) {
      case 0 -> OptionalInt.of(1);
      case 2, 3 -> OptionalInt.of(1 + coordinate);
      case 4 -> OptionalInt.of(1 + 2 * coordinate);
      default -> OptionalInt.empty();
    };
  }

  private static int paddingLength(int pointLength) {
    return -(BEFORE_POINT + pointLength) & 3;
  }

  private static final class Codec implements PayloadCodec<EccptSubPayload> {
    @Override
    public PayloadType type() {
      return PayloadType.ECCPT;
    }

    @Override
    public Class<EccptSubPayload> payloadClass() {
      return EccptSubPayload.class;
    }

    @Override
    public String section() {
      return "RFC 6267 6.1.4";
    }

    @Override
    public EccptSubPayload decode(OctetReader in) throws MikeyFormatException {
      int curveAt = in.position();
      EccCurve curve = in.codePoint("eccCurve", EccCurve::new);
      int coordinate = ImplicitLength.of(in, curveAt, "ECC curve", curve, curve.coordinateLength());
      int pointAt = in.position();
      if (in.remaining() == 0) {
        throw in.error(pointAt, "eccPoint is cut short");
      }
      int length =
          pointLength(in.peek8(), coordinate)
              .orElseThrow(
                  () -> in.error(pointAt, "the point is neither compressed nor uncompressed"));
      Octets point = in.octets("eccPoint", length);
      int paddingAt = in.position();
      Octets padding = in.octets("padding", paddingLength(length));
      if (!padding.equals(Octets.of(new byte[padding.length()]))) {
        in.note(paddingAt, "the padding is not zero");
      }
      MacAlg authAlg = in.codePoint("authAlg", MacAlg::new);
      int tgkLength = in.u16("tgkLength");
      KeyValidityCodec.Start start = KeyValidityCodec.decodeStart(in);
      return new EccptSubPayload(
          curve,
          point,
          padding,
          authAlg,
          tgkLength,
          start.reserved(),
          KeyValidityCodec.decode(in, start.at(), start.type()));
    }

    @Override
    public void encode(EccptSubPayload payload, OctetWriter out) {
      out.u8(payload.curve.value())
          .octets(payload.point)
          .octets(payload.padding)
          .u8(payload.authAlg.value())
          .u16(payload.tgkLength);
      KeyValidityCodec.encodeStart(payload.reserved, payload.validity, out);
      KeyValidityCodec.encode(payload.validity, out);
    }
  }
}
