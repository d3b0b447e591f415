package org.mikeyhsm.hsm.provider;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.Provider;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.hsm.mechanism.TokenOperations;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.jca.BuildVersion;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.EccsiPublicKey;
import org.mikeyhsm.jca.EccsiSigningKeySpec;
import org.mikeyhsm.jca.EngineService;
import org.mikeyhsm.jca.EnvelopeTransport;
import org.mikeyhsm.jca.KeyDataTransport;
import org.mikeyhsm.jca.KeyDerivation;
import org.mikeyhsm.jca.KeyEncapsulation;
import org.mikeyhsm.jca.SakkeReceiverKeySpec;
import org.mikeyhsm.jca.SrtpKeyDerivation;
import org.mikeyhsm.jca.UserSalt;

/**
 * The provider {@code MikeyPkcs11}: MIKEY's engines on the keys of one token.
 *
 * <p>Offers {@code KeyDerivation} MIKEY-1; {@code KeyDataTransport} NULL, AES-CM-128, AES-KW-128;
 * {@code EnvelopeTransport} RSA; {@code Signature} SHA1withRSA, SHA256withRSA, RSASSA-PSS, which
 * sign and do not verify; {@code SrtpKeyDerivation} AES-CM; {@code Mac} HmacSHA1; {@code Cipher}
 * AES/CTR/NoPadding for SRTP packets; {@code KeyEncapsulation} and {@code KeyFactory} SAKKE, {@code
 * Signature} and {@code KeyFactory} ECCSI, {@code KeyDerivation} PRF-HMAC-SHA-256, {@code UserSalt}
 * HMAC-SHA-256-28 on a token of the MIKEY profile; {@code KeyPairGenerator} and {@code
 * KeyAgreement} DH; {@code SecureRandom} PKCS11. Its engines take keys of this token only and
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

  /** A provider on {@code token} that takes what the token can do. */
  public MikeyPkcs11Provider(Token token) {
    this(token, CustodyPolicy.ANY);
  }

  /**
   * A provider on {@code token} that refuses what {@code policy} forbids, with {@link
   * org.mikeyhsm.custody.CustodyRefusedException}: before a secret is made, by what the way chosen
   * can reach; and after, by what the token told of it.
   */
  public MikeyPkcs11Provider(Token token, CustodyPolicy policy) {
    super(
        NAME,
        BuildVersion.of(MikeyPkcs11Provider.class),
        "MIKEY engines (RFC 3830) on token " + token.label());
    CustodyGuard guard = new CustodyGuard(policy);
    TokenOperations operations = TokenOperations.of(token);
    Predicate<Object> ours =
        key ->
            key instanceof TokenKey tokenKey && tokenKey.isOn(token)
                || key instanceof TokenPrivateKey privateKey && privateKey.isOn(token);
    offer(
        KeyDerivation.SERVICE_TYPE,
        "MIKEY-1",
        TokenKeyDerivation.class,
        () -> new TokenKeyDerivation(token, guard, operations.mikey1()),
        ours);
    // A responder refuses a message by whether its PRF is offered (RFC 3830 section 5.1.2).
    if (operations.prfHmacSha256().found().isPresent()) {
      offer(
          KeyDerivation.SERVICE_TYPE,
          "PRF-HMAC-SHA-256",
          TokenKeyDerivation.class,
          () -> new TokenKeyDerivation(token, guard, operations.prfHmacSha256()),
          ours);
    }
    operations
        .keyData()
        .forEach(
            (algorithm, selection) ->
                offer(
                    KeyDataTransport.SERVICE_TYPE,
                    algorithm,
                    TokenKeyDataTransport.class,
                    () -> new TokenKeyDataTransport(token, guard, selection.chosen()),
                    ours));
    operations
        .envelopes()
        .forEach(
            (algorithm, selection) ->
                offer(
                    EnvelopeTransport.SERVICE_TYPE,
                    algorithm,
                    TokenEnvelopeTransport.class,
                    () -> new TokenEnvelopeTransport(token, guard, selection.chosen()),
                    ours));
    operations
        .signatures()
        .forEach(
            (algorithm, selection) ->
                offer(
                    "Signature",
                    algorithm,
                    TokenSignature.class,
                    () -> new TokenSignature(token, guard, selection.chosen()),
                    ours));
    offer(
        SrtpKeyDerivation.SERVICE_TYPE,
        "AES-CM",
        TokenSrtpKeyDerivation.class,
        () -> new TokenSrtpKeyDerivation(token, guard, operations.srtp()),
        ours);
    offer(
        "Mac",
        "HmacSHA1",
        TokenMac.class,
        () -> new TokenMac(token, operations.hmacSha1().chosen()),
        ours);
    offer(
        "Cipher",
        "AES/CTR/NoPadding",
        TokenPacketCipher.class,
        () -> new TokenPacketCipher(token, operations.packets().chosen()),
        ours);
    offer(
        "KeyPairGenerator",
        "DH",
        TokenDhKeyPairGenerator.class,
        () -> new TokenDhKeyPairGenerator(token, guard),
        key -> false);
    offer(
        "KeyAgreement",
        "DH",
        TokenDhKeyAgreement.class,
        () -> new TokenDhKeyAgreement(token, guard, operations.agreement().chosen()),
        ours);
    offer("KeyStore", "PKCS11", TokenKeyStore.class, () -> new TokenKeyStore(token), key -> false);
    offer(
        KeyEncapsulation.SERVICE_TYPE,
        "SAKKE",
        TokenSakke.class,
        () -> new TokenSakke(token, guard, operations.sakke().chosen()),
        ours);
    offer(
        UserSalt.SERVICE_TYPE,
        UserSalt.ALGORITHM,
        TokenUserSalt.class,
        () -> new TokenUserSalt(token, operations.userSalt().chosen()),
        ours);
    offer(
        "KeyFactory",
        "SAKKE",
        IdentityKeyFactory.class,
        () ->
            new IdentityKeyFactory<>(
                token, "SAKKE", SakkeReceiverKeySpec.class, operations.sakke().chosen()::importKey),
        ours);
    offer(
        "Signature",
        "ECCSI",
        TokenEccsi.class,
        () -> new TokenEccsi(token, guard, operations.eccsi().chosen()),
        key -> ours.test(key) || key instanceof EccsiPublicKey);
    offer(
        "KeyFactory",
        "ECCSI",
        IdentityKeyFactory.class,
        () ->
            new IdentityKeyFactory<>(
                token, "ECCSI", EccsiSigningKeySpec.class, operations.eccsi().chosen()::importKey),
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
