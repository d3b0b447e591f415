package org.mikeyhsm.cli.doctor;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.cli.exchange.TokenKeys;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.KeyReference;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenPrivateKey;

/** This side's key pair: whether it is there, is kept, and is that of the certificate. */
final class KeyPairCheck {
  private static final byte[] CHALLENGE = "mikey doctor".getBytes(StandardCharsets.US_ASCII);

  private KeyPairCheck() {}

  static List<Finding> of(Configuration configuration, TokenKeys keys, Token token, Instant now) {
    Optional<KeyReference> named = configuration.keyPair();
    if (named.isEmpty()) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    try (TokenPrivateKey key = keys.privateKey(named.get())) {
      findings.add(custody(configuration, named.get(), key));
      List<X509Certificate> chain = keys.certificates(configuration, named.get());
      if (configuration.certificate().isEmpty()) {
        findings.addAll(
            CertificateCheck.own("own certificate, on the token", chain, configuration, now));
      }
      findings.add(matches(chain.get(0), key, new MikeyPkcs11Provider(token)));
    } catch (KeyFileException | ProviderException e) {
      findings.add(
          Finding.problem(
              "key-pair",
              Optional.ofNullable(e.getMessage()).orElse("it failed"),
              "mikey keys list shows what the token has; mikey keys provisions keys"));
    }
    return findings;
  }

  private static Finding custody(
      Configuration configuration, KeyReference reference, TokenPrivateKey key) {
    Optional<String> objection =
        configuration.policy().objection(SecretClass.LONG_TERM, key.custody());
    return objection.isPresent()
        ? Finding.problem(
            "key-pair", objection.get(), "Generate it in the token: mikey keys generate")
        : Finding.ok(
            "key-pair",
            reference + ", RSA, " + key.custody().level() + ", " + key.custody().origin());
  }

  /** It signs, and the certificate's key verifies. */
  private static Finding matches(
      X509Certificate certificate, TokenPrivateKey key, MikeyPkcs11Provider provider) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA", provider);
      signature.initSign(key);
      signature.update(CHALLENGE);
      byte[] value = signature.sign();
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(certificate);
      verifier.update(CHALLENGE);
      if (verifier.verify(value)) {
        return Finding.ok("key-pair", "it signs what its certificate's key verifies");
      }
    } catch (GeneralSecurityException e) {
      return Finding.problem(
          "key-pair", "it does not sign: " + e.getMessage(), "Look at its CKA_SIGN and its type");
    }
    return Finding.problem(
        "key-pair",
        "the certificate is of another key",
        "Name the certificate of this key, or this certificate's key");
  }
}
