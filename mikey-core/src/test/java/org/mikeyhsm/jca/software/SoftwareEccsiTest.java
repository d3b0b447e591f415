package org.mikeyhsm.jca.software;

import java.security.Provider;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.EccsiContract;
import org.mikeyhsm.jca.KeyUse;

class SoftwareEccsiTest extends EccsiContract {
  @Override
  protected Provider provider() {
    return new MikeyProvider();
  }

  @Override
  protected CustodialKey key(byte[] octets, KeyUse use) {
    return SoftwareKey.copyOf(octets, "MIKEY", Custody.host(Origin.IMPORTED, "test"));
  }

  @Override
  protected boolean takesRandom() {
    return true;
  }
}
