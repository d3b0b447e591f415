package org.mikeyhsm.hsm.provider;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.mechanism.EnvelopeStrategy;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.Encapsulated;
import org.mikeyhsm.jca.EnvelopeTransportSpi;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.Octets;

/** RSA envelopes on a token. */
final class TokenEnvelopeTransport implements EnvelopeTransportSpi {
  private final Token token;
  private final CustodyGuard guard;
  private final EnvelopeStrategy envelope;

  TokenEnvelopeTransport(Token token, CustodyGuard guard, EnvelopeStrategy envelope) {
    this.token = token;
    this.guard = guard;
    this.envelope = envelope;
  }

  @Override
  public Encapsulated encapsulate(PublicKey recipient, DerivedKeySpec spec)
      throws GeneralSecurityException {
    if (spec.place() == KeyPlace.HOST) {
      throw new InvalidKeyException("an envelope key stays in its token");
    }
    return envelope.encapsulate(token, guard, recipient, spec);
  }

  @Override
  public int keyLength() {
    return envelope.keyLength(token);
  }

  @Override
  public List<Integer> expectedLengths() {
    return envelope.expectedLengths();
  }

  @Override
  public CustodialKey decapsulate(PrivateKey key, Octets encapsulation, DerivedKeySpec expected)
      throws GeneralSecurityException {
    TokenPrivateKey privateKey = TokenPrivateKeys.require(token, key, "RSA");
    guard.permit(SecretClass.LONG_TERM, privateKey.custody(), List.of());
    return envelope.decapsulate(token, guard, privateKey, encapsulation.toArray(), expected);
  }
}
