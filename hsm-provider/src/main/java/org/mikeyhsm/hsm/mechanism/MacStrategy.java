package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.security.Key;
import java.util.List;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;

/** A way to compute a MAC. */
public interface MacStrategy extends Strategy {
  /** The ways to compute HMAC-SHA-1. */
  List<MacStrategy> HMAC_SHA_1 = List.of(new HmacSha1());

  /** The MAC's length in octets. */
  int length();

  /**
   * Whether the token can use this key for it; the key itself if so.
   *
   * @throws InvalidKeyException if not
   */
  TokenKey accept(Token token, Key key) throws InvalidKeyException;

  /**
   * Computes the MAC of {@code data}.
   *
   * @throws InvalidKeyException if the key was closed
   */
  byte[] compute(Token token, TokenKey key, byte[] data) throws InvalidKeyException;
}
