package org.mikeyhsm.jca.software;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/** AES key wrap with padding (RFC 5649) under a key in host memory. */
public final class KeyWrapWithPadding {
  private static final String TRANSFORMATION = "AES/KWP/NoPadding";
  private static final int SEMIBLOCK = 8;

  private KeyWrapWithPadding() {}

  /**
   * Unwraps (section 4.2).
   *
   * @param key 16, 24 or 32 octets; the caller closes it
   * @param wrapped a multiple of 8 octets, 16 or more
   * @return what was wrapped, which the caller closes
   * @throws InvalidKeyException if it was not wrapped under that key, whatever is wrong
   */
  public static SecretOctets unwrap(SecretOctets key, Octets wrapped) throws InvalidKeyException {
    // The JDK's cipher does not expect less.
    if (wrapped.length() % SEMIBLOCK != 0 || wrapped.length() < 2 * SEMIBLOCK) {
      throw refused();
    }
    byte[] keyOctets = key.copy();
    byte[] octets = new byte[0];
    try {
      Cipher cipher = Cipher.getInstance(TRANSFORMATION);
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(keyOctets, "AES"));
      octets = cipher.doFinal(wrapped.toArray());
      return SecretOctets.copyOf(octets);
    } catch (InvalidKeyException e) {
      throw e;
    } catch (NoSuchAlgorithmException e) {
      throw new ProviderException("this JDK has no " + TRANSFORMATION, e);
    } catch (GeneralSecurityException e) {
      // Which of the checks failed is nobody's business.
      throw refused();
    } finally {
      Arrays.fill(keyOctets, (byte) 0);
      Arrays.fill(octets, (byte) 0);
    }
  }

  private static InvalidKeyException refused() {
    return new InvalidKeyException("this was not wrapped under that key (RFC 5649)");
  }
}
