package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.util.List;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.message.Octets;

/** A way to agree on a TGK by Diffie-Hellman (RFC 3830 section 3.3). */
public interface AgreementStrategy extends Strategy {
  /** The ways of DH over a prime field, best custody first. */
  List<AgreementStrategy> DIFFIE_HELLMAN =
      List.of(new ProfileAgreement(), new ExtractedAgreement(), new ReadAgreement());

  /**
   * Agrees.
   *
   * @param guard judges the TGK
   * @param key the own private key
   * @param peerValue the peer's public value, in range
   * @param length octets of the prime, which is the TGK's length: leading zeros stay
   * @return the TGK, which the caller closes
   * @throws InvalidKeyException if the token cannot use the key, or the policy forbids the TGK
   */
  TokenKey agree(Token token, CustodyGuard guard, TokenPrivateKey key, Octets peerValue, int length)
      throws InvalidKeyException;
}
