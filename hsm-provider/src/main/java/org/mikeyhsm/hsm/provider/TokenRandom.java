package org.mikeyhsm.hsm.provider;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.SecureRandomSpi;
import org.mikeyhsm.hsm.token.Token;

/** The token's random generator, by C_GenerateRandom. Thread-safe. */
final class TokenRandom extends SecureRandomSpi {
  private static final long serialVersionUID = 1L;

  private final transient Token token;

  TokenRandom(Token token) {
    this.token = token;
  }

  /** Does nothing: the token seeds itself. */
  @Override
  protected void engineSetSeed(byte[] seed) {}

  @Override
  protected void engineNextBytes(byte[] octets) {
    token.generateRandom(octets);
  }

  @Override
  protected byte[] engineGenerateSeed(int length) {
    byte[] seed = new byte[length];
    token.generateRandom(seed);
    return seed;
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a token is not serialized");
  }
}
