package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.MikeyPrf;
import org.mikeyhsm.message.SecretOctets;

/** Puts key octets into a token as session objects that can do what the key is for, only that. */
public final class SessionKeys {
  private static final List<AttributeType> USAGE_FLAGS =
      List.of(
          AttributeType.ENCRYPT,
          AttributeType.DECRYPT,
          AttributeType.WRAP,
          AttributeType.UNWRAP,
          AttributeType.SIGN,
          AttributeType.VERIFY,
          AttributeType.DERIVE);

  /** Octets of the longest key taken: the TGK of an 8192-bit Diffie-Hellman group. */
  private static final int MAX_LENGTH = 1024;

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
    if (octets.length == 0 || octets.length > MAX_LENGTH) {
      throw new InvalidKeyException("a key here has 1 to 1024 octets, not " + octets.length);
    }
    boolean aes = isAes(use, octets.length);
    List<SecretOctets> values = new ArrayList<>();
    try {
      int blockLength = use == KeyUse.TEK_GENERATION ? MikeyPrf.BLOCK_LENGTH : octets.length;
      int minLength = isHmacKey(use) ? HmacSha1.minKeyLength(token) : 0;
      for (int from = 0; from < octets.length; from += blockLength) {
        int length = Math.min(blockLength, octets.length - from);
        values.add(padded(octets, from, length, minLength));
      }
      List<List<Attribute>> templates =
          values.stream().map(value -> template(value, use, aes)).toList();
      return token.createKey(templates, use, algorithm(use), octets.length, custody);
    } finally {
      values.forEach(SecretOctets::close);
    }
  }

  /** The JCA name of what uses such a key. */
  static String algorithm(KeyUse use) {
    return switch (use) {
      case MESSAGE_AUTHENTICATION, TRAFFIC_AUTHENTICATION -> "HmacSHA1";
      case KEY_DATA_ENCRYPTION, TRAFFIC_ENCRYPTION -> "AES";
      case MESSAGE_SALT, TEK_GENERATION -> "MIKEY";
    };
  }

  private static boolean isHmacKey(KeyUse use) {
    return usage(use).contains(AttributeType.SIGN);
  }

  private static boolean isAes(KeyUse use, int length) throws InvalidKeyException {
    boolean fits = length == 16 || length == 24 || length == 32;
    return switch (use) {
      case KEY_DATA_ENCRYPTION -> {
        if (!fits) {
          throw new InvalidKeyException("an AES key has 16, 24 or 32 octets, not " + length);
        }
        yield true;
      }
      case TRAFFIC_ENCRYPTION -> fits;
      case MESSAGE_AUTHENTICATION, TRAFFIC_AUTHENTICATION, TEK_GENERATION -> false;
      case MESSAGE_SALT -> throw new InvalidKeyException("a salt is not kept in a token");
    };
  }

  private static Set<AttributeType> usage(KeyUse use) {
    return switch (use) {
      case MESSAGE_AUTHENTICATION, TRAFFIC_AUTHENTICATION ->
          EnumSet.of(AttributeType.SIGN, AttributeType.VERIFY);
      case KEY_DATA_ENCRYPTION -> EnumSet.of(AttributeType.ENCRYPT, AttributeType.DECRYPT);
      case TEK_GENERATION -> EnumSet.of(AttributeType.SIGN);
      // A C_Encrypt would hand out SRTP session keys (RFC 3711 section 4.3).
      case TRAFFIC_ENCRYPTION -> EnumSet.of(AttributeType.DERIVE);
      case MESSAGE_SALT -> EnumSet.noneOf(AttributeType.class);
    };
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

  private static List<Attribute> template(SecretOctets value, KeyUse use, boolean aes) {
    List<Attribute> template = new ArrayList<>();
    template.add(new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY));
    template.add(
        new Attribute.Number(
            AttributeType.KEY_TYPE, aes ? Attribute.CKK_AES : Attribute.CKK_GENERIC_SECRET));
    template.add(new Attribute.Flag(AttributeType.TOKEN, false));
    template.add(new Attribute.Flag(AttributeType.PRIVATE, true));
    template.add(new Attribute.Flag(AttributeType.SENSITIVE, true));
    template.add(new Attribute.Flag(AttributeType.EXTRACTABLE, false));
    template.add(new Attribute.Flag(AttributeType.MODIFIABLE, false));
    Set<AttributeType> usage = usage(use);
    for (AttributeType flag : USAGE_FLAGS) {
      template.add(new Attribute.Flag(flag, usage.contains(flag)));
    }
    template.add(new Attribute.Secret(AttributeType.VALUE, value));
    return template;
  }
}
