package org.mikeyhsm.hsm.mechanism;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.KeySource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.SrtpKeyInput;
import org.mikeyhsm.message.Octets;

/**
 * The key derivation of RFC 3711 section 4.3 as CKM_MIKEY_SRTP_KDF of the MIKEY profile: the token
 * has the master salt with the TEK and takes no other, so nobody has keys derived for a salt of his
 * own.
 */
final class ProfileSrtp implements SrtpStrategy {
  private static final int GCM_SALT_LENGTH = 12;

  /** A TEK with how many octets of the salt that the token holds with it are its master salt. */
  private record Master(TokenKey tek, int saltLength) {}

  @Override
  public List<Need> needs() {
    return List.of(
        MikeyProfile.derives(MechanismType.MIKEY_SRTP_KDF),
        MikeyProfile.derives(MechanismType.MIKEY_SRTP_KDF_SALT));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TOKEN;
  }

  @Override
  public CustodialKey deriveKey(
      Token token, SecretKey masterKey, SrtpKeyInput input, DerivedKeySpec spec)
      throws InvalidKeyException {
    Master master = usable(token, masterKey, input);
    TokenKey tek = master.tek();
    MikeyProfile.requireInside(spec);
    MikeyProfile.Use use =
        spec.use() == KeyUse.PACKET_ENCRYPTION
            ? MikeyProfile.Use.CIPHER
            : MikeyProfile.Use.SRTP_MAC;
    return token.makeKey(
        List.of(
            KeySource.derive(
                mechanism(MechanismType.MIKEY_SRTP_KDF, input, master.saltLength()),
                tek.blocks().get(0),
                MikeyProfile.template(use, spec.length()))),
        new TokenKey.Description(
            spec.use(),
            spec.length(),
            MikeyProfile.custody(
                token, tek.custody().level(), Origin.DERIVED, MechanismType.MIKEY_SRTP_KDF)));
  }

  @Override
  public Octets deriveSalt(Token token, SecretKey masterKey, SrtpKeyInput input, int length)
      throws InvalidKeyException {
    Master master = usable(token, masterKey, input);
    if (length != input.masterSalt().length()) {
      throw new InvalidKeyException("a session salt of this token has 14 octets, not " + length);
    }
    return Octets.of(
        token.publicValue(
            KeySource.derive(
                mechanism(MechanismType.MIKEY_SRTP_KDF_SALT, input, master.saltLength()),
                master.tek().blocks().get(0),
                List.of())));
  }

  /** Parameter: label (1), r (6), length of the master salt (1). */
  private static Mechanism mechanism(MechanismType type, SrtpKeyInput input, int saltLength) {
    return new Mechanism.Flat(
        type,
        Octets.of(
            ByteBuffer.allocate(8)
                .put((byte) input.label().code())
                .putShort((short) (input.r() >>> Integer.SIZE))
                .putInt((int) input.r())
                .put((byte) saltLength)
                .array()));
  }

  private static Master usable(Token token, SecretKey masterKey, SrtpKeyInput input)
      throws InvalidKeyException {
    TokenKey tek = TokenKeys.require(token, masterKey, KeyUse.TRAFFIC_ENCRYPTION);
    Octets held = token.octets(tek, AttributeType.MIKEY_SALT).orElse(Octets.empty());
    int salt = input.masterSalt().length();
    if (held.equals(input.masterSalt())) {
      return new Master(tek, salt);
    }
    // RFC 7714 section 11: the token, too, appends two zero octets to those of AES-GCM.
    if (held.length() >= GCM_SALT_LENGTH
        && Octets.of(Arrays.copyOf(held.slice(0, GCM_SALT_LENGTH).toArray(), salt))
            .equals(input.masterSalt())) {
      return new Master(tek, GCM_SALT_LENGTH);
    }
    throw new InvalidKeyException(
        "the token holds another SRTP master salt with this TEK (CKA_MIKEY_SALT)");
  }
}
