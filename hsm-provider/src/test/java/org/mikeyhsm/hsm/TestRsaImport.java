package org.mikeyhsm.hsm;

import java.math.BigInteger;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/** Puts RSA private keys that certificates of the tests belong to on a token, once for each. */
public final class TestRsaImport {
  private TestRsaImport() {}

  /** The key of that label, imported first if it is not there. */
  public static TokenPrivateKey key(Token token, String label, RSAPrivateCrtKey key) {
    try {
      return token.privateKey(label);
    } catch (KeyNotFoundException e) {
      put(token, label, key);
      return token.privateKey(label);
    }
  }

  private static void put(Token token, String label, RSAPrivateCrtKey key) {
    List<SecretOctets> secrets = new ArrayList<>();
    List<Attribute> template =
        new ArrayList<>(
            List.of(
                new Attribute.Number(AttributeType.CLASS, Attribute.CKO_PRIVATE_KEY),
                new Attribute.Number(AttributeType.KEY_TYPE, Attribute.CKK_RSA),
                new Attribute.Flag(AttributeType.TOKEN, true),
                new Attribute.Flag(AttributeType.PRIVATE, true),
                new Attribute.Flag(AttributeType.SENSITIVE, true),
                new Attribute.Flag(AttributeType.EXTRACTABLE, false),
                new Attribute.Flag(AttributeType.SIGN, true),
                new Attribute.Flag(AttributeType.DECRYPT, false),
                new Attribute.Flag(AttributeType.UNWRAP, true),
                Attribute.Text.of(AttributeType.LABEL, label),
                Attribute.Text.of(AttributeType.ID, label),
                new Attribute.Text(AttributeType.MODULUS, octets(key.getModulus())),
                new Attribute.Text(
                    AttributeType.PUBLIC_EXPONENT, octets(key.getPublicExponent()))));
    Map.of(
            AttributeType.PRIVATE_EXPONENT, key.getPrivateExponent(),
            AttributeType.PRIME_1, key.getPrimeP(),
            AttributeType.PRIME_2, key.getPrimeQ(),
            AttributeType.EXPONENT_1, key.getPrimeExponentP(),
            AttributeType.EXPONENT_2, key.getPrimeExponentQ(),
            AttributeType.COEFFICIENT, key.getCrtCoefficient())
        .forEach(
            (type, number) -> {
              SecretOctets secret = SecretOctets.copyOf(octets(number).toArray());
              secrets.add(secret);
              template.add(new Attribute.Secret(type, secret));
            });
    token.provision((cryptoki, session) -> cryptoki.createObject(session, template));
    secrets.forEach(SecretOctets::close);
  }

  private static Octets octets(BigInteger number) {
    byte[] signed = number.toByteArray();
    Octets octets = Octets.of(signed);
    return signed[0] == 0 && signed.length > 1 ? octets.slice(1, signed.length) : octets;
  }
}
