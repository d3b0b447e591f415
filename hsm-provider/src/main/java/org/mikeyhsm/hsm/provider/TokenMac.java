package org.mikeyhsm.hsm.provider;

import java.io.ByteArrayOutputStream;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Optional;
import javax.crypto.MacSpi;
import org.mikeyhsm.hsm.mechanism.MacStrategy;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;

/** A MAC on a token: collects the input, then one call. An instance serves one thread at a time. */
final class TokenMac extends MacSpi {
  private final Token token;
  private final MacStrategy mac;
  private final ByteArrayOutputStream input = new ByteArrayOutputStream();
  private Optional<TokenKey> key = Optional.empty();

  TokenMac(Token token, MacStrategy mac) {
    this.token = token;
    this.mac = mac;
  }

  @Override
  protected int engineGetMacLength() {
    return mac.length();
  }

  @Override
  protected void engineInit(Key newKey, AlgorithmParameterSpec parameters)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (parameters != null) {
      throw new InvalidAlgorithmParameterException("HMAC takes no parameters");
    }
    key = Optional.of(mac.accept(token, newKey));
    input.reset();
  }

  @Override
  protected void engineUpdate(byte octet) {
    input.write(octet);
  }

  @Override
  protected void engineUpdate(byte[] octets, int offset, int length) {
    input.write(octets, offset, length);
  }

  @Override
  protected byte[] engineDoFinal() {
    try {
      return mac.compute(token, key.orElseThrow(), input.toByteArray());
    } catch (InvalidKeyException e) {
      throw new ProviderException("the key of this MAC can no longer be used", e);
    } finally {
      input.reset();
    }
  }

  @Override
  protected void engineReset() {
    input.reset();
  }
}
