package org.mikeyhsm.jca.software;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.custody.CustodyRefusedException;
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

  @Test
  void thePolicyIsAskedFirst() throws GeneralSecurityException {
    Provider strict = new MikeyProvider(new SecureRandom(), CustodyPolicy.STRICT);
    KeyEncapsulation sakke = KeyEncapsulation.getInstance("SAKKE", strict);
    KeyEncapsulation.Encapsulator sender = sakke.newEncapsulator(IdentityKeys.sakkePublicKey());
    assertThrows(CustodyRefusedException.class, sender::generateSecret);
    PrivateKey rsk =
        KeyFactory.getInstance("SAKKE", strict).generatePrivate(IdentityKeys.receiverKey());
    assertThrows(CustodyRefusedException.class, () -> sakke.newDecapsulator(rsk));
    PrivateKey ssk =
        KeyFactory.getInstance("ECCSI", strict).generatePrivate(IdentityKeys.signingKey());
    Signature eccsi = Signature.getInstance("ECCSI", strict);
    assertThrows(CustodyRefusedException.class, () -> eccsi.initSign(ssk));
  }
}
