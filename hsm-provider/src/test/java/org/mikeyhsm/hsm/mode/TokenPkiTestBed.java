package org.mikeyhsm.hsm.mode;

import java.security.PrivateKey;
import java.security.Provider;
import java.util.Map;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.TestRsaImport;
import org.mikeyhsm.hsm.TokenRow;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.KeyProbe;
import org.mikeyhsm.mode.pki.PkiTestBed;
import org.mikeyhsm.mode.pki.TestPki;

/** The keys of {@link TestPki} on a token. */
final class TokenPkiTestBed implements PkiTestBed {
  private final TokenRow row;
  private final Token token;
  private final Provider provider;

  TokenPkiTestBed(TokenRow row) {
    this.row = row;
    token = row.openRsa();
    provider = new MikeyPkcs11Provider(token);
  }

  @Override
  public Provider provider() {
    return provider;
  }

  @Override
  public PrivateKey privateKey(String name) {
    return TestRsaImport.key(token, "pki " + name, TestPki.privateKey(name));
  }

  @Override
  public CustodyLevel privateKeyLevel() {
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

  /** Rule 4 of docs/pkcs11-mikey-profile.md. */
  @Override
  public boolean sendsUnderReceivedEnvelopes() {
    return !row.name().equals("mikeytoken");
  }

  /** SoftHSM2 computes no HMAC-SHA-1 with fewer octets than the hash has. */
  @Override
  public int leastEnvelopeKey() {
    return row.name().equals("SoftHSM2") ? 20 : 16;
  }

  @Override
  public void close() {
    token.close();
  }
}
