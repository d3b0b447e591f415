package org.mikeyhsm.hsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import org.mikeyhsm.hsm.cryptoki.Attribute;
import org.mikeyhsm.hsm.cryptoki.AttributeType;
import org.mikeyhsm.hsm.cryptoki.Attributes;
import org.mikeyhsm.hsm.cryptoki.Cryptoki;
import org.mikeyhsm.hsm.cryptoki.IaikCryptoki;
import org.mikeyhsm.hsm.cryptoki.Mechanism;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.cryptoki.ObjectHandle;
import org.mikeyhsm.hsm.cryptoki.SessionHandle;
import org.mikeyhsm.hsm.cryptoki.SlotId;
import org.mikeyhsm.message.Octets;

/**
 * An RSA key pair "rsa" on a token that is open. A second face on the library shares its state and
 * login.
 */
public final class TestRsa {
  /** The label. */
  public static final String LABEL = "rsa";

  private TestRsa() {}

  private interface Work<T> {
    T on(Cryptoki cryptoki, SessionHandle session);
  }

  /** Makes the pair. */
  public static void generate(Path library, String tokenLabel) {
    with(
        library,
        tokenLabel,
        (cryptoki, session) ->
            cryptoki.generateKeyPair(
                session,
                new Mechanism.Plain(new MechanismType(0)),
                List.of(
                    new Attribute.Flag(AttributeType.TOKEN, true),
                    Attribute.Text.of(AttributeType.LABEL, LABEL),
                    new Attribute.Number(AttributeType.MODULUS_BITS, 2048),
                    new Attribute.Text(AttributeType.PUBLIC_EXPONENT, Octets.ofHex("010001")),
                    new Attribute.Flag(AttributeType.WRAP, true)),
                List.of(
                    new Attribute.Flag(AttributeType.TOKEN, true),
                    new Attribute.Flag(AttributeType.PRIVATE, true),
                    Attribute.Text.of(AttributeType.LABEL, LABEL),
                    new Attribute.Flag(AttributeType.SENSITIVE, true),
                    new Attribute.Flag(AttributeType.EXTRACTABLE, false),
                    new Attribute.Flag(AttributeType.DECRYPT, true),
                    new Attribute.Flag(AttributeType.UNWRAP, true))));
  }

  /** Its public key. */
  public static RSAPublicKey publicKey(Path library, String tokenLabel)
      throws GeneralSecurityException {
    Attributes told =
        with(
            library,
            tokenLabel,
            (cryptoki, session) -> {
              List<ObjectHandle> found =
                  cryptoki.findObjects(
                      session,
                      List.of(
                          new Attribute.Number(AttributeType.CLASS, Attribute.CKO_PUBLIC_KEY),
                          Attribute.Text.of(AttributeType.LABEL, LABEL)));
              return cryptoki.getAttributes(
                  session,
                  found.get(0),
                  List.of(AttributeType.MODULUS, AttributeType.PUBLIC_EXPONENT));
            });
    return (RSAPublicKey)
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new RSAPublicKeySpec(
                    number(told, AttributeType.MODULUS),
                    number(told, AttributeType.PUBLIC_EXPONENT)));
  }

  private static BigInteger number(Attributes told, AttributeType type) {
    return new BigInteger(1, told.octets(type).orElseThrow().toArray());
  }

  private static <T> T with(Path library, String tokenLabel, Work<T> work) {
    try {
      Cryptoki cryptoki = IaikCryptoki.load(library);
      SlotId slot =
          cryptoki.slotList().stream()
              .filter(id -> cryptoki.tokenInfo(id).label().equals(tokenLabel))
              .findFirst()
              .orElseThrow();
      SessionHandle session = cryptoki.openWritableSession(slot);
      try {
        return work.on(cryptoki, session);
      } finally {
        cryptoki.closeSession(session);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
