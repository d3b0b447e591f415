package org.mikeyhsm.jca.software;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.MacSpi;
import javax.crypto.spec.SecretKeySpec;

/** The JDK's own HMAC on a {@link SoftwareKey}. */
final class SoftwareMac extends MacSpi {
  private final Mac mac;

  private SoftwareMac(Mac mac) {
    this.mac = mac;
  }

  static SoftwareMac hmacSha1() {
    try {
      return new SoftwareMac(Mac.getInstance("HmacSHA1"));
    } catch (NoSuchAlgorithmException e) {
      throw new ProviderException("this JDK has no HmacSHA1", e);
    }
  }

  @Override
  protected int engineGetMacLength() {
    return mac.getMacLength();
  }

  @Override
  protected void engineInit(Key key, AlgorithmParameterSpec parameters)
      throws InvalidKeyException, InvalidAlgorithmParameterException {
    if (parameters != null) {
      throw new InvalidAlgorithmParameterException("HMAC takes no parameters");
    }
    byte[] octets = SoftwareKey.export(key);
    try {
      mac.init(new SecretKeySpec(octets, mac.getAlgorithm()));
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  @Override
  protected void engineUpdate(byte input) {
    mac.update(input);
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    mac.update(input, offset, length);
  }

  @Override
  protected byte[] engineDoFinal() {
    return mac.doFinal();
  }

  @Override
  protected void engineReset() {
    mac.reset();
  }
}
