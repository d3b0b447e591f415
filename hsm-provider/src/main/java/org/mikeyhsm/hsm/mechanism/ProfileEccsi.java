package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.util.List;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismInfo.Ability;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.EccsiSigningKeySpec;
import org.mikeyhsm.message.Octets;

/** ECCSI signatures (RFC 6507) by CKM_MIKEY_ECCSI of the MIKEY profile; the token draws j. */
public final class ProfileEccsi implements Strategy {
  private final IdentityImport imports =
      new IdentityImport(MikeyProfile.Use.SSK, "ECCSI", MechanismType.MIKEY_ECCSI);

  ProfileEccsi() {}

  @Override
  public List<Need> needs() {
    return List.of(new Need(MechanismType.MIKEY_ECCSI, Ability.SIGN));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TOKEN;
  }

  /**
   * Validates an SSK and makes it a session object.
   *
   * @return the key, which the caller closes; custody TRANSIENT, as its octets were here
   * @throws InvalidKeyException if it is not that KMS's key for that identifier
   */
  public TokenPrivateKey importKey(Token token, EccsiSigningKeySpec spec)
      throws InvalidKeyException {
    return imports.sessionKey(token, spec.ssk(), identity(spec));
  }

  /**
   * As {@link #importKey}, a token object: provisioning.
   *
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if there is a secret key of that label
   */
  public void provision(Token token, String label, EccsiSigningKeySpec spec)
      throws InvalidKeyException {
    imports.tokenKey(token, label, spec.ssk(), identity(spec));
  }

  /**
   * As {@link #provision}, of an SSK that its KMS wrapped for an RSA key pair of this token.
   *
   * @param kpak 65 octets
   * @param identifier the user's
   * @param pvt 65 octets
   * @param transport the RSA private key
   */
  public void provisionWrapped(
      Token token,
      String label,
      Octets kpak,
      Octets identifier,
      Octets pvt,
      TokenPrivateKey transport,
      Octets wrapped)
      throws InvalidKeyException {
    imports.wrappedTokenKey(token, label, transport, wrapped, identity(kpak, identifier, pvt));
  }

  private static List<Attribute> identity(EccsiSigningKeySpec spec) throws InvalidKeyException {
    return identity(
        Octets.of(spec.publicKey().kpak().encoded()), spec.publicKey().identifier(), spec.pvt());
  }

  private static List<Attribute> identity(Octets kpak, Octets identifier, Octets pvt)
      throws InvalidKeyException {
    return List.of(
        IdentityImport.attribute(AttributeType.MIKEY_PUBLIC_KEY, kpak),
        IdentityImport.attribute(AttributeType.MIKEY_USER_ID, identifier),
        IdentityImport.attribute(AttributeType.MIKEY_PVT, pvt));
  }

  /**
   * Signs.
   *
   * @return r || s || PVT, 129 octets
   * @throws InvalidKeyException if the key was closed
   */
  public byte[] sign(Token token, TokenPrivateKey ssk, byte[] message) throws InvalidKeyException {
    return token.sign(new Mechanism.Plain(MechanismType.MIKEY_ECCSI), ssk, message);
  }
}
