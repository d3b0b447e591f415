package org.mikeyhsm.hsm.provisioning;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.message.Octets;

/** Templates of token objects. Every usage flag is written out: a token's defaults differ. */
final class Templates {
  static final List<AttributeType> USES =
      List.of(
          AttributeType.ENCRYPT,
          AttributeType.DECRYPT,
          AttributeType.WRAP,
          AttributeType.UNWRAP,
          AttributeType.SIGN,
          AttributeType.VERIFY,
          AttributeType.DERIVE);

  private static final List<AttributeType> PRIVATE_USES =
      List.of(
          AttributeType.DECRYPT, AttributeType.UNWRAP, AttributeType.SIGN, AttributeType.DERIVE);
  private static final List<AttributeType> PUBLIC_USES =
      List.of(AttributeType.ENCRYPT, AttributeType.WRAP, AttributeType.VERIFY);
  private static final int ID_LENGTH = 8;

  private Templates() {}

  /**
   * A secret key, sensitive.
   *
   * @param first what must stand before the rest: SoftHSM takes nothing behind CKA_MODIFIABLE
   */
  static List<Attribute> secret(
      long keyType,
      String label,
      Set<AttributeType> uses,
      boolean extractable,
      List<Attribute> first) {
    List<Attribute> template = new ArrayList<>(first);
    template.add(number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY));
    template.add(number(AttributeType.KEY_TYPE, keyType));
    addCommon(template, label);
    addSecurity(template, extractable);
    USES.forEach(use -> template.add(flag(use, uses.contains(use))));
    template.add(flag(AttributeType.MODIFIABLE, extractable));
    return template;
  }

  static List<Attribute> privateKey(String label, Set<AttributeType> uses) {
    List<Attribute> template = new ArrayList<>();
    addCommon(template, label);
    addSecurity(template, false);
    PRIVATE_USES.forEach(use -> template.add(flag(use, uses.contains(use))));
    return template;
  }

  static List<Attribute> publicKey(String label, Set<AttributeType> uses, List<Attribute> more) {
    List<Attribute> template = new ArrayList<>(more);
    template.add(flag(AttributeType.TOKEN, true));
    template.add(flag(AttributeType.PRIVATE, false));
    template.add(Attribute.Text.of(AttributeType.LABEL, label));
    template.add(new Attribute.Text(AttributeType.ID, id(label)));
    PUBLIC_USES.forEach(use -> template.add(flag(use, uses.contains(use))));
    return template;
  }

  static Attribute flag(AttributeType type, boolean value) {
    return new Attribute.Flag(type, value);
  }

  static Attribute number(AttributeType type, long value) {
    return new Attribute.Number(type, value);
  }

  /** The first 8 octets of the label's SHA-256, as {@code softhsm-setup/token.sh} has it. */
  static Octets id(String label) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(label.getBytes(StandardCharsets.UTF_8));
      return Octets.of(Arrays.copyOf(hash, ID_LENGTH));
    } catch (NoSuchAlgorithmException e) {
      throw new ProviderException("this JDK has no SHA-256", e);
    }
  }

  private static void addCommon(List<Attribute> template, String label) {
    template.add(flag(AttributeType.TOKEN, true));
    template.add(flag(AttributeType.PRIVATE, true));
    template.add(Attribute.Text.of(AttributeType.LABEL, label));
    template.add(new Attribute.Text(AttributeType.ID, id(label)));
  }

  private static void addSecurity(List<Attribute> template, boolean extractable) {
    template.add(flag(AttributeType.SENSITIVE, true));
    template.add(flag(AttributeType.EXTRACTABLE, extractable));
  }
}
