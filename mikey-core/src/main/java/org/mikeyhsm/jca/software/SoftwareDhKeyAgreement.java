package org.mikeyhsm.jca.software;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.interfaces.DHPublicKey;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.KeyUse;

/**
 * Diffie-Hellman in host memory. {@code generateSecret("MIKEY")} gives the TGK, of the prime's
 * length: leading zeros stay (RFC 3830 section 6.4); the octets are not to be had otherwise.
 */
final class SoftwareDhKeyAgreement extends KeyAgreementSpi {
  private static final Custody CUSTODY = Custody.host(Origin.DERIVED, "DH in host memory");

  private final CustodyGuard guard;
  private Optional<SoftwareDhPrivateKey> own = Optional.empty();
  private Optional<DHPublicKey> peer = Optional.empty();

  SoftwareDhKeyAgreement(CustodyGuard guard) {
    this.guard = guard;
  }

  @Override
  protected void engineInit(Key key, SecureRandom random) throws InvalidKeyException {
    if (!(key instanceof SoftwareDhPrivateKey privateKey)) {
      throw new InvalidKeyException("this key is not one that this provider made");
    }
    own = Optional.of(privateKey);
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
    BigInteger y = publicKey.getY();
    BigInteger last = publicKey.getParams().getP().subtract(BigInteger.TWO);
    if (y.compareTo(BigInteger.TWO) < 0 || y.compareTo(last) > 0) {
      throw new InvalidKeyException("the peer's public value is not in 2..p-2");
    }
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
    guard.permit(SecretClass.TGK, CUSTODY, SoftwareKey.NEEDS_TOKEN);
    byte[] secret = agree(own.orElseThrow().key(), publicKey);
    try {
      return guard.admit(
          SecretClass.TGK,
          SoftwareKey.copyOf(secret, KeyUse.TEK_GENERATION.algorithm(), CUSTODY),
          SoftwareKey.NEEDS_TOKEN);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static byte[] agree(PrivateKey own, DHPublicKey peer)
      throws NoSuchAlgorithmException, InvalidKeyException {
    try {
      KeyAgreement agreement = KeyAgreement.getInstance("DH", "SunJCE");
      agreement.init(own);
      agreement.doPhase(peer, true);
      return agreement.generateSecret();
    } catch (NoSuchProviderException e) {
      throw new NoSuchAlgorithmException("this JDK has no SunJCE", e);
    }
  }
}
