package org.mikeyhsm.jca.software;

import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.SignatureSpi;
import org.mikeyhsm.crypto.eccsi.KmsPublicAuthenticationKey;
import org.mikeyhsm.crypto.eccsi.SecretSigningKey;
import org.mikeyhsm.crypto.eccsi.SignerVerifier;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.EccsiPublicKey;

/**
 * ECCSI (RFC 6507) with keys in host memory. The hash takes r, which comes last when verifying,
 * before the message, so the message is kept until then.
 */
final class SoftwareEccsi extends SignatureSpi {
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private final SecureRandom defaultRandom;
  private final CustodyGuard guard;
  private PrivateKey signingKey;
  private SignerVerifier verifier;

  SoftwareEccsi(SecureRandom random, CustodyGuard guard) {
    defaultRandom = random;
    this.guard = guard;
  }

  @Override
  protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    SoftwarePrivateKey.permit(guard, privateKey, SecretSigningKey.class);
    signingKey = privateKey;
    verifier = null;
    message.reset();
  }

  @Override
  protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
    if (!(publicKey instanceof EccsiPublicKey eccsi)) {
      throw new InvalidKeyException("ECCSI verifies with an EccsiPublicKey");
    }
    verifier = eccsi.verifier();
    signingKey = null;
    message.reset();
  }

  @Override
  protected void engineUpdate(byte input) {
    message.write(input);
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    message.write(input, offset, length);
  }

  @Override
  protected byte[] engineSign() throws SignatureException {
    final byte[] signed = message.toByteArray();
    message.reset();
    try {
      return SoftwarePrivateKey.open(signingKey, SecretSigningKey.class)
          .sign(signed, appRandom == null ? defaultRandom : appRandom);
    } catch (InvalidKeyException | IllegalStateException e) {
      throw new SignatureException("the ECCSI key was closed", e);
    }
  }

  @Override
  protected boolean engineVerify(byte[] signature) throws SignatureException {
    final byte[] signed = message.toByteArray();
    message.reset();
    if (signature.length != KmsPublicAuthenticationKey.SIGNATURE_OCTETS) {
      throw new SignatureException("an ECCSI signature has 129 octets, not " + signature.length);
    }
    return verifier.verify(signed, signature);
  }

  @Override
  @Deprecated
  protected void engineSetParameter(String parameter, Object value) {
    throw new InvalidParameterException("ECCSI takes no parameters");
  }

  @Override
  @Deprecated
  protected Object engineGetParameter(String parameter) {
    throw new InvalidParameterException("ECCSI takes no parameters");
  }
}
