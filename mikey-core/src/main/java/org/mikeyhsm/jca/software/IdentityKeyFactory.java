package org.mikeyhsm.jca.software;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactorySpi;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;

/** Makes private keys from what a KMS issues, once they have been verified against it. */
abstract class IdentityKeyFactory extends KeyFactorySpi {
  /** The key, or null for a key specification of another kind. */
  abstract PrivateKey make(KeySpec spec) throws InvalidKeyException;

  @Override
  protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
    final PrivateKey key;
    try {
      key = make(spec);
    } catch (InvalidKeyException | IllegalArgumentException e) {
      throw new InvalidKeySpecException(e.getMessage(), e);
    }
    if (key == null) {
      throw new InvalidKeySpecException("not a key specification of this algorithm");
    }
    return key;
  }

  @Override
  protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
    throw new InvalidKeySpecException("public keys are made by SakkePublicKey and EccsiPublicKey");
  }

  @Override
  protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> type)
      throws InvalidKeySpecException {
    throw new InvalidKeySpecException("a private key is never handed out");
  }

  @Override
  protected Key engineTranslateKey(Key key) throws InvalidKeyException {
    if (key instanceof SoftwarePrivateKey<?>) {
      return key;
    }
    throw new InvalidKeyException("a key of another provider cannot be had");
  }
}
