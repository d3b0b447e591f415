package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;

/** RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2) by a mechanism that hashes, too. */
enum RsaSignature implements SignatureStrategy {
  /** With SHA-1, the default of RFC 3830 section 4.2.1. */
  PKCS1_SHA1(MechanismType.SHA1_RSA_PKCS),
  /** With SHA-256. */
  PKCS1_SHA256(MechanismType.SHA256_RSA_PKCS);

  private final MechanismType mechanism;

  RsaSignature(MechanismType mechanism) {
    this.mechanism = mechanism;
  }

  @Override
  public List<Need> needs() {
    return List.of(new Need(mechanism, Ability.SIGN));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TOKEN;
  }

  @Override
  public void check(Optional<PSSParameterSpec> parameters)
      throws InvalidAlgorithmParameterException {
    if (parameters.isPresent()) {
      throw new InvalidAlgorithmParameterException("RSASSA-PKCS1-v1_5 takes no parameters");
    }
  }

  @Override
  public byte[] sign(
      Token token, TokenPrivateKey key, Optional<PSSParameterSpec> parameters, byte[] data)
      throws InvalidKeyException {
    return token.sign(new Mechanism.Plain(mechanism), key, data);
  }
}
