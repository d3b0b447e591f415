package org.mikeyhsm.jca.software;

import java.security.Provider;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.KeyDerivationContract;
import org.mikeyhsm.jca.KeyUse;

class SoftwareKeyDerivationTest extends KeyDerivationContract {
  @Override
  protected Provider provider() {
    return new MikeyProvider();
  }

  @Override
  protected CustodialKey key(byte[] octets, KeyUse use) {
    return SoftwareKey.copyOf(octets, "MIKEY", Custody.host(Origin.IMPORTED, "test"));
  }
}
