package org.mikeyhsm.crypto.eccsi;

import static org.mikeyhsm.crypto.eccsi.P256.FIELD;
import static org.mikeyhsm.crypto.eccsi.P256.ORDER;

import java.security.InvalidKeyException;
import java.util.Arrays;
import org.mikeyhsm.crypto.field.Field256;

/**
 * A KMS Public Authentication Key, KPAK (RFC 6507 section 4.2), and the verifier's computation,
 * with P-256 and SHA-256 as RFC 6509 section 2.1.1 has it.
 *
 * <p>The first verification makes a table of 110 KiB: keep the object. Thread-safe. Public; nothing
 * to close.
 */
public final class KmsPublicAuthenticationKey {
  /** The length of an encoded key in octets; a PVT has the same. */
  public static final int OCTETS = P256.POINT_OCTETS;

  /** The length of a signature r || s || PVT in octets (RFC 6507 section 3.3). */
  public static final int SIGNATURE_OCTETS = 2 * P256.N + P256.POINT_OCTETS;

  private final byte[] encoded;
  private final P256Point point;
  private volatile P256Comb comb;

  private KmsPublicAuthenticationKey(byte[] encoded, P256Point point) {
    this.encoded = encoded;
    this.point = point;
  }

  /**
   * Decodes and checks a key.
   *
   * @param encoded 0x04 || x || y, 65 octets
   * @throws InvalidKeyException if it has another form or is not on the curve
   */
  public static KmsPublicAuthenticationKey decode(byte[] encoded) throws InvalidKeyException {
    final P256Point point = P256Point.decode(encoded);
    if (point == null) {
      throw new InvalidKeyException(
          "an ECCSI KMS Public Authentication Key is a point of P-256, 0x04 || x || y, "
              + OCTETS
              + " octets");
    }
    return new KmsPublicAuthenticationKey(encoded.clone(), point);
  }

  /** The key's 65 octets. */
  public byte[] encoded() {
    return encoded.clone();
  }

  /**
   * A signer as this KMS's signatures name one: what depends on the identity and not on the message
   * is kept, so that further verifications of the same signer are cheaper.
   *
   * @param identifier the signer's
   */
  public SignerVerifier verifier(byte[] identifier) {
    return new SignerVerifier(this, identifier);
  }

  byte[] octets() {
    return encoded;
  }

  P256Point point() {
    return point;
  }

  P256Comb comb() {
    P256Comb made = comb;
    if (made == null) {
      synchronized (this) {
        made = comb;
        if (made == null) {
          made = new P256Comb(point);
          comb = made;
        }
      }
    }
    return made;
  }

  /**
   * J = [s]([HE]G + [r]([HS]PVT + KPAK)) and the check of RFC 6507 section 5.2.2, steps 4 to 6, as
   * [s HE]G + [s r]KPAK + [s r HS]PVT.
   */
  boolean verify(byte[] signature, byte[] hs, P256Point pvt, byte[] he) {
    final byte[] r = Arrays.copyOf(signature, P256.N);
    final long[] s = P256.scalar(signature, P256.N);
    final long[] product = P256.scalar(he, 0);
    final P256Point sum = new P256Point();
    ORDER.multiply(product, product, s);
    P256.baseComb().addMultiple(sum, ORDER.encode(product));
    ORDER.multiply(product, P256.scalar(r, 0), s);
    comb().addMultiple(sum, ORDER.encode(product));
    final long[] hash = Field256.zero();
    ORDER.multiply(hash, product, P256.scalar(hs, 0));
    PublicMultiple.add(sum, pvt, ORDER.encode(hash));
    return sum.hasX(r);
  }

  /** Whether KPAK = [SSK]G - [HS]PVT (RFC 6507 section 5.1.2 step 3). */
  boolean isKeyPair(byte[] ssk, byte[] hs, P256Point pvt) {
    final P256Point difference = new P256Point();
    P256.baseComb().addMultiple(difference, ssk);
    final P256Point negative = pvt.copy();
    negative.negate();
    PublicMultiple.add(difference, negative, ORDER.encode(P256.scalar(hs, 0)));
    if (difference.isNeutral() != 0) {
      return false;
    }
    difference.normalize();
    final P256Point affine = point.copy();
    affine.normalize();
    return (FIELD.isEqual(difference.x, affine.x) & FIELD.isEqual(difference.y, affine.y)) != 0;
  }
}
