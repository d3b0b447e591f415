package org.mikeyhsm.hsm.provider;

import java.security.InvalidKeyException;
import javax.crypto.SecretKey;
import org.mikeyhsm.hsm.mechanism.PrfStrategy;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyDerivationSpi;
import org.mikeyhsm.message.Octets;

/** Key derivation on a token. */
final class TokenKeyDerivation implements KeyDerivationSpi {
  private final Token token;
  private final PrfStrategy prf;

  TokenKeyDerivation(Token token, PrfStrategy prf) {
    this.token = token;
    this.prf = prf;
  }

  @Override
  public CustodialKey deriveKey(SecretKey inkey, byte[] label, DerivedKeySpec spec)
      throws InvalidKeyException {
    return prf.deriveKey(token, inkey, label, spec);
  }

  @Override
  public Octets deriveSalt(SecretKey inkey, byte[] label, int length) throws InvalidKeyException {
    return prf.deriveSalt(token, inkey, label, length);
  }
}
