package org.mikeyhsm.hsm.mechanism;

import java.util.Optional;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;

/** How RSA encrypts an envelope key (RFC 8017 section 7). */
enum RsaPadding {
  /** RSAES-PKCS1-v1_5. */
  PKCS1("RSA/ECB/PKCS1Padding", 1, new Mechanism.Plain(MechanismType.RSA_PKCS)),
  /** RSAES-OAEP with SHA-1. */
  OAEP_SHA1("RSA/ECB/OAEPWithSHA-1AndMGF1Padding", 2, new Mechanism.RsaOaep(MechanismType.SHA_1)),
  /** RSAES-OAEP with SHA-256, and MGF1 with SHA-256. */
  OAEP_SHA256(
      "RSA/ECB/OAEPWithSHA-256AndMGF1Padding", 3, new Mechanism.RsaOaep(MechanismType.SHA256));

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

  /** What the token must be able to do with it. */
  Need needs(Ability ability) {
    return mechanism instanceof Mechanism.RsaOaep oaep
        ? new Need(mechanism.type(), ability, Optional.of(oaep.hash()))
        : new Need(mechanism.type(), ability);
  }

  /** The CKM_ name, with the hash where it is not OAEP's first one. */
  String mechanismName() {
    return mechanism instanceof Mechanism.RsaOaep oaep && oaep.hash().equals(MechanismType.SHA256)
        ? mechanism.type() + " (" + oaep.hash() + ")"
        : mechanism.type().toString();
  }
}
