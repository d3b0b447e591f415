package org.mikeyhsm.hsm.provider;

import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;
import javax.crypto.SecretKey;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.mechanism.ProfileSakke;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.KeyEncapsulation;
import org.mikeyhsm.jca.KeyEncapsulationSpi;
import org.mikeyhsm.jca.SakkePublicKey;
import org.mikeyhsm.message.Octets;

/** SAKKE with SSVs and Receiver Secret Keys in a token. */
final class TokenSakke implements KeyEncapsulationSpi {
  private final Token token;
  private final CustodyGuard guard;
  private final ProfileSakke sakke;

  TokenSakke(Token token, CustodyGuard guard, ProfileSakke sakke) {
    this.token = token;
    this.guard = guard;
    this.sakke = sakke;
  }

  @Override
  public KeyEncapsulation.Encapsulator newEncapsulator(PublicKey kmsPublicKey)
      throws InvalidKeyException {
    if (!(kmsPublicKey instanceof SakkePublicKey key)) {
      throw new InvalidKeyException("SAKKE encapsulates with a SakkePublicKey");
    }
    return new Sender(key.key().encoded());
  }

  @Override
  public KeyEncapsulation.Decapsulator newDecapsulator(PrivateKey privateKey)
      throws InvalidKeyException {
    final TokenPrivateKey rsk = IdentityKeyFactory.require(token, privateKey, "SAKKE");
    guard.permit(SecretClass.LONG_TERM, rsk.custody(), List.of());
    return encapsulation -> sakke.decapsulate(token, guard, rsk, encapsulation);
  }

  private final class Sender implements KeyEncapsulation.Encapsulator {
    private final byte[] kmsPublicKey;

    Sender(byte[] kmsPublicKey) {
      this.kmsPublicKey = kmsPublicKey;
    }

    @Override
    public CustodialKey generateSecret() throws InvalidKeyException {
      return sakke.generate(token, guard);
    }

    @Override
    public List<Octets> encapsulate(SecretKey secret, List<Octets> identifiers)
        throws InvalidKeyException {
      return sakke.encapsulate(token, secret, kmsPublicKey, identifiers);
    }
  }
}
