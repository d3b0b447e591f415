package org.mikeyhsm.hsm.mechanism;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/** Puts pre-shared keys on a token, as {@code softhsm-setup/token.sh} does on SoftHSM2. */
public final class PskProvisioning {
  private static final String APPLICATION = "mikey-hsm";
  private static final int ID_LENGTH = 8;

  private PskProvisioning() {}

  /**
   * Makes a token object: sensitive, not extractable, not modifiable, with the one usage flag that
   * this token's way to the PRF needs. A key that is shorter than the token's HMAC takes is padded
   * with zeros, its length recorded in a data object of the same label.
   *
   * @param label the key's CKA_LABEL; CKA_ID is the first 8 octets of its SHA-256
   * @param psk 1 to 32 octets, or to 1024 on a token of the MIKEY profile, which the caller closes
   * @throws InvalidKeyException if the key has another length
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if there is a key of that label, or the
   *     token did not make it as asked; nothing is left behind
   */
  public static void importKey(Token token, String label, SecretOctets psk)
      throws InvalidKeyException {
    int length = psk.length();
    int longest = KeyTemplates.longestInkeyObject(token);
    if (length < 1 || length > longest) {
      throw new InvalidKeyException(
          "a PSK on this token has 1 to " + longest + " octets, not " + length);
    }
    boolean signs = KeyTemplates.usage(token, KeyUse.TEK_GENERATION).contains(AttributeType.SIGN);
    int stored = signs ? Math.max(length, HmacSha1.minKeyLength(token)) : length;
    byte[] octets = psk.copy();
    byte[] padded = Arrays.copyOf(octets, stored);
    try (SecretOctets value = SecretOctets.copyOf(padded)) {
      List<Attribute> key =
          new ArrayList<>(
              KeyTemplates.with(
                  KeyTemplates.secretOfValue(token, KeyUse.TEK_GENERATION, value, stored),
                  AttributeType.TOKEN,
                  true));
      key.add(Attribute.Text.of(AttributeType.LABEL, label));
      key.add(new Attribute.Text(AttributeType.ID, id(label)));
      List<List<Attribute>> templates = new ArrayList<>(List.of(key));
      if (stored != length) {
        templates.add(record(label, length));
      }
      token.provision(label, templates);
    } finally {
      Arrays.fill(octets, (byte) 0);
      Arrays.fill(padded, (byte) 0);
    }
  }

  private static List<Attribute> record(String label, int length) {
    return List.of(
        new Attribute.Number(AttributeType.CLASS, Attribute.CKO_DATA),
        new Attribute.Flag(AttributeType.TOKEN, true),
        new Attribute.Flag(AttributeType.PRIVATE, true),
        Attribute.Text.of(AttributeType.APPLICATION, APPLICATION),
        Attribute.Text.of(AttributeType.LABEL, label),
        Attribute.Text.of(AttributeType.VALUE, "psk-octets=" + length));
  }

  private static Octets id(String label) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(label.getBytes(StandardCharsets.UTF_8));
      return Octets.of(Arrays.copyOf(hash, ID_LENGTH));
    } catch (NoSuchAlgorithmException e) {
      throw new ProviderException("this JDK has no SHA-256", e);
    }
  }
}
