package org.mikeyhsm.hsm.provider;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.interfaces.DHPublicKey;
import org.mikeyhsm.hsm.mechanism.AgreementStrategy;
import org.mikeyhsm.hsm.mechanism.DhKeys;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.message.Octets;

/**
 * Diffie-Hellman on a token. {@code generateSecret("MIKEY")} gives the TGK, of the prime's length
 * (RFC 3830 section 6.4); the octets are not to be had. An instance serves one thread at a time.
 */
final class TokenDhKeyAgreement extends KeyAgreementSpi {
  private final Token token;
  private final CustodyGuard guard;
  private final AgreementStrategy agreement;
  private Optional<TokenPrivateKey> own = Optional.empty();
  private Optional<DHPublicKey> peer = Optional.empty();

  TokenDhKeyAgreement(Token token, CustodyGuard guard, AgreementStrategy agreement) {
    this.token = token;
    this.guard = guard;
    this.agreement = agreement;
  }

  @Override
  protected void engineInit(Key key, SecureRandom random) throws InvalidKeyException {
    own = Optional.of(TokenPrivateKeys.require(token, key, "DH"));
    peer = Optional.empty();
  }

  @Override
  protected void engineInit(Key key, AlgorithmParameterSpec parameters, SecureRandom random)
      throws InvalidKeyException {
    engineInit(key, random);
  }

  @Override
  protected Key engineDoPhase(Key key, boolean lastPhase) throws InvalidKeyException {
    if (!lastPhase || !(key instanceof DHPublicKey publicKey)) {
      throw new InvalidKeyException("one DH public key is needed");
    }
    DhKeys.inRange(publicKey.getY(), publicKey.getParams().getP());
    peer = Optional.of(publicKey);
    return null;
  }

  @Override
  protected byte[] engineGenerateSecret() {
    throw new UnsupportedOperationException("the octets of a TGK are not to be had");
  }

  @Override
  protected int engineGenerateSecret(byte[] sharedSecret, int offset) {
    throw new UnsupportedOperationException("the octets of a TGK are not to be had");
  }

  @Override
  protected SecretKey engineGenerateSecret(String algorithm)
      throws NoSuchAlgorithmException, InvalidKeyException {
    if (!algorithm.equals("MIKEY")) {
      throw new NoSuchAlgorithmException("the secret of this agreement is for MIKEY");
    }
    DHPublicKey publicKey =
        peer.orElseThrow(() -> new IllegalStateException("doPhase comes first"));
    peer = Optional.empty();
    int length = (publicKey.getParams().getP().bitLength() + Byte.SIZE - 1) / Byte.SIZE;
    return agreement.agree(token, guard, own.orElseThrow(), unsigned(publicKey.getY()), length);
  }

  private static Octets unsigned(BigInteger number) {
    byte[] signed = number.toByteArray();
    int from = signed.length > 1 && signed[0] == 0 ? 1 : 0;
    return Octets.of(Arrays.copyOfRange(signed, from, signed.length));
  }
}
