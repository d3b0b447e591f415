package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
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
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/**
 * A KMS by the MIKEY profile: z_T (RFC 6508 section 6.1) and KSAK (RFC 6507 section 4.2) are
 * generated in the token and stay there, and what they issue leaves it wrapped or not at all.
 */
public final class ProfileKms implements Strategy {
  /** Parameter Set 1 of RFC 6509. */
  private static final Octets SET_1 = Octets.ofHex("01");

  private static final String IDENTIFIER =
      "the token takes this identifier for none: it is an integer in 2 to q - 1 (RFC 6508 section"
          + " 2.2), of at most 1024 octets";

  /** One of the two master keys, and what it issues. */
  public enum Scheme {
    /** z_T, which issues RSKs. */
    SAKKE(
        MikeyProfile.Use.SAKKE_MASTER,
        MikeyProfile.Use.RSK,
        new Mechanism.Flat(MechanismType.MIKEY_SAKKE_KMS_KEY_GEN, SET_1),
        MechanismType.MIKEY_SAKKE_ISSUE),
    /** KSAK, which issues SSKs. */
    ECCSI(
        MikeyProfile.Use.ECCSI_MASTER,
        MikeyProfile.Use.SSK,
        new Mechanism.Plain(MechanismType.MIKEY_ECCSI_KMS_KEY_GEN),
        MechanismType.MIKEY_ECCSI_ISSUE);

    private final MikeyProfile.Use master;
    private final MikeyProfile.Use issued;
    private final Mechanism generation;
    private final MechanismType issue;

    Scheme(
        MikeyProfile.Use master,
        MikeyProfile.Use issued,
        Mechanism generation,
        MechanismType issue) {
      this.master = master;
      this.issued = issued;
      this.generation = generation;
      this.issue = issue;
    }
  }

  ProfileKms() {}

  @Override
  public List<Need> needs() {
    return List.of(
        new Need(MechanismType.MIKEY_SAKKE_KMS_KEY_GEN, Ability.GENERATE),
        MikeyProfile.derives(MechanismType.MIKEY_SAKKE_ISSUE),
        new Need(MechanismType.MIKEY_ECCSI_KMS_KEY_GEN, Ability.GENERATE),
        MikeyProfile.derives(MechanismType.MIKEY_ECCSI_ISSUE),
        new Need(MechanismType.MIKEY_KEY_WRAP, Ability.WRAP));
  }

  @Override
  public CustodyLevel yields() {
    return CustodyLevel.TOKEN;
  }

  /**
   * Generates a master key, a token object.
   *
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if there is a secret key of that label
   */
  public void generate(Token token, Scheme scheme, String label) throws InvalidKeyException {
    token.provision(label, KeySource.generate(scheme.generation, stored(scheme.master, label)));
  }

  /**
   * Issues a key as a session object that may be wrapped.
   *
   * @return the key, which the caller closes
   * @throws IllegalArgumentException if the identifier is none
   * @throws InvalidKeyException if the master key was closed
   */
  public TokenPrivateKey issue(
      Token token, Scheme scheme, TokenPrivateKey master, Octets identifier)
      throws InvalidKeyException {
    return issue(
        token,
        scheme,
        master,
        identifier,
        KeyTemplates.with(MikeyProfile.template(scheme.issued), AttributeType.EXTRACTABLE, true));
  }

  /**
   * Issues a key as a session object that stays in the token.
   *
   * @return the key, which the caller closes
   * @throws IllegalArgumentException if the identifier is none
   * @throws InvalidKeyException if the master key was closed
   */
  public TokenPrivateKey issueHere(
      Token token, Scheme scheme, TokenPrivateKey master, Octets identifier)
      throws InvalidKeyException {
    return issue(token, scheme, master, identifier, MikeyProfile.template(scheme.issued));
  }

  private static TokenPrivateKey issue(
      Token token,
      Scheme scheme,
      TokenPrivateKey master,
      Octets identifier,
      List<Attribute> template)
      throws InvalidKeyException {
    try {
      return token.makePrivateKey(
          KeySource.derive(new Mechanism.Flat(scheme.issue, identifier), master, template),
          scheme.name(),
          MikeyProfile.custody(token, master.custody().level(), Origin.DERIVED, scheme.issue));
    } catch (CryptokiException e) {
      throw refused(e);
    }
  }

