package org.mikeyhsm.hsm.provisioning;

import java.math.BigInteger;
import java.util.Arrays;

/** ECDSA signatures: PKCS#11 has r and s side by side, X.509 has a SEQUENCE (RFC 3279 2.2.3). */
final class EcdsaSignature {
  private EcdsaSignature() {}

  static byte[] toDer(byte[] raw) {
    int half = raw.length / 2;
    return Der.element(
            Der.SEQUENCE,
            Der.integer(new BigInteger(1, Arrays.copyOf(raw, half))),
            Der.integer(new BigInteger(1, Arrays.copyOfRange(raw, half, raw.length))))
        .toArray();
  }
}
