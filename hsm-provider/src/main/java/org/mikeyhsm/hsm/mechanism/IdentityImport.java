package org.mikeyhsm.hsm.mechanism;

import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.CryptokiException;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.KeySource;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/** An RSK or SSK by C_CreateObject, which the token verifies against its KMS's public key. */
final class IdentityImport {
  /** How issued keys come for an RSA key pair of the user's token. */
  static final Mechanism FOR_RSA =
      new Mechanism.RsaAesKeyWrap(new Mechanism.RsaOaep(MechanismType.SHA_1));

  private final MikeyProfile.Use use;
  private final String algorithm;
  private final MechanismType mechanism;

  IdentityImport(MikeyProfile.Use use, String algorithm, MechanismType mechanism) {
    this.use = use;
    this.algorithm = algorithm;
    this.mechanism = mechanism;
  }

  /** What the key's custody will be: its octets were in host memory. */
  Custody custody(Token token) {
    return MikeyProfile.custody(token, CustodyLevel.TRANSIENT, Origin.IMPORTED, mechanism);
  }

  /** A session object, which the caller closes. */
  TokenPrivateKey sessionKey(Token token, SecretOctets value, List<Attribute> identity)
      throws InvalidKeyException {
    List<Attribute> template = new ArrayList<>(template(value, identity));
    template.addAll(MikeyProfile.template(use));
    try {
      return token.makePrivateKey(KeySource.create(template), algorithm, custody(token));
    } catch (CryptokiException e) {
      throw refused(e);
    }
  }

  /** A token object. */
  void tokenKey(Token token, String label, SecretOctets value, List<Attribute> identity)
      throws InvalidKeyException {
    List<Attribute> template = new ArrayList<>(template(value, identity));
    template.addAll(KeyTemplates.with(MikeyProfile.template(use), AttributeType.TOKEN, true));
    template.add(Attribute.Text.of(AttributeType.LABEL, label));
    try {
      token.provision(label, List.of(template));
    } catch (CryptokiException e) {
      throw refused(e);
    }
  }

  /** A token object by C_UnwrapKey: its octets are not here. */
  void wrappedTokenKey(
      Token token,
      String label,
      TokenPrivateKey transport,
      Octets wrapped,
      List<Attribute> identity)
      throws InvalidKeyException {
    List<Attribute> template = new ArrayList<>(identity);
    template.addAll(KeyTemplates.with(MikeyProfile.template(use), AttributeType.TOKEN, true));
    template.add(Attribute.Text.of(AttributeType.LABEL, label));
    try {
      token.provision(label, KeySource.unwrap(FOR_RSA, transport, wrapped.toArray(), template));
    } catch (CryptokiException e) {
      if (e.is(CryptokiException.WRAPPED_KEY_INVALID, CryptokiException.WRAPPED_KEY_LEN_RANGE)) {
        throw new InvalidKeyException(
            "this is not the "
                + algorithm
                + " key of that KMS for that identifier, wrapped for that RSA key",
            e);
      }
      throw refused(e);
    }
  }

  private static List<Attribute> template(SecretOctets value, List<Attribute> identity) {
    List<Attribute> template = new ArrayList<>();
    template.add(new Attribute.Number(AttributeType.CLASS, Attribute.CKO_SECRET_KEY));
    template.add(new Attribute.Number(AttributeType.KEY_TYPE, Attribute.CKK_GENERIC_SECRET));
    template.add(new Attribute.Secret(AttributeType.VALUE, value));
    template.addAll(identity);
    return template;
  }

  private InvalidKeyException refused(CryptokiException e) {
    if (e.is(CryptokiException.ATTRIBUTE_VALUE_INVALID)) {
      return new InvalidKeyException(
          "this is not the " + algorithm + " key of that KMS for that identifier", e);
    }
    throw e;
  }

  static Attribute attribute(AttributeType type, Octets value) throws InvalidKeyException {
    if (value.isEmpty()) {
      throw new InvalidKeyException(type + " of a key is not empty");
    }
    return new Attribute.Text(type, value);
  }
}
