package org.mikeyhsm.jca.software;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.GeneralSecurityException;
import java.security.Provider;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.IdentityKeys;
import org.mikeyhsm.jca.KeyEncapsulation;
import org.mikeyhsm.jca.KeyEncapsulationContract;
import org.mikeyhsm.jca.KeyUse;

class SoftwareSakkeTest extends KeyEncapsulationContract {
  @Override
  protected Provider provider() {
    return new MikeyProvider();
  }

  @Override
  protected CustodialKey key(byte[] octets, KeyUse use) {
    return SoftwareKey.copyOf(octets, "MIKEY", Custody.host(Origin.IMPORTED, "test"));
  }

  @Test
  void saysThatTheSsvIsInHostMemory() throws GeneralSecurityException {
    try (CustodialKey ssv =
        KeyEncapsulation.getInstance("SAKKE", provider())
            .newEncapsulator(IdentityKeys.sakkePublicKey())
            .generateSecret()) {
      assertEquals(CustodyLevel.HOST, ssv.custody().level());
      assertEquals(Origin.GENERATED, ssv.custody().origin());
      assertEquals(16, SoftwareKey.export(ssv).length);
    }
  }
}
