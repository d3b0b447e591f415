package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.InvalidKeyException;
import java.security.Provider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.TokenRow;
import org.mikeyhsm.hsm.mechanism.SessionKeys;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.KeyDataTransportContract;
import org.mikeyhsm.jca.KeyProbe;
import org.mikeyhsm.jca.KeyUse;

@Tag("softhsm")
@ParameterizedClass
@MethodSource("org.mikeyhsm.hsm.TokenRow#all")
class TokenKeyDataTransportTest extends KeyDataTransportContract {
  private final TokenRow row;
  private final Token token;
  private final int objects;
  private final Provider provider;

  TokenKeyDataTransportTest(TokenRow row) {
    this.row = row;
    token = row.openMain();
    objects = token.objectCount();
    provider = new MikeyPkcs11Provider(token);
  }

  @AfterEach
  void close() {
    try (token) {
      assertEquals(0, token.sessionObjectCount());
      assertEquals(objects, token.objectCount());
    }
  }

  @Override
  protected Provider provider() {
    return provider;
  }

  @Override
  protected KeyProbe probe() {
    return row.probe();
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
