package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;

/** Keys of known octets for tests in other packages. */
public final class TestSessionKeys {
  private TestSessionKeys() {}

  /** An SRTP master key with its salt, which a token of the MIKEY profile keeps with it. */
  public static CustodialKey tek(Token token, byte[] octets, Octets masterSalt)
      throws InvalidKeyException {
    return SessionKeys.create(
        token,
        octets,
        masterSalt,
        KeyUse.TRAFFIC_ENCRYPTION,
        new Custody(CustodyLevel.TRANSIENT, Origin.IMPORTED, Boundary.MODULE, "test"));
  }
}
