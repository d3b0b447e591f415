package org.mikeyhsm.hsm.mechanism;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.cryptoki.MikeyUse;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;

/** The MIKEY profile of PKCS#11 (docs/pkcs11-mikey-profile.md), as far as its operations share. */
final class MikeyProfile {
  /** Octets of the longest inkey that is imported: the TGK of an 8192-bit group. */
  static final int LONGEST_INKEY = 1024;

  private MikeyProfile() {}

  /** CKA_MIKEY_USE: what the token makes a key for, whoever uses it. */
  enum Use {
    INKEY(MikeyUse.INKEY, EnumSet.of(AttributeType.DERIVE)),
    ENVELOPE(MikeyUse.ENVELOPE, EnumSet.of(AttributeType.DERIVE)),
    KEK(MikeyUse.KEK, EnumSet.of(AttributeType.WRAP, AttributeType.UNWRAP)),
    SALT(MikeyUse.SALT, EnumSet.noneOf(AttributeType.class)),
    MAC(MikeyUse.MAC, EnumSet.of(AttributeType.SIGN, AttributeType.VERIFY)),
    TEK(MikeyUse.TEK, EnumSet.of(AttributeType.DERIVE)),
    CIPHER(MikeyUse.CIPHER, EnumSet.of(AttributeType.ENCRYPT, AttributeType.DECRYPT)),
    SRTP_MAC(MikeyUse.SRTP_MAC, EnumSet.of(AttributeType.SIGN, AttributeType.VERIFY)),
    SSV(MikeyUse.SSV, EnumSet.of(AttributeType.DERIVE)),
    SSV_SENT(MikeyUse.SSV_SENT, EnumSet.of(AttributeType.DERIVE)),
    SAKKE_MASTER(MikeyUse.SAKKE_MASTER, EnumSet.of(AttributeType.DERIVE)),
    RSK(MikeyUse.RSK, EnumSet.of(AttributeType.UNWRAP)),
    ECCSI_MASTER(MikeyUse.ECCSI_MASTER, EnumSet.of(AttributeType.DERIVE)),
    SSK(MikeyUse.SSK, EnumSet.of(AttributeType.SIGN)),
    TRANSPORT(MikeyUse.TRANSPORT, EnumSet.of(AttributeType.WRAP, AttributeType.UNWRAP));

    private final Set<AttributeType> usage;
    private final Attribute attribute;
    private final List<Attribute> template;

    Use(int code, Set<AttributeType> usage) {
      this.usage = usage;
      this.attribute = MikeyUse.attribute(code);
      List<Attribute> all = new ArrayList<>(commonTemplate());
      KeyTemplates.USAGE_FLAGS.forEach(
          flag -> all.add(new Attribute.Flag(flag, usage.contains(flag))));
      all.add(attribute);
      this.template = List.copyOf(all);
    }

    /** The usage flags that go with it. */
    Set<AttributeType> usage() {
      return usage;
    }

    Attribute attribute() {
      return attribute;
    }

    /** What a key that is put into the token for {@code use} is made for. */
    static Use of(KeyUse use) {
      return switch (use) {
        case TEK_GENERATION -> INKEY;
        // The token makes envelope keys itself; as an imported one it is any inkey.
        case ENVELOPE -> INKEY;
        case KEY_DATA_ENCRYPTION, KEY_DATA_WRAPPING -> KEK;
        case MESSAGE_SALT -> SALT;
        case MESSAGE_AUTHENTICATION, TRAFFIC_AUTHENTICATION -> MAC;
        case TRAFFIC_ENCRYPTION -> TEK;
        case PACKET_ENCRYPTION -> CIPHER;
      };
    }

    /**
     * What the PRF makes of a label.
     *
     * @throws InvalidKeyException if a key for {@code use} does not come of that label
     */
    static Use ofLabel(byte[] label, KeyUse use) throws InvalidKeyException {
      if (label.length >= Integer.BYTES) {
        int constant = ByteBuffer.wrap(label).getInt();
        // RFC 3830 section 4.1.3: the encryption key of a security protocol other than SRTP.
        Use made = use == KeyUse.TRAFFIC_ENCRYPTION && constant == 0x15798CEF ? CIPHER : of(use);
        boolean fits =
            switch (constant) {
              case 0x2AD01C64 -> made == TEK;
              case 0x1B5C7973, 0x2D22AC75 -> made == MAC;
              case 0x15798CEF -> made == CIPHER;
              case 0x150533E1 -> made == KEK;
              case 0x29B88916, 0x39A2C14B -> made == SALT;
              case 0x2B288856, 0x1512B54A, 0x220E99A2, 0x1F4D675B -> made == INKEY;
              default -> false;
            };
        if (fits) {
          return made;
        }
      }
      throw new InvalidKeyException(
          "this token decides by the label's constant what a key is for, and this one does not"
              + " yield a key for "
              + use);
    }
  }

  /** Whether the token keeps to the profile. */
  static boolean isOn(Token token) {
    return derives(MechanismType.MIKEY_PRF).isMetBy(token);
  }

  /** A need for a mechanism of C_DeriveKey. */
  static Need derives(MechanismType mechanism) {
    return new Need(mechanism, Ability.DERIVE);
  }

  /** The attributes of a key that a mechanism of the profile makes, all read back. */
  static List<Attribute> template(Use use) {
    return use.template;
  }

  /** As {@link #template}, with CKA_VALUE_LEN. */
  static List<Attribute> template(Use use, int length) {
    List<Attribute> template = new ArrayList<>(use.template);
    template.add(new Attribute.Number(AttributeType.VALUE_LEN, length));
    return template;
  }

  /** The attributes of keys whose uses differ, made by one call; their uses are read back. */
  static List<Attribute> commonTemplate() {
    return List.of(
        new Attribute.Flag(AttributeType.TOKEN, false),
        new Attribute.Flag(AttributeType.PRIVATE, true),
        new Attribute.Flag(AttributeType.SENSITIVE, true),
        new Attribute.Flag(AttributeType.EXTRACTABLE, false),
        new Attribute.Flag(AttributeType.MODIFIABLE, false));
  }

  /** The custody of what was made with a key of some level. */
  static Custody custody(Token token, CustodyLevel level, Origin origin, MechanismType mechanism) {
    return level == CustodyLevel.HOST
        ? Custody.host(origin, mechanism.toString())
        : new Custody(level, origin, token.boundary(), mechanism.toString());
  }

  /**
   * Refuses to hand out a key.
   *
   * @throws InvalidKeyException if it shall live in host memory
   */
  static void requireInside(DerivedKeySpec spec) throws InvalidKeyException {
    requireInside(spec.place());
  }

  /** As {@link #requireInside(DerivedKeySpec)}. */
  static void requireInside(KeyPlace place) throws InvalidKeyException {
    if (place == KeyPlace.HOST) {
      throw new InvalidKeyException(
          "this token hands out no key, whatever the policy: protect packets inside it, or take"
              + " another token for an SRTP engine outside");
    }
  }
}
