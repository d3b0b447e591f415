package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.TokenRow;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.IaikCryptoki;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.hsm.cryptoki.SlotId;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyDerivation;
import org.mikeyhsm.jca.KeyUse;

/** Somebody else in the process logs out, as a second library on the same module can. */
@Tag("softhsm")
class TokenRecoveryTest {
  private static void logOut(TokenRow row) throws IOException {
    Cryptoki cryptoki = IaikCryptoki.load(row.library().get());
    SlotId slot =
        cryptoki.slotList().stream()
            .filter(id -> cryptoki.tokenInfo(id).label().equals(row.main()))
            .findFirst()
            .orElseThrow();
    SessionHandle session = cryptoki.openSession(slot);
    cryptoki.logout(session);
    cryptoki.closeSession(session);
  }

  @ParameterizedTest
  @MethodSource("org.mikeyhsm.hsm.TokenRow#all")
  void theNextCallLogsInAndFindsThePskAgain(TokenRow row)
      throws GeneralSecurityException, IOException {
    byte[] label = Exchange.label(0x2AD01C64, 1, 1);
    byte[] fork = Exchange.label(0x1512B54A, 1, 1);
    DerivedKeySpec tek = new DerivedKeySpec(KeyUse.TRAFFIC_ENCRYPTION, 16, row.probe().place());
    try (Token token = row.openMain()) {
      KeyDerivation prf = KeyDerivation.getInstance("MIKEY-1", new MikeyPkcs11Provider(token));
      CustodialKey psk = token.preSharedKey(TestTokens.PSK_20);
      CustodialKey lost = prf.deriveKey(psk, fork, DerivedKeySpec.held(KeyUse.TEK_GENERATION, 20));
      for (int i = 0; i < 2; i++) {
        logOut(row);
        prf.deriveKey(psk, label, tek).close();
      }
      assertThrows(InvalidKeyException.class, () -> prf.deriveKey(lost, label, tek));
      lost.close();
      assertEquals(0, token.sessionObjectCount());
    }
  }
}
