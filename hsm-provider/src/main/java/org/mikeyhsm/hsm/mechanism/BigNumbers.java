package org.mikeyhsm.hsm.mechanism;

import java.math.BigInteger;
import org.mikeyhsm.message.Octets;

/** PKCS#11's "Big integer": unsigned, most significant octet first, no leading zero octets. */
final class BigNumbers {
  private BigNumbers() {}

  static Octets octets(BigInteger number) {
    byte[] signed = number.toByteArray();
    int from = signed.length > 1 && signed[0] == 0 ? 1 : 0;
    byte[] octets = new byte[signed.length - from];
    System.arraycopy(signed, from, octets, 0, octets.length);
    return Octets.of(octets);
  }
}
