package org.mikeyhsm.jca.software;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.jca.CustodyGuard;

/** RSA signatures with a private key in host memory, by the JDK (RFC 3830 section 4.2.6). */
final class SoftwareSignature extends SignatureSpi {
  /** The algorithms, each the JDK's name. */
  static final List<String> ALGORITHMS = List.of("SHA1withRSA", "SHA256withRSA", "RSASSA-PSS");

  private static final String JDK_PROVIDER = "SunRsaSign";

  private final Signature signature;
  private final CustodyGuard guard;

  private SoftwareSignature(Signature signature, CustodyGuard guard) {
    this.signature = signature;
    this.guard = guard;
  }

  static SoftwareSignature of(String algorithm, CustodyGuard guard) {
    try {
      return new SoftwareSignature(Signature.getInstance(algorithm, JDK_PROVIDER), guard);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("this JDK has no " + algorithm, e);
    }
  }

  @Override
  protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
    signature.initVerify(publicKey);
  }

  @Override
  protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
    if (!(privateKey instanceof RSAPrivateKey)) {
      throw new InvalidKeyException("this key is not an RSA key in host memory");
    }
    guard.permit(
        SecretClass.LONG_TERM,
        Custody.host(Origin.IMPORTED, "host memory"),
        SoftwareKey.NEEDS_TOKEN);
    signature.initSign(privateKey);
  }

  @Override
  protected void engineSetParameter(AlgorithmParameterSpec parameters)
      throws InvalidAlgorithmParameterException {
    signature.setParameter(parameters);
  }

  @Override
  protected AlgorithmParameters engineGetParameters() {
    return signature.getParameters();
  }

  @Override
  protected void engineUpdate(byte octet) throws SignatureException {
    signature.update(octet);
  }

  @Override
  protected void engineUpdate(byte[] octets, int offset, int length) throws SignatureException {
    signature.update(octets, offset, length);
  }

  @Override
  protected byte[] engineSign() throws SignatureException {
    return signature.sign();
  }

  @Override
  protected boolean engineVerify(byte[] value) throws SignatureException {
    return signature.verify(value);
  }

  @Override
  @Deprecated
  protected void engineSetParameter(String parameter, Object value) {
    throw new UnsupportedOperationException("an AlgorithmParameterSpec is needed");
  }

  @Override
  @Deprecated
  protected Object engineGetParameter(String parameter) {
    throw new UnsupportedOperationException("use getParameters");
  }
}
