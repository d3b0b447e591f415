package org.mikeyhsm.crypto.eccsi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.crypto.RfcValues;
import org.mikeyhsm.crypto.ScriptedScalars;

/** What is malformed, off the curve or another signer's is refused. */
class EccsiBadInputTest {
  private static final RfcValues RFC = RfcValues.RFC6507;
  private static final byte[] ID = RFC.octets("ID");
  private static final byte[] M = RFC.octets("M");
  private static final byte[] PVT = RFC.octets("PVT");
  private static final byte[] SSK = RFC.octets("SSK");
  private static final byte[] SIGNATURE = RFC.octets("Sig");
  private static final BigInteger Q = ReferenceEccsi.Q;

  private static KmsPublicAuthenticationKey kpak;

  @BeforeAll
  static void make() throws InvalidKeyException {
    kpak = KmsPublicAuthenticationKey.decode(RFC.octets("KPAK"));
  }

  private static byte[] with(int offset, byte[] part) {
    byte[] changed = SIGNATURE.clone();
    System.arraycopy(part, 0, changed, offset, part.length);
    return changed;
  }

  private static void refuses(byte[] signature) {
    SignerVerifier verifier = kpak.verifier(ID);
    assertFalse(verifier.verify(M, signature));
    assertTrue(verifier.verify(M, SIGNATURE));
    assertFalse(verifier.verify(M, signature));
  }

  @Test
  void refusesEveryChangedOctet() {
    for (int i = 0; i < SIGNATURE.length; i++) {
      byte[] changed = SIGNATURE.clone();
      changed[i] ^= 1;
      assertFalse(kpak.verifier(ID).verify(M, changed), "octet " + i);
    }
    for (int length : new int[] {0, 64, 128, 130}) {
      refuses(Arrays.copyOf(SIGNATURE, length));
    }
  }

  @Test
  void refusesAnotherMessageOrSigner() {
    assertFalse(kpak.verifier(ID).verify(new byte[0], SIGNATURE));
    assertFalse(kpak.verifier("2011-03".getBytes()).verify(M, SIGNATURE));
  }

  @Test
  void refusesRAndSAtTheEdges() {
    byte[] most = new byte[32];
    Arrays.fill(most, (byte) 0xFF);
    for (byte[] edge :
        List.of(
            new byte[32],
            RfcValues.toOctets(BigInteger.ONE, 32),
            RfcValues.toOctets(Q.subtract(BigInteger.ONE), 32),
            RfcValues.toOctets(Q, 32),
            RfcValues.toOctets(ReferenceEccsi.P.subtract(BigInteger.ONE), 32),
            RfcValues.toOctets(ReferenceEccsi.P, 32),
            most)) {
      refuses(with(0, edge));
      refuses(with(32, edge));
    }
    // RFC 6507 section 6: q - s serves as well as s.
    byte[] other = RfcValues.toOctets(Q.subtract(RFC.number("s")), 32);
    assertTrue(kpak.verifier(ID).verify(M, with(32, other)));
  }

  @Test
  void refusesPointsNotOnTheCurve() {
    for (int form : new int[] {0, 2, 3, 6}) {
      refuses(with(64, new byte[] {(byte) form}));
    }
    refuses(with(65, new byte[64]));
    refuses(with(65, RfcValues.toOctets(ReferenceEccsi.P, 32)));
    byte[] bad = RFC.octets("KPAK");
    bad[64] ^= 1;
    assertThrows(InvalidKeyException.class, () -> KmsPublicAuthenticationKey.decode(bad));
    assertThrows(InvalidKeyException.class, () -> KmsPublicAuthenticationKey.decode(new byte[64]));
    assertThrows(InvalidKeyException.class, () -> KmsPublicAuthenticationKey.decode(new byte[65]));
  }

  @Test
  void refusesKeyPairsThatDoNotBelong() {
    byte[] otherSsk = SSK.clone();
    otherSsk[31] ^= 1;
    byte[] otherPvt = ReferenceEccsi.G.encode();
    for (byte[] ssk : List.of(otherSsk, new byte[32], new byte[31], RfcValues.toOctets(Q, 32))) {
      assertThrows(InvalidKeyException.class, () -> SecretSigningKey.decode(ssk, PVT, kpak, ID));
    }
    assertThrows(InvalidKeyException.class, () -> SecretSigningKey.decode(SSK, otherPvt, kpak, ID));
    assertThrows(
        InvalidKeyException.class, () -> SecretSigningKey.decode(SSK, new byte[65], kpak, ID));
    assertThrows(
        InvalidKeyException.class,
        () -> SecretSigningKey.decode(SSK, PVT, kpak, "2011-03".getBytes()));
  }

  /** A j of 0 or q is not taken; nor one for which HE + r SSK is 0. */
  @Test
  void drawsAnotherEphemeral() throws InvalidKeyException {
    try (SecretSigningKey key = SecretSigningKey.decode(SSK, PVT, kpak, ID)) {
      SecureRandom random = new ScriptedScalars(BigInteger.ZERO, Q, RFC.number("j"));
      assertArrayEquals(SIGNATURE, key.sign(M, random));
    }
    assertThrows(IllegalArgumentException.class, () -> KmsSecretAuthenticationKey.of(new byte[32]));
    assertThrows(
        IllegalArgumentException.class,
        () -> KmsSecretAuthenticationKey.of(RfcValues.toOctets(Q, 32)));
    assertThrows(IllegalArgumentException.class, () -> KmsSecretAuthenticationKey.of(new byte[33]));
  }

  @Test
  void wipesWhatIsSecret() throws InvalidKeyException {
    SecretSigningKey key = SecretSigningKey.decode(SSK, PVT, kpak, ID);
    key.close();
    assertThrows(IllegalStateException.class, () -> key.sign(M, new SecureRandom()));
    KmsSecretAuthenticationKey ksak = KmsSecretAuthenticationKey.generate(new SecureRandom());
    SigningKeyPair pair = ksak.issue(ID, new SecureRandom());
    pair.close();
    ksak.close();
    assertArrayEquals(new byte[32], ksak.encoded());
    assertArrayEquals(new byte[32], pair.ssk());
    assertEquals("SecretSigningKey", key.toString());
  }
}
