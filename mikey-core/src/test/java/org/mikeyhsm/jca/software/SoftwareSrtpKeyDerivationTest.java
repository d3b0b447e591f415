package org.mikeyhsm.jca.software;

import java.security.Provider;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.SrtpKeyDerivationContract;

class SoftwareSrtpKeyDerivationTest extends SrtpKeyDerivationContract {
  private final Provider provider = new MikeyProvider();

  @Override
  protected Provider provider() {
    return provider;
  }

  @Override
  protected CustodialKey key(byte[] octets, KeyUse use) {
    return SoftwareKey.copyOf(octets, "AES", Custody.host(Origin.IMPORTED, "test"));
  }
}
