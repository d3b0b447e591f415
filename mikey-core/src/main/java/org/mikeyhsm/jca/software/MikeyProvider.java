package org.mikeyhsm.jca.software;

import java.security.Provider;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.util.function.Supplier;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.jca.BuildVersion;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.EccsiPublicKey;
import org.mikeyhsm.jca.EngineService;
import org.mikeyhsm.jca.EnvelopeTransport;
import org.mikeyhsm.jca.KeyDataTransport;
import org.mikeyhsm.jca.KeyDerivation;
import org.mikeyhsm.jca.KeyEncapsulation;
import org.mikeyhsm.jca.SakkePublicKey;
import org.mikeyhsm.jca.SrtpKeyDerivation;
import org.mikeyhsm.jca.UserSalt;

/**
 * The provider {@code Mikey}: MIKEY's engines in host memory, custody HOST.
 *
 * <p>Offers {@code KeyDerivation} MIKEY-1, PRF-HMAC-SHA-256; {@code UserSalt} HMAC-SHA-256-28;
 * {@code KeyDataTransport} NULL, AES-CM-128, AES-KW-128; {@code EnvelopeTransport} RSA; {@code
 * SrtpKeyDerivation} AES-CM; {@code Mac} HmacSHA1; {@code KeyEncapsulation} and {@code KeyFactory}
 * SAKKE; {@code Signature} and {@code KeyFactory} ECCSI. {@code Signature} SHA1withRSA,
 * SHA256withRSA, RSASSA-PSS; {@code KeyPairGenerator} and {@code KeyAgreement} DH, whose secret is
 * the key {@code MIKEY}. Thread-safe; holds no resource.
 */
public final class MikeyProvider extends Provider {
  private static final long serialVersionUID = 1L;

  /** The provider's name. */
  public static final String NAME = "Mikey";

  /** A provider that generates keys with the JDK's default {@link SecureRandom}. */
  public MikeyProvider() {
    this(new SecureRandom());
  }

  /** A provider that generates keys with {@code random}. */
  public MikeyProvider(SecureRandom random) {
    this(random, CustodyPolicy.ANY);
  }

  /**
   * A provider that refuses what {@code policy} forbids, with {@link
   * org.mikeyhsm.custody.CustodyRefusedException}: here that is all, or nothing.
   */
  public MikeyProvider(SecureRandom random, CustodyPolicy policy) {
    super(
        NAME,
        BuildVersion.of(MikeyProvider.class),
        "MIKEY engines (RFC 3830, 6507, 6508) in host memory");
    CustodyGuard guard = new CustodyGuard(policy);
    offer(
        KeyDerivation.SERVICE_TYPE,
        "MIKEY-1",
        SoftwareKeyDerivation.class,
        () -> SoftwareKeyDerivation.mikey1(guard));
    offer(
        KeyDerivation.SERVICE_TYPE,
        "PRF-HMAC-SHA-256",
        SoftwareKeyDerivation.class,
        () -> SoftwareKeyDerivation.hmacSha256(guard));
    offer(
        UserSalt.SERVICE_TYPE,
        UserSalt.ALGORITHM,
        SoftwareUserSalt.class,
        () -> new SoftwareUserSalt());
    offer(
        SrtpKeyDerivation.SERVICE_TYPE,
        "AES-CM",
        SoftwareSrtpKeyDerivation.class,
        () -> new SoftwareSrtpKeyDerivation(guard));
    for (String algorithm : SoftwareEnvelopeTransport.ALGORITHMS) {
      offer(
          EnvelopeTransport.SERVICE_TYPE,
          algorithm,
          SoftwareEnvelopeTransport.class,
          () -> new SoftwareEnvelopeTransport(algorithm, random, guard));
    }
    for (String algorithm : SoftwareSignature.ALGORITHMS) {
      offer(
          "Signature",
          algorithm,
          SoftwareSignature.class,
          () -> SoftwareSignature.of(algorithm, guard));
    }
    offer(
        "KeyPairGenerator",
        "DH",
        SoftwareDhKeyPairGenerator.class,
        () -> new SoftwareDhKeyPairGenerator(random, guard));
    offer(
        "KeyAgreement",
        "DH",
        SoftwareDhKeyAgreement.class,
        () -> new SoftwareDhKeyAgreement(guard));
    offer("Mac", "HmacSHA1", SoftwareMac.class, SoftwareMac::hmacSha1);
    offer(
        KeyEncapsulation.SERVICE_TYPE,
        "SAKKE",
        SoftwareSakke.class,
        () -> new SoftwareSakke(random, guard));
    offer("KeyFactory", "SAKKE", SakkeKeyFactory.class, SakkeKeyFactory::new);
    offer("Signature", "ECCSI", SoftwareEccsi.class, () -> new SoftwareEccsi(random, guard));
    offer("KeyFactory", "ECCSI", EccsiKeyFactory.class, EccsiKeyFactory::new);
    for (KeyDataCipher cipher : KeyDataCipher.ALL) {
      offer(
          KeyDataTransport.SERVICE_TYPE,
          cipher.algorithm(),
          SoftwareKeyDataTransport.class,
          () -> new SoftwareKeyDataTransport(cipher, random, guard));
    }
  }

  private void offer(String type, String algorithm, Class<?> engineType, Supplier<?> engines) {
    putService(
        new EngineService(this, type, algorithm, engineType, engines, MikeyProvider::accepts));
  }

  private static boolean accepts(Object key) {
    return key instanceof SoftwareKey
        || key instanceof SoftwarePrivateKey<?>
        || key instanceof SoftwareDhPrivateKey
        || key instanceof RSAPrivateKey
        || key instanceof SakkePublicKey
        || key instanceof EccsiPublicKey;
  }
}
