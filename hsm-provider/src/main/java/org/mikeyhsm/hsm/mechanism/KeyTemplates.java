package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.MikeyPrf;
import org.mikeyhsm.message.SecretOctets;

/** The attributes of new objects: what a key is for, and nothing else. */
final class KeyTemplates {
  static final List<AttributeType> USAGE_FLAGS =
      List.of(
          AttributeType.ENCRYPT,
          AttributeType.DECRYPT,
          AttributeType.WRAP,
          AttributeType.UNWRAP,
          AttributeType.SIGN,
          AttributeType.VERIFY,
          AttributeType.DERIVE);

  private KeyTemplates() {}

  /**
   * A key whose length the mechanism or the value gives: sensitive, never extractable, for its use.
   *
   * @param length octets, deciding whether it is an AES key
   */
  static List<Attribute> secret(Token token, KeyUse use, int length) throws InvalidKeyException {
    List<Attribute> template = template(isAes(token, use, length), usage(token, use));
    return MikeyProfile.isOn(token)
        ? plus(template, MikeyProfile.Use.of(use).attribute())
        : restricted(token, template, mechanisms(token, use));
  }

  /** As {@link #secret}, for a mechanism that wants CKA_VALUE_LEN. */
  static List<Attribute> secretOfLength(Token token, KeyUse use, int length)
      throws InvalidKeyException {
    return plus(secret(token, use, length), new Attribute.Number(AttributeType.VALUE_LEN, length));
  }

  /** As {@link #secret}, with its value, which whoever made it closes. */
  static List<Attribute> secretOfValue(Token token, KeyUse use, SecretOctets value, int length)
      throws InvalidKeyException {
    return plus(secret(token, use, length), new Attribute.Secret(AttributeType.VALUE, value));
  }

  /** A key that is only on the way to another: sensitive, never extractable, derives. */
  static List<Attribute> intermediate(Token token, int length) {
    return plus(
        restricted(
            token,
            template(false, EnumSet.of(AttributeType.DERIVE)),
            Set.of(MechanismType.XOR_BASE_AND_DATA, MechanismType.EXTRACT_KEY_FROM_KEY)),
        new Attribute.Number(AttributeType.VALUE_LEN, length));
  }

