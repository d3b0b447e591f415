package org.mikeyhsm.hsm.provisioning;

import java.math.BigInteger;
import java.util.Optional;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;
import org.mikeyhsm.message.Octets;

/**
 * SubjectPublicKeyInfo (RFC 5280 section 4.1).
 *
 * @param algorithm the key's JCA name
 * @param octets DER
 */
record SubjectPublicKey(String algorithm, Octets octets) {
  // RFC 3279 section 2.3.1 and RFC 5480 section 2.1.1, DER.
  private static final Octets RSA_ENCRYPTION = Octets.ofHex("06092A864886F70D0101010500");
  private static final Octets ID_EC_PUBLIC_KEY = Octets.ofHex("06072A8648CE3D0201");
  private static final Octets NO_UNUSED_BITS = Octets.ofHex("00");

  /** Tag and length of an OCTET STRING of less than 128 octets: a point of P-256 or P-384. */
  private static final int OCTET_STRING_HEADER = 2;

  /** Of a public key object; empty if it is neither RSA nor an elliptic curve's. */
  static Optional<SubjectPublicKey> of(Attributes told) {
    return told.octets(AttributeType.MODULUS)
        .flatMap(
            modulus ->
                told.octets(AttributeType.PUBLIC_EXPONENT)
                    .map(exponent -> ofRsa(modulus, exponent)))
        .or(
            () ->
                told.octets(AttributeType.EC_PARAMS)
                    .flatMap(
                        parameters ->
                            told.octets(AttributeType.EC_POINT)
                                .map(point -> ofEc(parameters, point))));
  }

  private static SubjectPublicKey ofRsa(Octets modulus, Octets exponent) {
    Octets key =
        Der.element(
            Der.SEQUENCE,
            Der.integer(new BigInteger(1, modulus.toArray())),
            Der.integer(new BigInteger(1, exponent.toArray())));
    return new SubjectPublicKey("RSA", info(Der.element(Der.SEQUENCE, RSA_ENCRYPTION), key));
  }

  /** CKA_EC_POINT is an OCTET STRING or, on some tokens, the point itself. */
  static SubjectPublicKey ofEc(Octets parameters, Octets point) {
    byte[] octets = point.toArray();
    boolean wrapped =
        octets.length > OCTET_STRING_HEADER
            && octets[0] == Der.OCTET_STRING
            && octets[1] == octets.length - OCTET_STRING_HEADER;
    Octets raw = wrapped ? point.slice(OCTET_STRING_HEADER, octets.length) : point;
    return new SubjectPublicKey(
        "EC", info(Der.element(Der.SEQUENCE, ID_EC_PUBLIC_KEY, parameters), raw));
  }

  private static Octets info(Octets algorithm, Octets key) {
    return Der.element(Der.SEQUENCE, algorithm, Der.element(Der.BIT_STRING, NO_UNUSED_BITS, key));
  }
}
