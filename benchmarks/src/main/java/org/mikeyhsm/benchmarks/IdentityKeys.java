package org.mikeyhsm.benchmarks;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.SAKKEPrivateKeyParameters;
import org.mikeyhsm.crypto.sakke.KmsMasterSecret;
import org.mikeyhsm.crypto.sakke.KmsPublicKey;
import org.mikeyhsm.crypto.sakke.ReceiverSecretKey;

/**
 * One SAKKE user and KMS, in our form and in BouncyCastle's, whose private key is the KMS's secret
 * and whose receiver derives its own key from that each time.
 *
 * @param bouncyCastle its private key, which has the public one
 * @param kms the KMS Public Key
 * @param identifier the user's, in octets
 * @param rsk the Receiver Secret Key
 */
record IdentityKeys(
    SAKKEPrivateKeyParameters bouncyCastle, KmsPublicKey kms, byte[] identifier, byte[] rsk) {

  static IdentityKeys generate(SecureRandom random) {
    SAKKEPrivateKeyParameters bouncyCastle = new SAKKEPrivateKeyParameters(random);
    byte[] identifier = unsigned(bouncyCastle.getPublicParams().getIdentifier());
    try (KmsMasterSecret secret =
        KmsMasterSecret.of(padded(bouncyCastle.getMasterSecret(), KmsMasterSecret.OCTETS))) {
      return new IdentityKeys(
          bouncyCastle, secret.publicKey(), identifier, secret.issue(identifier));
    }
  }

  /** The receiver's key, without tables. */
  ReceiverSecretKey receiver() {
    try {
      return ReceiverSecretKey.decode(rsk, kms, identifier);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] unsigned(BigInteger number) {
    return padded(number, (number.bitLength() + 7) / 8);
  }

  static byte[] padded(BigInteger number, int length) {
    byte[] magnitude = number.toByteArray();
    byte[] octets = new byte[length];
    int count = Math.min(length, magnitude.length);
    System.arraycopy(magnitude, magnitude.length - count, octets, length - count, count);
    return octets;
  }
}
