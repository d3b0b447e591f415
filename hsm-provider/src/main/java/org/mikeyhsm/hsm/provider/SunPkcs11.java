package org.mikeyhsm.hsm.provider;

import java.nio.file.Path;
import java.security.InvalidParameterException;
import java.security.Provider;
import java.security.Security;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenUnavailableException;

/**
 * The JDK's SunPKCS11 on a token that is open here, for what it is good at: {@code KeyStore},
 * certificates, signatures, TLS.
 *
 * <p>It shares the login and needs no PIN: this library stays the one owner that initializes, logs
 * in and finalizes. So nobody may call {@code AuthProvider.logout} on it, and it is useless once
 * the token is closed.
 *
 * <p>It takes an octet of CKA_LABEL for a character: an alias beyond ASCII comes back as another.
 *
 * <p>It must not carry MIKEY's secrets: its {@code Cipher.unwrap} with an RSA key decrypts and
 * gives a key whose octets are readable ({@link MikeyPkcs11Provider}'s does C_UnwrapKey).
 */
public final class SunPkcs11 {
  private SunPkcs11() {}

  /**
   * Configures SunPKCS11 for a token. Not registered with {@link Security}; hand it to {@code
   * getInstance}. TLS alone looks for a key's provider among the registered ones: for it, {@link
   * Security#addProvider} it, last, and remove it before the token is closed.
   *
   * @param module the module that opened {@code token}
   * @throws TokenUnavailableException if this JDK has no SunPKCS11, or it does not take the module
   */
  public static Provider on(CryptokiModule module, Token token) {
    Path library =
        module
            .library()
            .orElseThrow(() -> new TokenUnavailableException("this module is no library"));
    Provider prototype = Security.getProvider("SunPKCS11");
    if (prototype == null) {
      throw new TokenUnavailableException("this JDK has no SunPKCS11 (module jdk.crypto.cryptoki)");
    }
    String configuration =
        """
        --name = mikey-%d
        library = "%s"
        slot = %d
        """
            .formatted(
                token.slotNumber(),
                library.toString().replace("\\", "\\\\").replace("\"", "\\\""),
                token.slotNumber());
    try {
      return prototype.configure(configuration);
    } catch (InvalidParameterException | UnsupportedOperationException e) {
      throw new TokenUnavailableException(
          "SunPKCS11 does not take token " + token.label() + ": " + e.getMessage(), e);
    }
  }
}
