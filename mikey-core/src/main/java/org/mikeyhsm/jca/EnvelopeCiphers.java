package org.mikeyhsm.jca;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** The JDK's ciphers of RSA envelopes, by the names of {@link EnvelopeTransport}. Stateless. */
public final class EnvelopeCiphers {
  /** RSAES-OAEP with SHA-256 and MGF1 with SHA-256 (RFC 8017 section 7.1). */
  public static final String OAEP_SHA_256 = "RSA/ECB/OAEPWithSHA-256AndMGF1Padding";

  private EnvelopeCiphers() {}

  /**
   * A cipher, initialized.
   *
   * @param mode {@link Cipher#ENCRYPT_MODE} or {@link Cipher#DECRYPT_MODE}
   * @throws GeneralSecurityException if no provider has it, or it does not take {@code key}
   */
  public static Cipher of(String algorithm, int mode, Key key) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(algorithm);
    if (algorithm.equals(OAEP_SHA_256)) {
      // By that name alone the JDK takes MGF1 with SHA-1, which no token and no OpenSSL expects.
      cipher.init(
          mode,
          key,
          new OAEPParameterSpec(
              "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
    } else {
      cipher.init(mode, key);
    }
    return cipher;
  }
}
