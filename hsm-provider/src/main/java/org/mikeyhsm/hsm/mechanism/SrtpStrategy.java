package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.util.List;
import javax.crypto.SecretKey;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.SrtpKeyInput;
import org.mikeyhsm.message.Octets;

/** A way to derive SRTP session keys from a TEK (RFC 3711 section 4.3). */
public interface SrtpStrategy extends Strategy {
  /** The ways of the AES-CM PRF of section 4.3.3, best custody first. */
  List<SrtpStrategy> AES_CM = List.of(new ProfileSrtp(), new EncryptDataSrtp());

  /**
   * Derives a session key.
   *
   * @param input the master salt, the label and the index
   * @return the key, which the caller closes
   * @throws InvalidKeyException if the token cannot use {@code masterKey}
   */
  CustodialKey deriveKey(Token token, SecretKey masterKey, SrtpKeyInput input, DerivedKeySpec spec)
      throws InvalidKeyException;

  /**
   * Derives a session salt, which is public.
   *
   * @throws InvalidKeyException if the token cannot use {@code masterKey}
   */
  Octets deriveSalt(Token token, SecretKey masterKey, SrtpKeyInput input, int length)
      throws InvalidKeyException;
}
