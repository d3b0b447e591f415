package org.mikeyhsm.hsm.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.hsm.TestRsa;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.EnvelopeTransport;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.pki.TestPki;

/** SunPKCS11 and this library on one token. */
@Tag("softhsm")
class SunPkcs11Test {
  private static final byte[] ENVELOPE_KEY = TestTokens.psk(32);

  private static byte[] encrypted(RSAPublicKey recipient) throws GeneralSecurityException {
    // The JDK's own cipher, so the key is one of the JDK's.
    RSAPublicKey copy =
        (RSAPublicKey)
            KeyFactory.getInstance("RSA", "SunRsaSign")
                .generatePublic(
                    new RSAPublicKeySpec(recipient.getModulus(), recipient.getPublicExponent()));
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE");
    cipher.init(Cipher.ENCRYPT_MODE, copy);
    return cipher.doFinal(ENVELOPE_KEY);
  }

  @Test
  void sharesTheLoginAndDoesWhatItIsGoodAt() throws GeneralSecurityException, IOException {
    try (Token token = TestTokens.get().open(TestTokens.RSA)) {
      Provider sun = SunPkcs11.on(TestTokens.get().module(), token);
      KeyStore keyStore = KeyStore.getInstance("PKCS11", sun);
      keyStore.load(null, null);
      assertEquals(0, keyStore.size(), "no certificate and no labelled secret key is there");
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", sun);
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      Signature signature = Signature.getInstance("SHA256withRSA", sun);
      signature.initSign(pair.getPrivate());
      signature.update(ENVELOPE_KEY);
      byte[] signed = signature.sign();
      signature.initVerify(pair.getPublic());
      signature.update(ENVELOPE_KEY);
      assertTrue(signature.verify(signed));
      // Ours goes on beside it.
      byte[] random = new byte[8];
      token.generateRandom(random);
      assertEquals(CustodyLevel.TOKEN, token.privateKey(TestRsa.LABEL).custody().level());
    }
  }

  @Test
  void itsRsaUnwrapLeaksAndOursDoesNot() throws GeneralSecurityException {
    try (Token token = TestTokens.get().open(TestTokens.RSA)) {
      Provider sun = SunPkcs11.on(TestTokens.get().module(), token);
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", sun);
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      Cipher theirs = Cipher.getInstance("RSA/ECB/PKCS1Padding", sun);
      theirs.init(Cipher.UNWRAP_MODE, pair.getPrivate());
      Key leaked =
          theirs.unwrap(encrypted((RSAPublicKey) pair.getPublic()), "AES", Cipher.SECRET_KEY);
      assertArrayEquals(
          ENVELOPE_KEY, leaked.getEncoded(), "if it leaks no more, docs/custody.md can say so");

      RSAPublicKey recipient = TestRsa.publicKey(TestTokens.get().library(), TestTokens.RSA);
      try (CustodialKey ours =
          EnvelopeTransport.getInstance("RSA/ECB/PKCS1Padding", new MikeyPkcs11Provider(token))
              .decapsulate(
                  token.privateKey(TestRsa.LABEL),
                  Octets.of(encrypted(recipient)),
                  KeyUse.ENVELOPE)) {
        assertNull(ours.getEncoded());
        assertEquals(CustodyLevel.TOKEN, ours.custody().level());
        assertEquals(false, ours.custody().evidence().attributes().get("CKA_EXTRACTABLE"));
        assertEquals(true, ours.custody().evidence().attributes().get("CKA_SENSITIVE"));
      }
    }
  }

  private static final char[] NO_PIN = null;
  private static final String ALIAS = "alice";

  /** A key store of the token, with the key and the chain of {@code name}. */
  private static KeyStore keyStoreWith(String name, Provider sun)
      throws GeneralSecurityException, IOException {
    KeyStore keyStore = KeyStore.getInstance("PKCS11", sun);
    keyStore.load(null, NO_PIN);
    keyStore.setKeyEntry(
        ALIAS,
        TestPki.privateKey(name),
        NO_PIN,
        new Certificate[] {TestPki.certificate(name), TestPki.certificate("root")});
    return keyStore;
  }

  @Test
  void itsKeyStoreHasAKeyOfTheTokenWithItsChain() throws GeneralSecurityException, IOException {
    try (Token token = TestTokens.get().open(TestTokens.RSA)) {
      Provider sun = SunPkcs11.on(TestTokens.get().module(), token);
      KeyStore keyStore = keyStoreWith("alice", sun);
      try {
        KeyStore again = KeyStore.getInstance("PKCS11", sun);
        again.load(null, NO_PIN);
        assertTrue(again.isKeyEntry(ALIAS), Collections.list(again.aliases()).toString());
        assertNull(again.getKey(ALIAS, NO_PIN).getEncoded());
        Certificate[] chain = again.getCertificateChain(ALIAS);
        assertEquals(TestPki.certificate("alice"), chain[0]);
        PKIXParameters parameters =
            new PKIXParameters(Set.of(new TrustAnchor(TestPki.certificate("root"), null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
            .validate(
                CertificateFactory.getInstance("X.509").generateCertPath(List.of(chain[0])),
                parameters);
      } finally {
        keyStore.deleteEntry(ALIAS);
      }
    }
  }

  /** JSSE looks for the signature's provider among the registered ones. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aTlsServerAuthenticatesByAKeyOfTheToken(String protocol) throws Exception {
    try (Token token = TestTokens.get().open(TestTokens.RSA)) {
      Provider sun = SunPkcs11.on(TestTokens.get().module(), token);
      Security.addProvider(sun);
      KeyStore keyStore = keyStoreWith("alice", sun);
      try {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(keyStore, NO_PIN);
        SSLContext server = SSLContext.getInstance(protocol);
        server.init(keys.getKeyManagers(), null, null);

        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, NO_PIN);
        anchors.setCertificateEntry("root", TestPki.certificate("root"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(anchors);
        SSLContext client = SSLContext.getInstance(protocol);
        client.init(null, trust.getTrustManagers(), null);

        try (ServerSocket listening =
            server
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
          CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> echo(listening));
          try (SSLSocket socket =
              (SSLSocket)
                  client
                      .getSocketFactory()
                      .createSocket(listening.getInetAddress(), listening.getLocalPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(ENVELOPE_KEY.length);
            assertEquals(ENVELOPE_KEY.length, socket.getInputStream().read());
            assertEquals(protocol, socket.getSession().getProtocol());
            assertEquals(
                TestPki.certificate("alice"), socket.getSession().getPeerCertificates()[0]);
          }
          answered.get(20, TimeUnit.SECONDS);
        }
        // Ours goes on beside it, on the login that both share.
        assertEquals(CustodyLevel.TOKEN, token.privateKey(TestRsa.LABEL).custody().level());
      } finally {
        keyStore.deleteEntry(ALIAS);
        Security.removeProvider(sun.getName());
      }
    }
  }

  private static void echo(ServerSocket listening) {
    try (Socket socket = listening.accept()) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(socket.getInputStream().read());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
