package org.mikeyhsm.crypto.eccsi;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.mikeyhsm.crypto.field.Field256;
import org.mikeyhsm.crypto.field.GeneralField256;
import org.mikeyhsm.crypto.field.P256Field;

/** P-256 and its base point G (RFC 6507 Appendix A), and SHA-256: the parameters of RFC 6509. */
final class P256 {
  /** N of RFC 6507 section 4.1. */
  static final int N = Field256.OCTETS;

  /** A point in octets. */
  static final int POINT_OCTETS = 1 + 2 * N;

  /** F_p. */
  static final P256Field FIELD = new P256Field();

  /** The integers modulo the order q of G. */
  static final GeneralField256 ORDER =
      new GeneralField256(
          new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16));

  /** B of the curve's equation y^2 = x^3 - 3x + B. */
  static final long[] B =
      element("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");

  /** G, encoded. */
  private static final byte[] G =
      HexFormat.of()
          .parseHex(
              "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                  + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

  private P256() {}

  private static long[] element(String hex) {
    final long[] element = Field256.zero();
    FIELD.decode(element, HexFormat.of().parseHex(hex), 0);
    return element;
  }

  /** The table of G, made when first used. */
  static P256Comb baseComb() {
    return BaseComb.COMB;
  }

  private static final class BaseComb {
    static final P256Comb COMB = new P256Comb(P256Point.decode(G));
  }

  /** HS = hash(G || KPAK || ID || PVT) (RFC 6507 section 5.1.1). */
  static byte[] hs(byte[] kpak, byte[] identifier, byte[] pvt) {
    return hash(G, kpak, identifier, pvt);
  }

  /** SHA-256 of the concatenation. */
  static byte[] hash(byte[]... parts) {
    try {
      final MessageDigest hash = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        hash.update(part);
      }
      return hash.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  /** A new integer modulo q from 32 octets, which may be q or more. */
  static long[] scalar(byte[] octets, int offset) {
    final long[] scalar = Field256.zero();
    ORDER.decode(scalar, octets, offset);
    return scalar;
  }

  /** Draws an integer uniformly from 1 to q - 1, as 32 octets, which the caller wipes. */
  static byte[] randomScalar(SecureRandom random) {
    final byte[] octets = new byte[N];
    do {
      random.nextBytes(octets);
    } while (!isScalar(octets));
    return octets;
  }

  /** Whether 32 octets are an integer in 1 to q - 1. */
  static boolean isScalar(byte[] octets) {
    int bits = 0;
    for (byte octet : octets) {
      bits |= octet;
    }
    return octets.length == N & bits != 0 && ORDER.isReduced(octets, 0);
  }

  static void wipe(long[]... arrays) {
    for (long[] array : arrays) {
      Arrays.fill(array, 0);
    }
  }
}
