package org.mikeyhsm.hsm.mechanism;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.crypto.SecretKey;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.KeySource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;

/**
 * The PRF of RFC 3830 section 4.1.2, or of RFC 6043 section 6.1, as CKM_MIKEY_PRF of the MIKEY
 * profile, inside the token and for inkeys of any length. The salting key S stays below the line as
 * a key object; octets are given of salts alone, by CKM_MIKEY_PRF_SALT.
 */
final class ProfilePrf implements PrfStrategy {
  private final byte prfFunc;

  private ProfilePrf(int prfFunc) {
    this.prfFunc = (byte) prfFunc;
  }

  /** PRF func 0 of RFC 3830 Table 6.1.c. */
  static ProfilePrf mikey1() {
    return new ProfilePrf(0);
  }

  /** PRF func 1 of RFC 6043 Table 6.3. */
  static ProfilePrf hmacSha256() {
    return new ProfilePrf(1);
  }

  @Override
  public List<Need> needs() {
    return List.of(
        MikeyProfile.derives(MechanismType.MIKEY_PRF),
        MikeyProfile.derives(MechanismType.MIKEY_PRF_SALT));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TOKEN;
  }

  @Override
  public Set<AttributeType> inkeyUsage() {
    return EnumSet.of(AttributeType.DERIVE);
  }

  /** None: CKA_MIKEY_USE decides. */
  @Override
  public Set<MechanismType> inkeyMechanisms() {
    return Set.of();
  }

  @Override
  public int longestInkeyObject() {
    return MikeyProfile.LONGEST_INKEY;
  }

  @Override
  public CustodialKey deriveKey(Token token, SecretKey inkey, byte[] label, DerivedKeySpec spec)
      throws InvalidKeyException {
    TokenKey source = usable(token, inkey);
    MikeyProfile.requireInside(spec);
    MikeyProfile.Use use = MikeyProfile.Use.ofLabel(label, spec.use());
    byte[] parameter = ByteBuffer.allocate(1 + label.length).put(prfFunc).put(label).array();
    return token.makeKey(
        List.of(
            KeySource.derive(
                new Mechanism.Flat(MechanismType.MIKEY_PRF, Octets.of(parameter)),
                source.blocks().get(0),
                template(use, source, spec.length()))),
        new TokenKey.Description(spec.use(), spec.length(), custody(token, source, spec.use())));
  }

  /** An encr_key of an envelope key works in one direction (rule 4 of the profile). */
  private static List<Attribute> template(MikeyProfile.Use use, TokenKey inkey, int length) {
    List<Attribute> template = MikeyProfile.template(use, length);
    if (use != MikeyProfile.Use.KEK || inkey.use() != KeyUse.ENVELOPE) {
      return template;
    }
    return switch (inkey.custody().origin()) {
      case GENERATED -> KeyTemplates.with(template, AttributeType.UNWRAP, false);
      case UNWRAPPED -> KeyTemplates.with(template, AttributeType.WRAP, false);
      // One that was put there otherwise is any inkey.
      default -> template;
    };
  }

  @Override
  public Octets deriveSalt(Token token, SecretKey inkey, byte[] label, int length)
      throws InvalidKeyException {
    TokenKey source = usable(token, inkey);
    byte[] parameter =
        ByteBuffer.allocate(3 + label.length)
            .put(prfFunc)
            .putShort((short) length)
            .put(label)
            .array();
    return Octets.of(
        token.publicValue(
            KeySource.derive(
                new Mechanism.Flat(MechanismType.MIKEY_PRF_SALT, Octets.of(parameter)),
                source.blocks().get(0),
                List.of())));
  }

  private static Custody custody(Token token, TokenKey inkey, KeyUse use) {
    // A salt is no key, wherever it is.
    CustodyLevel level = use == KeyUse.MESSAGE_SALT ? CustodyLevel.PUBLIC : inkey.custody().level();
    return MikeyProfile.custody(token, level, Origin.DERIVED, MechanismType.MIKEY_PRF);
  }

  private static TokenKey usable(Token token, SecretKey inkey) throws InvalidKeyException {
    TokenKey key = TokenKeys.require(token, inkey, KeyUse.TEK_GENERATION, KeyUse.ENVELOPE);
    if (!key.derives(0)) {
      throw new InvalidKeyException(
          "this key has no CKA_DERIVE, and this token computes the PRF by C_DeriveKey: provision it"
              + " anew, with CKA_DERIVE and without CKA_SIGN");
    }
    return key;
  }
}
