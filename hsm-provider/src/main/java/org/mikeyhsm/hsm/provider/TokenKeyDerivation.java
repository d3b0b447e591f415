package org.mikeyhsm.hsm.provider;

import java.security.InvalidKeyException;
import java.util.List;
import javax.crypto.SecretKey;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.custody.SecretEvents;
import org.mikeyhsm.hsm.mechanism.PrfStrategy;
import org.mikeyhsm.hsm.mechanism.Selection;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyDerivationSpi;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;

/** Key derivation on a token. */
final class TokenKeyDerivation implements KeyDerivationSpi {
  private static final List<String> EXPORTED =
      List.of("a way to use this key inside the token: it was asked for in host memory");

  private final Token token;
  private final CustodyGuard guard;
  private final Selection<PrfStrategy> selection;
  private final PrfStrategy prf;

  TokenKeyDerivation(Token token, CustodyGuard guard, Selection<PrfStrategy> selection) {
    this.token = token;
    this.guard = guard;
    this.selection = selection;
    this.prf = selection.chosen();
  }

  @Override
  public CustodialKey deriveKey(SecretKey inkey, byte[] label, DerivedKeySpec spec)
      throws InvalidKeyException {
    permitInkey(inkey);
    if (spec.use() == KeyUse.MESSAGE_SALT) {
      return prf.deriveKey(token, inkey, label, spec);
    }
    SecretClass secretClass = spec.use().secretClass();
    boolean exported = spec.place() == KeyPlace.HOST;
    List<String> missing = exported ? EXPORTED : selection.missing();
    guard.permit(secretClass, best(inkey, exported), missing);
    return guard.admit(secretClass, prf.deriveKey(token, inkey, label, spec), missing);
  }

  @Override
  public Octets deriveSalt(SecretKey inkey, byte[] label, int length) throws InvalidKeyException {
    permitInkey(inkey);
    return prf.deriveSalt(token, inkey, label, length);
  }

  /** A provisioned key passes no other gate. */
  private void permitInkey(SecretKey inkey) throws InvalidKeyException {
    if (inkey instanceof TokenKey key && key.isOn(token) && key.isProvisioned()) {
      guard.permit(SecretClass.PSK, key.custody(), List.of());
      if (key.isFirstUse()) {
        SecretEvents.record(SecretClass.PSK, key.custody());
      }
    }
  }

  private Custody best(SecretKey inkey, boolean exported) {
    CustodyLevel level =
        inkey instanceof CustodialKey key
            ? prf.yields().weaker(key.custody().level())
            : prf.yields();
    return exported || level == CustodyLevel.HOST
        ? Custody.host(Origin.DERIVED, "")
        : new Custody(level, Origin.DERIVED, token.boundary(), "");
  }
}