  /** An object that may be read, for what is public: part of a key stream, a salt. */
  static List<Attribute> readable(int length) {
    return List.of(
        new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY),
        new Attribute.Number(AttributeType.KEY_TYPE, Attribute.CKK_GENERIC_SECRET),
        new Attribute.Flag(AttributeType.TOKEN, false),
        new Attribute.Flag(AttributeType.SENSITIVE, false),
        new Attribute.Flag(AttributeType.EXTRACTABLE, true),
        new Attribute.Number(AttributeType.VALUE_LEN, length));
  }

  /** A data object. */
  static List<Attribute> data(int length) {
    return List.of(
        new Attribute.Number(AttributeType.CLASS, Attribute.CKO_DATA),
        new Attribute.Flag(AttributeType.TOKEN, false),
        new Attribute.Number(AttributeType.VALUE_LEN, length));
  }

  /** {@code template} with a flag set otherwise. */
  static List<Attribute> with(List<Attribute> template, AttributeType flag, boolean value) {
    List<Attribute> result = new ArrayList<>(template);
    result.replaceAll(a -> a.type() == flag ? new Attribute.Flag(flag, value) : a);
    return result;
  }

  /** Whether such a key is kept as several objects, one for each block of the PRF. */
  static boolean isInkey(KeyUse use) {
    return use == KeyUse.TEK_GENERATION || use == KeyUse.ENVELOPE;
  }

  /** Octets of the longest inkey that this token keeps as one object. */
  static int longestInkeyObject(Token token) {
    return TokenOperations.of(token)
        .mikey1()
        .found()
        .map(PrfStrategy::longestInkeyObject)
        .orElse(MikeyPrf.BLOCK_LENGTH);
  }

  /** The usage flags that a key for {@code use} has on this token. */
  static Set<AttributeType> usage(Token token, KeyUse use) {
    TokenOperations operations = TokenOperations.of(token);
    return switch (use) {
      case MESSAGE_AUTHENTICATION, TRAFFIC_AUTHENTICATION ->
          EnumSet.of(AttributeType.SIGN, AttributeType.VERIFY);
      // Not more than the way chosen needs: whoever may C_Sign with an inkey, or C_Encrypt with
      // encr_key, has what is derived from it or encrypted with it.
      case TEK_GENERATION, ENVELOPE ->
          operations.mikey1().found().map(PrfStrategy::inkeyUsage).orElse(Set.of());
      case KEY_DATA_ENCRYPTION -> encrKeyUsage(operations, "AES-CM-128");
      case KEY_DATA_WRAPPING -> encrKeyUsage(operations, "AES-KW-128");
      case TRAFFIC_ENCRYPTION -> EnumSet.of(AttributeType.DERIVE);
      case PACKET_ENCRYPTION -> EnumSet.of(AttributeType.ENCRYPT, AttributeType.DECRYPT);
      case MESSAGE_SALT -> EnumSet.noneOf(AttributeType.class);
    };
  }

  /** {@code template} with CKA_ALLOWED_MECHANISMS, where the token enforces it. */
  static List<Attribute> restricted(
      Token token, List<Attribute> template, Set<MechanismType> mechanisms) {
    List<Attribute> result = new ArrayList<>(AllowedMechanisms.of(token, mechanisms));
    result.addAll(template);
    return result;
  }

  /** The mechanisms of the ways chosen, as {@link #usage} has their flags. */
  private static Set<MechanismType> mechanisms(Token token, KeyUse use) {
    TokenOperations operations = TokenOperations.of(token);
    return switch (use) {
      case MESSAGE_AUTHENTICATION, TRAFFIC_AUTHENTICATION -> Set.of(MechanismType.SHA_1_HMAC);
      case TEK_GENERATION, ENVELOPE ->
          operations.mikey1().found().map(PrfStrategy::inkeyMechanisms).orElse(Set.of());
      case KEY_DATA_ENCRYPTION -> encrKeyMechanisms(operations, "AES-CM-128");
      case KEY_DATA_WRAPPING -> encrKeyMechanisms(operations, "AES-KW-128");
      case TRAFFIC_ENCRYPTION -> Set.of(MechanismType.AES_ECB_ENCRYPT_DATA);
      case PACKET_ENCRYPTION -> Set.of(MechanismType.AES_CTR);
      case MESSAGE_SALT -> Set.of();
    };
  }

  private static Set<MechanismType> encrKeyMechanisms(
      TokenOperations operations, String algorithm) {
    return operations
        .keyData()
        .get(algorithm)
        .found()
        .map(KeyDataStrategy::encrKeyMechanisms)
        .orElse(Set.of());
  }

  private static Set<AttributeType> encrKeyUsage(TokenOperations operations, String algorithm) {
    return operations
        .keyData()
        .get(algorithm)
        .found()
        .map(KeyDataStrategy::encrKeyUsage)
        .orElse(Set.of());
  }

  private static boolean isAes(Token token, KeyUse use, int length) throws InvalidKeyException {
    boolean fits = length == 16 || length == 24 || length == 32;
    return switch (use) {
      case KEY_DATA_ENCRYPTION, KEY_DATA_WRAPPING, PACKET_ENCRYPTION -> {
        if (!fits) {
          throw new InvalidKeyException("an AES key has 16, 24 or 32 octets, not " + length);
        }
        yield true;
      }
      case TRAFFIC_ENCRYPTION -> fits;
      case MESSAGE_AUTHENTICATION, TRAFFIC_AUTHENTICATION, TEK_GENERATION, ENVELOPE -> false;
      case MESSAGE_SALT -> {
        if (!MikeyProfile.isOn(token)) {
          throw new InvalidKeyException("a salt is not kept in this token");
        }
        yield false;
      }
    };
  }

  private static List<Attribute> template(boolean aes, Set<AttributeType> usage) {
    List<Attribute> template = new ArrayList<>();
    template.add(new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY));
    template.add(
        new Attribute.Number(
            AttributeType.KEY_TYPE, aes ? Attribute.CKK_AES : Attribute.CKK_GENERIC_SECRET));
    template.add(new Attribute.Flag(AttributeType.TOKEN, false));
    template.add(new Attribute.Flag(AttributeType.PRIVATE, true));
    template.add(new Attribute.Flag(AttributeType.SENSITIVE, true));
    template.add(new Attribute.Flag(AttributeType.EXTRACTABLE, false));
    for (AttributeType flag : USAGE_FLAGS) {
      template.add(new Attribute.Flag(flag, usage.contains(flag)));
    }
    // The last one: SoftHSM takes nothing after it in C_UnwrapKey and C_DeriveKey.
    template.add(new Attribute.Flag(AttributeType.MODIFIABLE, false));
    return template;
  }

  private static List<Attribute> plus(List<Attribute> template, Attribute more) {
    List<Attribute> result = new ArrayList<>(template);
    result.add(0, more);
    return result;
  }
}
