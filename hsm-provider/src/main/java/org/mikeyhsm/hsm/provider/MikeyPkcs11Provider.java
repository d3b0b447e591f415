package org.mikeyhsm.hsm.provider;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.Provider;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.mikeyhsm.hsm.mechanism.KeyDataStrategy;
import org.mikeyhsm.hsm.mechanism.MacStrategy;
import org.mikeyhsm.hsm.mechanism.PrfStrategy;
import org.mikeyhsm.hsm.mechanism.Strategy;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.EngineService;
import org.mikeyhsm.jca.KeyDataTransport;
import org.mikeyhsm.jca.KeyDerivation;

/**
 * The provider {@code MikeyPkcs11}: MIKEY's engines on the keys of one token.
 *
 * <p>Offers {@code KeyDerivation} MIKEY-1; {@code KeyDataTransport} NULL, AES-CM-128, AES-KW-128;
 * {@code Mac} HmacSHA1; {@code SecureRandom} PKCS11. Its engines take keys of this token only and
 * refuse all others with {@link java.security.InvalidKeyException}; a message salting key is public
 * and may come from host memory. An engine whose mechanisms the token lacks is refused when it is
 * asked for, with a {@link java.security.ProviderException} that names them.
 *
 * <p>Thread-safe. The token stays its opener's to close; engines fail with a {@link
 * java.security.ProviderException} afterwards. Not serializable.
 */
public final class MikeyPkcs11Provider extends Provider {
  private static final long serialVersionUID = 1L;

  /** The provider's name. */
  public static final String NAME = "MikeyPkcs11";

  /** A provider on {@code token}. */
  public MikeyPkcs11Provider(Token token) {
    super(NAME, "0.1", "MIKEY engines (RFC 3830) on token " + token.label());
    Predicate<Object> ours = key -> key instanceof TokenKey tokenKey && tokenKey.isOn(token);
    offer(
        KeyDerivation.SERVICE_TYPE,
        "MIKEY-1",
        TokenKeyDerivation.class,
        () -> new TokenKeyDerivation(token, Strategy.choose("MIKEY-1", PrfStrategy.MIKEY_1, token)),
        ours);
    KeyDataStrategy.BY_ALGORITHM.forEach(
        (algorithm, ways) ->
            offer(
                KeyDataTransport.SERVICE_TYPE,
                algorithm,
                TokenKeyDataTransport.class,
                () ->
                    new TokenKeyDataTransport(
                        token, Strategy.choose("KEMAC " + algorithm, ways, token)),
                ours));
    offer(
        "Mac",
        "HmacSHA1",
        TokenMac.class,
        () -> new TokenMac(token, Strategy.choose("HMAC-SHA-1", MacStrategy.HMAC_SHA_1, token)),
        ours);
    offer("SecureRandom", "PKCS11", TokenRandom.class, () -> new TokenRandom(token), key -> false);
  }

  private void offer(
      String type,
      String algorithm,
      Class<?> engineType,
      Supplier<?> engines,
      Predicate<Object> accepts) {
    putService(new EngineService(this, type, algorithm, engineType, engines, accepts));
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a token is not serialized");
  }
}