  /**
   * Issues a key to a user of the same token: a token object, which never leaves.
   *
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if there is a secret key of that label
   * @throws IllegalArgumentException if the identifier is none
   * @throws InvalidKeyException if the master key was closed
   */
  public void issueTo(
      Token token, Scheme scheme, TokenPrivateKey master, Octets identifier, String label)
      throws InvalidKeyException {
    try {
      token.provision(
          label,
          KeySource.derive(
              new Mechanism.Flat(scheme.issue, identifier), master, stored(scheme.issued, label)));
    } catch (CryptokiException e) {
      throw refused(e);
    }
  }

  /**
   * Z or KPAK.
   *
   * @throws InvalidKeyException if the master key was closed
   */
  public Octets publicKey(Token token, TokenPrivateKey master) throws InvalidKeyException {
    return told(token, master, AttributeType.MIKEY_PUBLIC_KEY);
  }

  /**
   * The Public Validation Token of an SSK.
   *
   * @throws InvalidKeyException if the key was closed
   */
  public Octets pvt(Token token, TokenPrivateKey ssk) throws InvalidKeyException {
    return told(token, ssk, AttributeType.MIKEY_PVT);
  }

  private static Octets told(Token token, TokenPrivateKey key, AttributeType type)
      throws InvalidKeyException {
    return token
        .octets(key, type)
        .orElseThrow(
            () -> new KeyRefusedException("a key of token " + token.label() + " has no " + type));
  }

  /** Destroys what {@link #generate} or {@link #issueTo} made. */
  public void destroy(Token token, String label) {
    token.provision(
        (cryptoki, session) -> {
          cryptoki
              .findObjects(
                  session,
                  List.of(
                      new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY),
                      new Attribute.Flag(AttributeType.TOKEN, true),
                      Attribute.Text.of(AttributeType.LABEL, label)))
              .forEach(object -> cryptoki.destroyObject(session, object));
          return label;
        });
  }

  /**
   * A transport key of known octets, a session object.
   *
   * @param octets 16 or 32; the caller closes them
   * @return the key, which the caller closes
   */
  public TokenKey transportKey(Token token, SecretOctets octets) throws InvalidKeyException {
    List<Attribute> template = new ArrayList<>();
    template.add(new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY));
    template.add(new Attribute.Number(AttributeType.KEY_TYPE, Attribute.CKK_AES));
    template.add(new Attribute.Secret(AttributeType.VALUE, octets));
    template.addAll(MikeyProfile.template(MikeyProfile.Use.TRANSPORT));
    Custody custody =
        MikeyProfile.custody(
            token, CustodyLevel.TRANSIENT, Origin.IMPORTED, MechanismType.MIKEY_KEY_WRAP);
    return token.makeKey(
        List.of(KeySource.create(template)),
        new TokenKey.Description(KeyUse.KEY_DATA_WRAPPING, octets.length(), custody));
  }

  /**
   * Wraps an issued key for whoever has the transport key (RFC 5649).
   *
   * @throws InvalidKeyException if one was closed
   */
  public Octets wrap(Token token, TokenPrivateKey issued, TokenKey transport)
      throws InvalidKeyException {
    return Octets.of(
        token.wrap(
            transport.blocks().get(0),
            issued,
            List.of(),
            none -> new Mechanism.Plain(MechanismType.MIKEY_KEY_WRAP)));
  }

  /**
   * Wraps an issued key for whoever has the private key, by {@link IdentityImport#FOR_RSA}.
   *
   * @throws InvalidKeyException if the key was closed, or the token takes no such public key
   * @throws MechanismMissingException if the token does not wrap so
   */
  public Octets wrapFor(Token token, TokenPrivateKey issued, RSAPublicKey recipient)
      throws InvalidKeyException {
    Need need = new Need(MechanismType.RSA_AES_KEY_WRAP, Ability.WRAP);
    if (!need.isMetBy(token)) {
      throw new MechanismMissingException(
          "token " + token.label() + " wraps no issued key for an RSA key: it has no " + need);
    }
    return Octets.of(token.wrapFor(IdentityImport.FOR_RSA, RsaWrap.publicKey(recipient), issued));
  }

  private static List<Attribute> stored(MikeyProfile.Use use, String label) {
    List<Attribute> template =
        new ArrayList<>(KeyTemplates.with(MikeyProfile.template(use), AttributeType.TOKEN, true));
    template.add(Attribute.Text.of(AttributeType.LABEL, label));
    return template;
  }

  private static RuntimeException refused(CryptokiException e) {
    return e.is(CryptokiException.MECHANISM_PARAM_INVALID)
        ? new IllegalArgumentException(IDENTIFIER, e)
        : e;
  }
}
