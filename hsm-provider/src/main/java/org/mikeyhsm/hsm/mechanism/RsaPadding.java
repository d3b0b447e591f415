package org.mikeyhsm.hsm.mechanism;

import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismType;

/** How RSA encrypts an envelope key (RFC 8017 section 7). */
enum RsaPadding {
  /** RSAES-PKCS1-v1_5. */
  PKCS1("RSA/ECB/PKCS1Padding", 1, new Mechanism.Plain(MechanismType.RSA_PKCS)),
  /** RSAES-OAEP with SHA-1. */
  OAEP_SHA1("RSA/ECB/OAEPWithSHA-1AndMGF1Padding", 2, new Mechanism.RsaOaepSha1());

  private final String algorithm;
  private final int encoding;
  private final Mechanism mechanism;

  RsaPadding(String algorithm, int encoding, Mechanism mechanism) {
    this.algorithm = algorithm;
    this.encoding = encoding;
    this.mechanism = mechanism;
  }

  /** The JCA name of the cipher. */
  String algorithm() {
    return algorithm;
  }

  /** Its number in the MIKEY profile. */
  byte encoding() {
    return (byte) encoding;
  }

  Mechanism mechanism() {
    return mechanism;
  }
}
