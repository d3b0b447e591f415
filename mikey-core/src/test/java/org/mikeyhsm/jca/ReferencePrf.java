package org.mikeyhsm.jca;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** RFC 3830 section 4.1.2 written down once more, the slow and plain way, to compare with. */
public final class ReferencePrf {
  private ReferencePrf() {}

  /** PRF(inkey, label) of {@code length} octets. */
  public static byte[] mikey1(byte[] inkey, byte[] label, int length) {
    byte[] output = new byte[length];
    int n = inkey.length / 32 + (inkey.length % 32 == 0 ? 0 : 1);
    for (int i = 0; i < n; i++) {
      byte[] s = Arrays.copyOfRange(inkey, 32 * i, Math.min(32 * (i + 1), inkey.length));
      byte[] p = p(s, label, length / 20 + 1);
      for (int k = 0; k < length; k++) {
        output[k] = (byte) (output[k] ^ p[k]);
      }
    }
    return output;
  }

  /** HMAC-SHA-1 by the JDK. */
  public static byte[] hmacSha1(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] p(byte[] s, byte[] label, int m) {
    byte[] result = {};
    byte[] a = label;
    for (int i = 1; i <= m; i++) {
      a = hmacSha1(s, a);
      result = join(result, hmacSha1(s, join(a, label)));
    }
    return result;
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
