package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;

/** RSASSA-PSS (RFC 8017 section 8.1) by a mechanism that hashes, too; MGF1 with the same hash. */
final class PssSignature implements SignatureStrategy {
  private static final int TRAILER = 1;

  private record Way(MechanismType mechanism, MechanismType hash) {}

  private static final Map<String, Way> BY_HASH =
      Map.of(
          "SHA-1", new Way(MechanismType.SHA1_RSA_PKCS_PSS, MechanismType.SHA_1),
          "SHA-256", new Way(MechanismType.SHA256_RSA_PKCS_PSS, MechanismType.SHA256));

  @Override
  public List<Need> needs() {
    return List.of(
        new Need(MechanismType.SHA1_RSA_PKCS_PSS, Ability.SIGN),
        new Need(MechanismType.SHA256_RSA_PKCS_PSS, Ability.SIGN));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TOKEN;
  }

  @Override
  public void check(Optional<PSSParameterSpec> parameters)
      throws InvalidAlgorithmParameterException {
    PSSParameterSpec spec =
        parameters.orElseThrow(
            () -> new InvalidAlgorithmParameterException("a PSSParameterSpec is needed"));
    boolean known =
        BY_HASH.containsKey(spec.getDigestAlgorithm())
            && spec.getMGFAlgorithm().equals("MGF1")
            && spec.getMGFParameters() instanceof MGF1ParameterSpec mgf
            && mgf.getDigestAlgorithm().equals(spec.getDigestAlgorithm())
            && spec.getTrailerField() == TRAILER;
    if (!known) {
      throw new InvalidAlgorithmParameterException(
          "RSASSA-PSS here is with SHA-1 or SHA-256, and MGF1 with the same");
    }
  }

  @Override
  public byte[] sign(
      Token token, TokenPrivateKey key, Optional<PSSParameterSpec> parameters, byte[] data)
      throws InvalidKeyException {
    PSSParameterSpec spec = parameters.orElseThrow();
    Way way = BY_HASH.get(spec.getDigestAlgorithm());
    return token.sign(
        new Mechanism.RsaPss(way.mechanism(), way.hash(), spec.getSaltLength()), key, data);
  }
}
