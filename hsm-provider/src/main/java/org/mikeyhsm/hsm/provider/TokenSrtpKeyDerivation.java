package org.mikeyhsm.hsm.provider;

import java.security.InvalidKeyException;
import java.util.List;
import javax.crypto.SecretKey;
import org.mikeyhsm.hsm.mechanism.Selection;
import org.mikeyhsm.hsm.mechanism.SrtpStrategy;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.SrtpKeyDerivationSpi;
import org.mikeyhsm.jca.SrtpKeyInput;
import org.mikeyhsm.message.Octets;

/** SRTP's key derivation on a token. */
final class TokenSrtpKeyDerivation implements SrtpKeyDerivationSpi {
  private final Token token;
  private final CustodyGuard guard;
  private final Selection<SrtpStrategy> selection;
  private final SrtpStrategy srtp;

  TokenSrtpKeyDerivation(Token token, CustodyGuard guard, Selection<SrtpStrategy> selection) {
    this.token = token;
    this.guard = guard;
    this.selection = selection;
    this.srtp = selection.chosen();
  }

  @Override
  public CustodialKey deriveKey(SecretKey masterKey, SrtpKeyInput input, DerivedKeySpec spec)
      throws InvalidKeyException {
    if (masterKey instanceof CustodialKey key) {
      guard.permit(spec.use().secretClass(), key.custody(), missing());
    }
    return guard.admit(
        spec.use().secretClass(), srtp.deriveKey(token, masterKey, input, spec), missing());
  }

  @Override
  public Octets deriveSalt(SecretKey masterKey, SrtpKeyInput input, int length)
      throws InvalidKeyException {
    return srtp.deriveSalt(token, masterKey, input, length);
  }

  private List<String> missing() {
    List<String> missing = selection.missing();
    return missing.isEmpty() ? List.of("a TEK of a better level") : missing;
  }
}
