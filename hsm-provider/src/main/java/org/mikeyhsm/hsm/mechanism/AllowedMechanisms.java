package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.KeySource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.KeyUse;

/**
 * Whether a token enforces CKA_ALLOWED_MECHANISMS, tried once per token with a key that is made for
 * it: SoftHSM2 does, NSS takes the attribute and lets any mechanism pass.
 *
 * @param enforced what the trial showed
 */
public record AllowedMechanisms(boolean enforced) {
  private static final int LENGTH = 32;

  /** Needed for the trial; a token without them is not told what it may not do. */
  private static final List<Need> NEEDS =
      List.of(
          new Need(MechanismType.GENERIC_SECRET_KEY_GEN, Ability.GENERATE),
          new Need(MechanismType.SHA_1_HMAC, Ability.SIGN),
          new Need(MechanismType.SHA256_HMAC, Ability.SIGN));

  /** Whether it is set on the keys of this token, and read back. Found out at the first call. */
  public static boolean areEnforcedBy(Token token) {
    return token.finding(AllowedMechanisms.class, AllowedMechanisms::tried).enforced();
  }

  /** The attribute for a template: alone in the list, or absent where it is not enforced. */
  @SuppressWarnings("exports")
  public static List<Attribute> of(Token token, Set<MechanismType> mechanisms) {
    return areEnforcedBy(token)
        ? List.of(new Attribute.MechanismTypes(AttributeType.ALLOWED_MECHANISMS, mechanisms))
        : List.of();
  }

  private static AllowedMechanisms tried(Token token) {
    // A token of the profile decides by CKA_MIKEY_USE, and takes no other restriction.
    boolean canTry = !MikeyProfile.isOn(token) && NEEDS.stream().allMatch(n -> n.isMetBy(token));
    return new AllowedMechanisms(canTry && isEnforced(token));
  }

  private static boolean isEnforced(Token token) {
    List<Attribute> template = new ArrayList<>();
    template.add(new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY));
    template.add(new Attribute.Number(AttributeType.KEY_TYPE, Attribute.CKK_GENERIC_SECRET));
    template.add(new Attribute.Number(AttributeType.VALUE_LEN, LENGTH));
    template.add(new Attribute.Flag(AttributeType.TOKEN, false));
    template.add(new Attribute.Flag(AttributeType.SENSITIVE, true));
    template.add(new Attribute.Flag(AttributeType.EXTRACTABLE, false));
    template.add(new Attribute.Flag(AttributeType.SIGN, true));
    template.add(
        new Attribute.MechanismTypes(
            AttributeType.ALLOWED_MECHANISMS, Set.of(MechanismType.SHA_1_HMAC)));
    try (TokenKey key =
        token.makeKey(
            List.of(
                KeySource.generate(
                    new Mechanism.Plain(MechanismType.GENERIC_SECRET_KEY_GEN), template)),
            new TokenKey.Description(
                KeyUse.MESSAGE_AUTHENTICATION,
                LENGTH,
                new Custody(CustodyLevel.TOKEN, Origin.GENERATED, token.boundary(), "a trial")))) {
      return signs(token, key, MechanismType.SHA_1_HMAC)
          && !signs(token, key, MechanismType.SHA256_HMAC);
    } catch (KeyRefusedException | InvalidKeyException e) {
      return false;
    } catch (CryptokiException e) {
      if (e.is(
          CryptokiException.ATTRIBUTE_TYPE_INVALID,
          CryptokiException.ATTRIBUTE_VALUE_INVALID,
          CryptokiException.TEMPLATE_INCONSISTENT)) {
        return false;
      }
      throw e;
    }
  }

  private static boolean signs(Token token, TokenKey key, MechanismType mechanism) {
    try {
      token.sign(new Mechanism.Plain(mechanism), key, 0, new byte[1]);
      return true;
    } catch (InvalidKeyException e) {
      return false;
    } catch (CryptokiException e) {
      if (e.is(CryptokiException.MECHANISM_INVALID)) {
        return false;
      }
      throw e;
    }
  }
}
