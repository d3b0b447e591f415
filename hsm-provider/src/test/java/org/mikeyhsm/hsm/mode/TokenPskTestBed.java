package org.mikeyhsm.hsm.mode;

import java.security.Provider;
import java.util.Map;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.TokenRow;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.KeyProbe;
import org.mikeyhsm.mode.psk.PskTestBed;

/** minisip's PSK-0 on a token. */
final class TokenPskTestBed implements PskTestBed {
  private final TokenRow row;
  private final Token token;
  private final Provider provider;
  private final CustodialKey psk;

  TokenPskTestBed(TokenRow row) {
    this.row = row;
    token = row.openMain();
    provider = new MikeyPkcs11Provider(token);
    psk = token.preSharedKey(TestTokens.PSK_16);
  }

  @Override
  public Provider provider() {
    return provider;
  }

  @Override
  public CustodialKey psk() {
    return psk;
  }

  @Override
  public CustodyLevel pskLevel() {
    return CustodyLevel.TOKEN;
  }

  @Override
  public int liveKeys() {
    return token.sessionObjectCount();
  }

  @Override
  public Map<String, Long> holdings() {
    return TokenHoldings.of(token, row.library().get());
  }

  @Override
  public KeyProbe probe() {
    return row.probe();
  }

  @Override
  public void close() {
    psk.close();
    token.close();
  }
}
