package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.security.Key;
import java.util.List;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.message.Octets;

/** A way to encrypt SRTP packets with a session key in the token (RFC 3711 section 4.1.1). */
public interface PacketStrategy extends Strategy {
  /** The ways of AES in counter mode. */
  List<PacketStrategy> AES_CTR = List.of(new AesCtrPackets());

  /**
   * Whether the token can use this key for it; the key itself if so.
   *
   * @throws InvalidKeyException if not
   */
  TokenKey accept(Token token, Key key) throws InvalidKeyException;

  /**
   * Encrypts or decrypts, which is the same.
   *
   * @param counterBlock 16 octets, the low 16 bits counting
   * @throws InvalidKeyException if the key was closed
   */
  byte[] apply(Token token, TokenKey key, Octets counterBlock, byte[] data)
      throws InvalidKeyException;
}
