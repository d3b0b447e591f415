package org.mikeyhsm.hsm.provisioning;

import java.math.BigInteger;
import org.mikeyhsm.message.Octets;

/** PKCS#11's "Big integer": unsigned, most significant octet first. */
final class BigEndian {
  private BigEndian() {}

  static Octets octets(BigInteger value) {
    byte[] signed = value.toByteArray();
    return signed.length > 1 && signed[0] == 0
        ? Octets.of(signed, 1, signed.length)
        : Octets.of(signed);
  }
}
