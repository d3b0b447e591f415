package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.InvalidKeyException;
import java.security.Provider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.TestMikeyTokens;
import org.mikeyhsm.hsm.mechanism.SessionKeys;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.EccsiContract;
import org.mikeyhsm.jca.KeyUse;

@Tag("softhsm")
class TokenEccsiTest extends EccsiContract {
  private final Token token = TestMikeyTokens.get().open(TestMikeyTokens.MAIN);
  private final Provider provider = new MikeyPkcs11Provider(token);

  @AfterEach
  void close() {
    try (token) {
      assertEquals(0, token.sessionObjectCount());
    }
  }

  @Override
  protected Provider provider() {
    return provider;
  }

  @Override
  protected boolean takesRandom() {
    return false;
  }

  @Override
  protected CustodialKey key(byte[] octets, KeyUse use) throws InvalidKeyException {
    return SessionKeys.create(
        token,
        octets,
        use,
        new Custody(CustodyLevel.TRANSIENT, Origin.IMPORTED, Boundary.MODULE, "test"));
  }
}
