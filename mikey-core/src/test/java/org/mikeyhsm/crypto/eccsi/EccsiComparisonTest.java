package org.mikeyhsm.crypto.eccsi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.crypto.Comparisons;
import org.mikeyhsm.crypto.RfcValues;
import org.mikeyhsm.crypto.ScriptedScalars;

/** The fast code and {@link ReferenceEccsi} agree. */
class EccsiComparisonTest {
  private static final BigInteger Q = ReferenceEccsi.Q;

  @Test
  void agreeOnRandomSignatures() throws InvalidKeyException {
    Random random = new Random(6507);
    int count = Comparisons.of(150);
    BigInteger k = scalar(random);
    byte[] kpak = ReferenceEccsi.multiply(k, ReferenceEccsi.G).encode();
    try (KmsSecretAuthenticationKey ksak =
        KmsSecretAuthenticationKey.of(RfcValues.toOctets(k, 32))) {
      assertArrayEquals(kpak, ksak.publicKey().encoded());
      for (int i = 0; i < count; i++) {
        byte[] id = octets(random, random.nextInt(60));
        byte[] m = octets(random, random.nextInt(200));
        BigInteger v = scalar(random);
        BigInteger j = scalar(random);
        BigInteger ssk = ReferenceEccsi.ssk(k, id, v);
        try (SigningKeyPair pair = ksak.issue(id, new ScriptedScalars(v));
            SecretSigningKey key =
                SecretSigningKey.decode(pair.ssk(), pair.pvt(), ksak.publicKey(), id)) {
          assertEquals(ssk, new BigInteger(1, pair.ssk()));
          BigInteger hs = ReferenceEccsi.hs(kpak, id, pair.pvt());
          byte[] expected = ReferenceEccsi.sign(ssk, pair.pvt(), hs, m, j);
          byte[] signature = key.sign(m, new ScriptedScalars(j));
          assertArrayEquals(expected, signature);
          assertTrue(ksak.publicKey().verifier(id).verify(m, signature));
          // In r, s or the PVT; most of the last are no points.
          signature[random.nextInt(signature.length)] ^= (byte) (1 << random.nextInt(8));
          assertEquals(
              ReferenceEccsi.verify(kpak, id, m, signature),
              ksak.publicKey().verifier(id).verify(m, signature));
        }
      }
    }
  }

  private static BigInteger scalar(Random random) {
    return new BigInteger(300, random).mod(Q.subtract(BigInteger.ONE)).add(BigInteger.ONE);
  }

  private static byte[] octets(Random random, int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return octets;
  }

  @Test
  void agreeOnEdgeMultiples() {
    List<BigInteger> numbers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      numbers.add(BigInteger.valueOf(i));
      numbers.add(Q.subtract(BigInteger.valueOf(i)));
      numbers.add(Q.add(BigInteger.valueOf(i)));
    }
    for (int bit = 5; bit < 256; bit += 25) {
      numbers.add(BigInteger.ONE.shiftLeft(bit));
      numbers.add(BigInteger.ONE.shiftLeft(bit + 1).subtract(BigInteger.ONE));
    }
    numbers.add(BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE));
    P256Point g = P256Point.decode(ReferenceEccsi.G.encode());
    for (BigInteger number : numbers) {
      ReferenceEccsi.Point expected = ReferenceEccsi.multiply(number, ReferenceEccsi.G);
      byte[] octets = RfcValues.toOctets(number, 32);
      P256Point comb = new P256Point();
      P256.baseComb().addMultiple(comb, octets);
      P256Point other = new P256Point();
      PublicMultiple.add(other, g, octets);
      if (expected == null) {
        assertEquals(-1L, comb.isNeutral() & other.isNeutral());
      } else {
        assertArrayEquals(expected.encode(), comb.encode(), number::toString);
        assertArrayEquals(expected.encode(), other.encode(), number::toString);
      }
    }
  }
}
