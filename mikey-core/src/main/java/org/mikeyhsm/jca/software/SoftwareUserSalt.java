package org.mikeyhsm.jca.software;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.mikeyhsm.jca.UserSaltSpi;
import org.mikeyhsm.message.Octets;

/** The User Salt of 3GPP TS 33.180 F.1.3, from a key in host memory. */
final class SoftwareUserSalt implements UserSaltSpi {
  private static final String HMAC = "HmacSHA256";
  private static final byte FC = 0x50;
  private static final int SALT_MASK = 0x0FFF_FFFF;

  @Override
  public int userSalt(SecretKey key, Octets user) throws InvalidKeyException {
    final byte[] octets = SoftwareKey.export(key);
    try {
      final Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(octets, HMAC));
      mac.update(FC);
      mac.update(user.toArray());
      mac.update(ByteBuffer.allocate(Short.BYTES).putShort((short) user.length()).array());
      final byte[] output = mac.doFinal();
      final int salt = ByteBuffer.wrap(output).getInt(output.length - Integer.BYTES) & SALT_MASK;
      Arrays.fill(output, (byte) 0);
      return salt;
    } catch (NoSuchAlgorithmException e) {
      throw new ProviderException("this JDK has no " + HMAC, e);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }
}
