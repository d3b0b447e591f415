package org.mikeyhsm.message;

import java.util.OptionalInt;

/**
 * The curve of an ECCPT sub-payload, 8 bits; it fixes the length of the point (RFC 6267 Table 5).
 *
 * <p>Unassigned, reserved and private values are kept as they came. Immutable, thread-safe.
 *
 * @param value the number on the wire
 */
public record EccCurve(int value) implements CodePoint {
  private static final CodeTable TABLE =
      CodeTable.role(
          "ECPRGF192Random / P-192 / secp192r1",
          "EC2NGF163Random / B-163 / sect163r2",
          "EC2NGF163Koblitz / K-163 / sect163k1",
          "EC2NGF163Random2 / none / sect163r1",
          "ECPRGF224Random / P-224 / secp224r1",
          "EC2NGF233Random / B-233 / sect233r1",
          "EC2NGF233Koblitz / K-233 / sect233k1",
          "ECPRGF256Random / P-256 / secp256r1",
          "EC2NGF283Random / B-283 / sect283r1",
          "EC2NGF283Koblitz / K-283 / sect283k1",
          "ECPRGF384Random / P-384 / secp384r1",
          "EC2NGF409Random / B-409 / sect409r1",
          "EC2NGF409Koblitz / K-409 / sect409k1",
          "ECPRGF521Random / P-521 / secp521r1",
          "EC2NGF571Random / B-571 / sect571r1",
          "EC2NGF571Koblitz / K-571 / sect571k1");

  /** secp192r1. */
  public static final EccCurve P_192 = new EccCurve(1);

  /** sect163r2. */
  public static final EccCurve B_163 = new EccCurve(2);

  /** sect163k1. */
  public static final EccCurve K_163 = new EccCurve(3);

  /** sect163r1, not a NIST curve. */
  public static final EccCurve SECT163R1 = new EccCurve(4);

  /** secp224r1. */
  public static final EccCurve P_224 = new EccCurve(5);

  /** sect233r1. */
  public static final EccCurve B_233 = new EccCurve(6);

  /** sect233k1. */
  public static final EccCurve K_233 = new EccCurve(7);

  /** secp256r1. */
  public static final EccCurve P_256 = new EccCurve(8);

  /** sect283r1. */
  public static final EccCurve B_283 = new EccCurve(9);

  /** sect283k1. */
  public static final EccCurve K_283 = new EccCurve(10);

  /** secp384r1. */
  public static final EccCurve P_384 = new EccCurve(11);

  /** sect409r1. */
  public static final EccCurve B_409 = new EccCurve(12);

  /** sect409k1. */
  public static final EccCurve K_409 = new EccCurve(13);

  /** secp521r1. */
  public static final EccCurve P_521 = new EccCurve(14);

  /** sect571r1. */
  public static final EccCurve B_571 = new EccCurve(15);

  /** sect571k1. */
  public static final EccCurve K_571 = new EccCurve(16);

  /**
   * The code point of a number on the wire.
   *
   * @throws IllegalArgumentException if the field cannot hold {@code value}
   */
  public EccCurve {
    TABLE.check(value);
  }

  /** The length of one coordinate in octets; empty when the curve is not assigned. */
  public OptionalInt coordinateLength() {
    return switch (value) {
      case 1 -> OptionalInt.of(24);
      case 2, 3, 4 -> OptionalInt.of(21);
      case 5 -> OptionalInt.of(28);
      case 6, 7 -> OptionalInt.of(30);
      case 8 -> OptionalInt.of(32);
      case 9, 10 -> OptionalInt.of(36);
      case 11 -> OptionalInt.of(48);
      case 12, 13 -> OptionalInt.of(52);
      case 14 -> OptionalInt.of(66);
      case 15, 16 -> OptionalInt.of(72);
      default -> OptionalInt.empty();
    };
  }

  @Override
  public String name() {
    return TABLE.name(value);
  }

  @Override
  public boolean isAssigned() {
    return TABLE.isAssigned(value);
  }
}
