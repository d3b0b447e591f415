package org.mikeyhsm.hsm.mechanism;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.List;
import java.util.Set;
import javax.crypto.spec.DHParameterSpec;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.custody.SecretEvents;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodyGuard;

/** Diffie-Hellman keys for one exchange, made in the token by CKM_DH_PKCS_KEY_PAIR_GEN. */
public final class DhKeys {
  private DhKeys() {}

  /**
   * Makes a key pair in a group.
   *
   * @return the private key, which the caller closes, and the public value
   * @throws InvalidKeyException if the policy forbids it
   */
  public static Token.KeyPair generate(Token token, CustodyGuard guard, DHParameterSpec group)
      throws InvalidKeyException {
    Custody custody =
        new Custody(
            CustodyLevel.TOKEN, Origin.GENERATED, token.boundary(), "CKM_DH_PKCS_KEY_PAIR_GEN");
    guard.permit(SecretClass.EPHEMERAL, custody, List.of());
    Token.KeyPair pair =
        token.makeKeyPair(
            new Mechanism.Plain(MechanismType.DH_PKCS_KEY_PAIR_GEN),
            List.of(
                new Attribute.Flag(AttributeType.TOKEN, false),
                new Attribute.Text(AttributeType.PRIME, BigNumbers.octets(group.getP())),
                new Attribute.Text(AttributeType.BASE, BigNumbers.octets(group.getG()))),
            KeyTemplates.restricted(
                token,
                List.of(
                    new Attribute.Flag(AttributeType.TOKEN, false),
                    new Attribute.Flag(AttributeType.PRIVATE, true),
                    new Attribute.Flag(AttributeType.SENSITIVE, true),
                    new Attribute.Flag(AttributeType.EXTRACTABLE, false),
                    new Attribute.Flag(AttributeType.DERIVE, true)),
                Set.of(MechanismType.DH_PKCS_DERIVE)),
            AttributeType.VALUE,
            "DH",
            custody);
    SecretEvents.record(SecretClass.EPHEMERAL, pair.privateKey().custody());
    return pair;
  }

  /**
   * A peer's public value, checked to be in 2 to p - 2 (RFC 2631 section 2.1.5): 0, 1 and p - 1
   * make the secret a known one.
   *
   * @throws InvalidKeyException if it is out of range
   */
  public static BigInteger inRange(BigInteger value, BigInteger prime) throws InvalidKeyException {
    BigInteger two = BigInteger.TWO;
    if (value.compareTo(two) < 0 || value.compareTo(prime.subtract(two)) > 0) {
      throw new InvalidKeyException("the peer's Diffie-Hellman value is out of range");
    }
    return value;
  }
}
