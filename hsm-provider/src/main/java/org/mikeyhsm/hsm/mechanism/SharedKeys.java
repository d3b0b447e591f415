package org.mikeyhsm.hsm.mechanism;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.List;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Evidence;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.KeySource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.MikeyPrf;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.Octets;

/**
 * The TGK of a group on tokens that cannot send a key twice (RFC 4738 section 3.2): sensitive and
 * extractable. For each member it is wrapped by C_WrapKey under a key of one use, which decrypts it
 * again, so it crosses host memory.
 */
final class SharedKeys {
  private static final byte[] RFC_3394_IV = Octets.ofHex("a6a6a6a6a6a6a6a6").toArray();
  private static final String HOW =
      "C_GenerateRandom, C_CreateObject; C_WrapKey with CKM_AES_KEY_WRAP for each member";
  private static final List<String> MISSING = List.of("CKM_MIKEY_KEY_DATA_WRAP");

  private SharedKeys() {}

  static TransportedKey generate(Token token, CustodyGuard guard, KeyDataRequest request)
      throws GeneralSecurityException {
    requireTgk(request);
    if (request.keyLength() > MikeyPrf.BLOCK_LENGTH) {
      throw new InvalidKeyException("this token shares keys of 32 octets or fewer");
    }
    Custody custody = new Custody(CustodyLevel.TRANSIENT, Origin.GENERATED, token.boundary(), HOW);
    guard.permit(SecretClass.TGK, custody.with(Evidence.extractable()), MISSING);
    byte[] octets = new byte[request.keyLength()];
    byte[] salt = new byte[request.saltLength()];
    try {
      token.generateRandom(octets);
      token.generateRandom(salt);
      TokenKey key = SessionKeys.createExtractable(token, octets, KeyUse.TEK_GENERATION, custody);
      return new TransportedKey(
          request.keyType(),
          guard.admit(SecretClass.TGK, key, MISSING),
          Octets.of(salt),
          request.validity());
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  /** A TGK that stays with its provider is what a group shares. */
  static void requireTgk(KeyDataRequest request) throws InvalidKeyException {
    if (TransportedKey.isTek(request.keyType()) || request.place() == KeyPlace.HOST) {
      throw new InvalidKeyException("a TGK that is kept in the token is what a group shares");
    }
  }

  /** The octets, which the caller wipes. */
  static byte[] read(Token token, CustodialKey key) throws GeneralSecurityException {
    TokenKey shared = TokenKeys.require(token, key, KeyUse.TEK_GENERATION);
    byte[] padded = new byte[0];
    try (TokenKey once = wrappingKey(token)) {
      byte[] wrapped =
          token.wrap(
              once.blocks().get(0),
              shared.blocks().get(0),
              List.of(),
              none -> new Mechanism.Plain(MechanismType.AES_KEY_WRAP));
      padded =
          KeyWrap.unwrap(
              block -> token.decrypt(new Mechanism.AesEcb(), once, block), RFC_3394_IV, wrapped);
      return Arrays.copyOf(padded, shared.bitLength().orElse(0) / Byte.SIZE);
    } finally {
      Arrays.fill(padded, (byte) 0);
    }
  }

  private static TokenKey wrappingKey(Token token) throws InvalidKeyException {
    List<Attribute> template =
        List.of(
            new Attribute.Number(AttributeType.VALUE_LEN, MikeyPrf.BLOCK_LENGTH),
            new Attribute.Flag(AttributeType.TOKEN, false),
            new Attribute.Flag(AttributeType.SENSITIVE, true),
            new Attribute.Flag(AttributeType.EXTRACTABLE, false),
            new Attribute.Flag(AttributeType.WRAP, true),
            new Attribute.Flag(AttributeType.DECRYPT, true));
    return token.makeKey(
        List.of(KeySource.generate(new Mechanism.Plain(MechanismType.AES_KEY_GEN), template)),
        new TokenKey.Description(
            KeyUse.KEY_DATA_WRAPPING,
            MikeyPrf.BLOCK_LENGTH,
            new Custody(
                CustodyLevel.TOKEN, Origin.GENERATED, token.boundary(), "CKM_AES_KEY_GEN")));
  }
}
