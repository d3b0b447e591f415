package org.mikeyhsm.hsm.provisioning;

import java.util.Arrays;
import org.mikeyhsm.message.Octets;

/** A named curve (RFC 5480 section 2.1.1.1). */
enum EcCurve {
  P_256("06082A8648CE3D030107", 256),
  P_384("06052B81040022", 384);

  private final Octets parameters;
  private final int bits;

  EcCurve(String oid, int bits) {
    this.parameters = Octets.ofHex(oid);
    this.bits = bits;
  }

  /** CKA_EC_PARAMS: the object identifier in DER. */
  Octets parameters() {
    return parameters;
  }

  /** The bits of a curve, 0 if it is none of these. */
  static int bits(Octets parameters) {
    return Arrays.stream(values())
        .filter(curve -> curve.parameters.equals(parameters))
        .mapToInt(curve -> curve.bits)
        .findFirst()
        .orElse(0);
  }
}
