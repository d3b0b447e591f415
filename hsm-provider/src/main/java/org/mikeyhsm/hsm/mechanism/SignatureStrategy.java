package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;

/** A way to sign (RFC 3830 section 4.2.6). */
public interface SignatureStrategy extends Strategy {
  /** The ways for each signature, by its JCA name. */
  Map<String, List<SignatureStrategy>> BY_ALGORITHM =
      Map.of(
          "SHA1withRSA", List.of(RsaSignature.PKCS1_SHA1),
          "SHA256withRSA", List.of(RsaSignature.PKCS1_SHA256),
          "RSASSA-PSS", List.of(new PssSignature()));

  /**
   * Judges parameters.
   *
   * @throws InvalidAlgorithmParameterException if the token cannot sign with them, or they are
   *     missing
   */
  void check(Optional<PSSParameterSpec> parameters) throws InvalidAlgorithmParameterException;

  /**
   * Signs {@code data} by C_Sign on the key's handle.
   *
   * @param parameters checked before
   * @throws InvalidKeyException if the key was closed, or the token does not let it sign
   */
  byte[] sign(Token token, TokenPrivateKey key, Optional<PSSParameterSpec> parameters, byte[] data)
      throws InvalidKeyException;
}
