package org.mikeyhsm.hsm.provider;

import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.crypto.eccsi.KmsPublicAuthenticationKey;
import org.mikeyhsm.crypto.eccsi.SignerVerifier;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.mechanism.ProfileEccsi;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.EccsiPublicKey;

/**
 * ECCSI with Secret Signing Keys in a token, which draws j itself. Verification takes public values
 * only and is done here.
 */
final class TokenEccsi extends SignatureSpi {
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private final Token token;
  private final CustodyGuard guard;
  private final ProfileEccsi eccsi;
  private Optional<TokenPrivateKey> signer = Optional.empty();
  private Optional<SignerVerifier> verifier = Optional.empty();

  TokenEccsi(Token token, CustodyGuard guard, ProfileEccsi eccsi) {
    this.token = token;
    this.guard = guard;
    this.eccsi = eccsi;
  }

  @Override
  protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    TokenPrivateKey ssk = IdentityKeyFactory.require(token, privateKey, "ECCSI");
    guard.permit(SecretClass.LONG_TERM, ssk.custody(), List.of());
    signer = Optional.of(ssk);
    verifier = Optional.empty();
    message.reset();
  }

  @Override
  protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
    if (!(publicKey instanceof EccsiPublicKey key)) {
      throw new InvalidKeyException("ECCSI verifies with an EccsiPublicKey");
    }
    verifier = Optional.of(key.verifier());
    signer = Optional.empty();
    message.reset();
  }

  @Override
  protected void engineUpdate(byte input) {
    message.write(input);
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    message.write(input, offset, length);
  }

  @Override
  protected byte[] engineSign() throws SignatureException {
    byte[] signed = message.toByteArray();
    message.reset();
    try {
      return eccsi.sign(token, signer.orElseThrow(), signed);
    } catch (InvalidKeyException e) {
      throw new SignatureException("the ECCSI key was closed", e);
    }
  }

  @Override
  protected boolean engineVerify(byte[] signature) throws SignatureException {
    byte[] signed = message.toByteArray();
    message.reset();
    if (signature.length != KmsPublicAuthenticationKey.SIGNATURE_OCTETS) {
      throw new SignatureException("an ECCSI signature has 129 octets, not " + signature.length);
    }
    return verifier.orElseThrow().verify(signed, signature);
  }

  @Override
  @Deprecated
  protected void engineSetParameter(String parameter, Object value) {
    throw new InvalidParameterException("ECCSI takes no parameters");
  }

  @Override
  @Deprecated
  protected Object engineGetParameter(String parameter) {
    throw new InvalidParameterException("ECCSI takes no parameters");
  }
}
