package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.token.KeySource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.MikeyPrf;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/** Puts key octets into a token as session objects that can do what the key is for, only that. */
public final class SessionKeys {
  /** Octets of the longest key taken: the TGK of an 8192-bit Diffie-Hellman group. */
  static final int MAX_LENGTH = 1024;

  private SessionKeys() {}

  /**
   * Makes a key by C_CreateObject: CKA_SENSITIVE, not CKA_EXTRACTABLE.
   *
   * <p>An inkey of more than 256 bits becomes one object per block of RFC 3830 section 4.1.2. HMAC
   * keys that are shorter than the token takes are padded with zeros.
   *
   * @param octets the key, which the caller wipes
   * @param use decides type and usage flags
   * @param custody the key's custody, which the caller knows
   * @return the key, which the caller closes
   * @throws InvalidKeyException if a key for this use cannot have that length
   */
  public static TokenKey create(Token token, byte[] octets, KeyUse use, Custody custody)
      throws InvalidKeyException {
    return create(token, octets, Octets.empty(), use, custody);
  }

  /**
   * As {@link #create(Token, byte[], KeyUse, Custody)}, for an inkey of at most 32 octets that is
   * extractable. It is padded with zeros to 32 octets, which AES key wrap takes.
   */
  static TokenKey createExtractable(Token token, byte[] octets, KeyUse use, Custody custody)
      throws InvalidKeyException {
    try (SecretOctets value = padded(octets, 0, octets.length, MikeyPrf.BLOCK_LENGTH)) {
      return token.makeKey(
          List.of(
              KeySource.create(
                  KeyTemplates.with(
                      KeyTemplates.secretOfValue(token, use, value, octets.length),
                      AttributeType.EXTRACTABLE,
                      true))),
          new TokenKey.Description(use, octets.length, custody));
    }
  }

  /**
   * As {@link #create(Token, byte[], KeyUse, Custody)}, for a TGK or TEK that came with an SRTP
   * master salt, which a token of the MIKEY profile keeps with it.
   *
   * @param salt the salt, empty if there is none
   */
  static TokenKey create(Token token, byte[] octets, Octets salt, KeyUse use, Custody custody)
      throws InvalidKeyException {
    if (octets.length == 0 || octets.length > MAX_LENGTH) {
      throw new InvalidKeyException("a key here has 1 to 1024 octets, not " + octets.length);
    }
    boolean signs = KeyTemplates.usage(token, use).contains(AttributeType.SIGN);
    int minLength = signs ? HmacSha1.minKeyLength(token) : 0;
    int blockLength =
        KeyTemplates.isInkey(use) ? KeyTemplates.longestInkeyObject(token) : octets.length;
    List<SecretOctets> values = new ArrayList<>();
    List<KeySource> sources = new ArrayList<>();
    try {
      for (int from = 0; from < octets.length; from += blockLength) {
        int length = Math.min(blockLength, octets.length - from);
        SecretOctets value = padded(octets, from, length, minLength);
        values.add(value);
        List<Attribute> template =
            new ArrayList<>(KeyTemplates.secretOfValue(token, use, value, octets.length));
        if (!salt.isEmpty() && MikeyProfile.isOn(token)) {
          template.add(0, new Attribute.Text(AttributeType.MIKEY_SALT, salt));
        }
        sources.add(KeySource.create(template));
      }
      return token.makeKey(sources, new TokenKey.Description(use, octets.length, custody));
    } finally {
      values.forEach(SecretOctets::close);
    }
  }

  private static SecretOctets padded(byte[] octets, int from, int length, int minLength) {
    byte[] block = new byte[Math.max(length, minLength)];
    System.arraycopy(octets, from, block, 0, length);
    try {
      return SecretOctets.copyOf(block);
    } finally {
      Arrays.fill(block, (byte) 0);
    }
  }
}
