package org.mikeyhsm.hsm.provider;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactorySpi;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;

/**
 * Makes what a KMS issued session objects of a token, which verifies it. The octets were in host
 * memory, and the custody says so: a strict policy refuses their use, and takes provisioned ones.
 */
final class IdentityKeyFactory<S extends KeySpec> extends KeyFactorySpi {
  private final Token token;
  private final String algorithm;
  private final Class<S> spec;
  private final Importer<S> importer;

  /** Puts a key into the token. */
  @FunctionalInterface
  interface Importer<S> {
    TokenPrivateKey put(Token token, S spec) throws InvalidKeyException;
  }

  IdentityKeyFactory(Token token, String algorithm, Class<S> spec, Importer<S> importer) {
    this.token = token;
    this.algorithm = algorithm;
    this.spec = spec;
    this.importer = importer;
  }

  /** The key, if it lives in this token, is open and of this algorithm. */
  static TokenPrivateKey require(Token token, Key key, String algorithm)
      throws InvalidKeyException {
    if (!(key instanceof TokenPrivateKey privateKey)
        || !privateKey.isOn(token)
        || !privateKey.getAlgorithm().equals(algorithm)) {
      throw new InvalidKeyException(
          "this key is no " + algorithm + " key in token " + token.label());
    }
    if (privateKey.isDestroyed()) {
      throw new InvalidKeyException("this key, or its token, was closed");
    }
    return privateKey;
  }

  @Override
  protected PrivateKey engineGeneratePrivate(KeySpec keySpec) throws InvalidKeySpecException {
    if (!spec.isInstance(keySpec)) {
      throw new InvalidKeySpecException("not a key specification of " + algorithm);
    }
    try {
      return importer.put(token, spec.cast(keySpec));
    } catch (InvalidKeyException e) {
      throw new InvalidKeySpecException(e.getMessage(), e);
    }
  }

  @Override
  protected PublicKey engineGeneratePublic(KeySpec keySpec) throws InvalidKeySpecException {
    throw new InvalidKeySpecException("public keys are made by SakkePublicKey and EccsiPublicKey");
  }

  @Override
  protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> type)
      throws InvalidKeySpecException {
    throw new InvalidKeySpecException("a private key is never handed out");
  }

  @Override
  protected Key engineTranslateKey(Key key) throws InvalidKeyException {
    return require(token, key, algorithm);
  }
}
