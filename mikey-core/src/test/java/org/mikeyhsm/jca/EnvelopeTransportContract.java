package org.mikeyhsm.jca;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.message.Octets;

/** What every {@code EnvelopeTransport} by RSA does. */
public abstract class EnvelopeTransportContract extends EngineContract {
  /** For a provider's own tests. */
  protected EnvelopeTransportContract() {}

  /** An RSA private key that the provider can use. */
  protected abstract PrivateKey privateKey() throws GeneralSecurityException;

  /** Its public key. */
  protected abstract RSAPublicKey publicKey() throws GeneralSecurityException;

  static Stream<String> envelopes() {
    return Stream.of(
        "RSA/ECB/PKCS1Padding",
        "RSA/ECB/OAEPWithSHA-1AndMGF1Padding",
        EnvelopeCiphers.OAEP_SHA_256);
  }

  /** Whether the provider has an algorithm; what it has not, it must refuse by name. */
  protected boolean has(String algorithm) {
    return true;
  }

  /** Holds what the provider has not to its refusal. */
  private boolean isRefused(String algorithm) {
    if (has(algorithm)) {
      return false;
    }
    ProviderException e = assertThrows(ProviderException.class, () -> engine(algorithm));
    assertTrue(e.getMessage().contains(algorithm), e.getMessage());
    return true;
  }

  private EnvelopeTransport engine(String algorithm) throws GeneralSecurityException {
    return EnvelopeTransport.getInstance(algorithm, provider());
  }

  /** The paddings that never tell that they were wrong. */
  protected Set<String> rejectsImplicitly() {
    return Set.of("RSA/ECB/PKCS1Padding");
  }

  private byte[] derived(CustodialKey inkey) throws GeneralSecurityException {
    return shownTek(inkey, label(TEK, 1, new byte[4], new byte[16]));
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void opensWhatTheJdkEncrypts(String algorithm) throws GeneralSecurityException {
    if (isRefused(algorithm)) {
      return;
    }
    byte[] envelopeKey = octets(32, 1);
    Cipher cipher = EnvelopeCiphers.of(algorithm, Cipher.ENCRYPT_MODE, publicKey());
    Octets encapsulation = Octets.of(cipher.doFinal(envelopeKey));
    try (CustodialKey key =
        engine(algorithm)
            .decapsulate(privateKey(), encapsulation, DerivedKeySpec.held(KeyUse.ENVELOPE, 32))) {
      assertArrayEquals(
          expectedTek(envelopeKey, label(TEK, 1, new byte[4], new byte[16])), derived(key));
      assertEquals(Origin.UNWRAPPED, key.custody().origin());
    }
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void opensWhatItMade(String algorithm) throws GeneralSecurityException {
    if (isRefused(algorithm)) {
      return;
    }
    try (Encapsulated sent =
            engine(algorithm).encapsulate(publicKey(), DerivedKeySpec.held(KeyUse.ENVELOPE, 24));
        CustodialKey received =
            engine(algorithm)
                .decapsulate(
                    privateKey(), sent.encapsulation(), DerivedKeySpec.held(KeyUse.ENVELOPE, 24))) {
      assertEquals(Origin.GENERATED, sent.key().custody().origin());
      assertArrayEquals(derived(sent.key()), derived(received));
    }
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void whatDoesNotOpenIsRefusedAlike(String algorithm) throws GeneralSecurityException {
    if (isRefused(algorithm)) {
      return;
    }
    EnvelopeTransport engine = engine(algorithm);
    int length = publicKey().getModulus().bitLength() / 8;
    byte[] tooLong = new byte[length + 1];
    byte[] garbage = octets(length, 3);
    garbage[0] = 0;
    for (byte[] bad : new byte[][] {garbage, new byte[length], tooLong, {1}, {}}) {
      try (CustodialKey other = engine.decapsulate(privateKey(), Octets.of(bad), KeyUse.ENVELOPE)) {
        // Implicit rejection, as NSS does it for PKCS #1 v1.5: a key that nobody has.
        assertTrue(rejectsImplicitly().contains(algorithm), algorithm);
        assertEquals(Origin.UNWRAPPED, other.custody().origin());
      } catch (BadPaddingException e) {
        assertEquals("the envelope does not open", e.getMessage());
      } catch (InvalidKeyException e) {
        // An implicit key of a length that the token does not take.
        assertTrue(e.getMessage().contains("32 octets"), e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("envelopes")
  void onlyInkeysAreEncapsulated(String algorithm) throws GeneralSecurityException {
    if (isRefused(algorithm)) {
      return;
    }
    EnvelopeTransport engine = engine(algorithm);
    assertThrows(
        IllegalArgumentException.class,
        () -> engine.encapsulate(publicKey(), DerivedKeySpec.held(KeyUse.TRAFFIC_ENCRYPTION, 16)));
    assertThrows(
        InvalidKeyException.class,
        () ->
            engine.decapsulate(
                new PrivateKey() {
                  private static final long serialVersionUID = 1L;

                  @Override
                  public String getAlgorithm() {
                    return "RSA";
                  }

                  @Override
                  public String getFormat() {
                    return null;
                  }

                  @Override
                  public byte[] getEncoded() {
                    return null;
                  }
                },
                Octets.of(new byte[256]),
                KeyUse.ENVELOPE));
    assertTrue(publicKey().getModulus().bitLength() >= 2048);
  }
}
