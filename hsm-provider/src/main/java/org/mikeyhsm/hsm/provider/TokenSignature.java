package org.mikeyhsm.hsm.provider;

import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.custody.SecretEvents;
import org.mikeyhsm.hsm.mechanism.SignatureStrategy;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.CustodyGuard;

/**
 * RSA signatures on a token: collects the message, then one call. It does not verify: that takes
 * public values only, and the JDK does it. An instance serves one thread at a time.
 */
final class TokenSignature extends SignatureSpi {
  private final Token token;
  private final CustodyGuard guard;
  private final SignatureStrategy strategy;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private Optional<TokenPrivateKey> key = Optional.empty();
  private Optional<PSSParameterSpec> parameters = Optional.empty();

  TokenSignature(Token token, CustodyGuard guard, SignatureStrategy strategy) {
    this.token = token;
    this.guard = guard;
    this.strategy = strategy;
  }

  @Override
  protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
    throw new InvalidKeyException("a token signs; verify with another provider");
  }

  @Override
  protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    TokenPrivateKey own = TokenPrivateKeys.require(token, privateKey, "RSA");
    guard.permit(SecretClass.LONG_TERM, own.custody(), List.of());
    if (own.isFirstUse()) {
      SecretEvents.record(SecretClass.LONG_TERM, own.custody());
    }
    key = Optional.of(own);
    message.reset();
  }

  @Override
  protected void engineSetParameter(AlgorithmParameterSpec spec)
      throws InvalidAlgorithmParameterException {
    if (!(spec instanceof PSSParameterSpec pss)) {
      throw new InvalidAlgorithmParameterException("a PSSParameterSpec is needed");
    }
    strategy.check(Optional.of(pss));
    parameters = Optional.of(pss);
  }

  @Override
  protected AlgorithmParameters engineGetParameters() {
    if (parameters.isEmpty()) {
      return null;
    }
    try {
      AlgorithmParameters result = AlgorithmParameters.getInstance("RSASSA-PSS");
      result.init(parameters.get());
      return result;
    } catch (GeneralSecurityException e) {
      throw new UnsupportedOperationException("this JDK has no parameters of RSASSA-PSS", e);
    }
  }

  @Override
  protected void engineUpdate(byte octet) {
    message.write(octet);
  }

  @Override
  protected void engineUpdate(byte[] octets, int offset, int length) {
    message.write(octets, offset, length);
  }

  @Override
  protected byte[] engineSign() throws SignatureException {
    try {
      strategy.check(parameters);
      return strategy.sign(token, key.orElseThrow(), parameters, message.toByteArray());
    } catch (InvalidKeyException | InvalidAlgorithmParameterException e) {
      throw new SignatureException(e.getMessage(), e);
    } finally {
      message.reset();
    }
  }

  @Override
  protected boolean engineVerify(byte[] value) throws SignatureException {
    throw new SignatureException("a token signs; verify with another provider");
  }

  @Override
  @Deprecated
  protected void engineSetParameter(String parameter, Object value) {
    throw new UnsupportedOperationException("an AlgorithmParameterSpec is needed");
  }

  @Override
  @Deprecated
  protected Object engineGetParameter(String parameter) {
    throw new UnsupportedOperationException("use getParameters");
  }
}
