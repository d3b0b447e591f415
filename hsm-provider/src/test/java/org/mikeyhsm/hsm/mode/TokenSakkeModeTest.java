package org.mikeyhsm.hsm.mode;

import java.security.Provider;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.mikeyhsm.hsm.TestMikeyTokens;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.KeyProbe;
import org.mikeyhsm.mode.TestBed;
import org.mikeyhsm.mode.sakke.SakkeContract;

/** The contract on libmikeytoken, the one token here that does SAKKE. */
@Tag("softhsm")
class TokenSakkeModeTest extends SakkeContract {
  @Override
  protected TestBed open() {
    Token token = TestMikeyTokens.get().open(TestMikeyTokens.MAIN);
    Provider provider = new MikeyPkcs11Provider(token);
    return new TestBed() {
      @Override
      public Provider provider() {
        return provider;
      }

      @Override
      public int liveKeys() {
        return token.sessionObjectCount();
      }

      @Override
      public Map<String, Long> holdings() {
        return TokenHoldings.of(token, TestMikeyTokens.get().library());
      }

      @Override
      public KeyProbe probe() {
        return KeyProbe.USE;
      }

      @Override
      public void close() {
        token.close();
      }
    };
  }
}
