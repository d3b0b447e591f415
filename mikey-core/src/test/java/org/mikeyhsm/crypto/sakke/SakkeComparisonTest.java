package org.mikeyhsm.crypto.sakke;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.crypto.Comparisons;
import org.mikeyhsm.crypto.RfcValues;

/** The fast code and {@link ReferenceSakke} agree. */
class SakkeComparisonTest {
  private static final int USERS = 4;

  /** A KMS, its users, and messages to them. */
  @Test
  void agreeOnRandomMessages() throws InvalidKeyException {
    Random random = new Random(6508);
    BigInteger z = new BigInteger(1021, random);
    ReferenceSakke.Point publicPoint = ReferenceSakke.multiply(z, ReferenceSakke.BASE);
    try (KmsMasterSecret secret = KmsMasterSecret.of(RfcValues.toOctets(z, 128))) {
      KmsPublicKey kms = secret.publicKey();
      assertArrayEquals(publicPoint.encode(), kms.encoded());
      List<byte[]> identifiers = new ArrayList<>();
      List<ReceiverSecretKey> keys = new ArrayList<>();
      List<ReferenceSakke.Point> points = new ArrayList<>();
      for (int i = 0; i < USERS; i++) {
        byte[] identifier = new byte[26 + 32 * i];
        random.nextBytes(identifier);
        // Identifiers keep their leading zero octets in the hash.
        identifier[0] = (byte) (i % 2);
        ReferenceSakke.Point point = ReferenceSakke.issue(z, identifier);
        byte[] issued = secret.issue(identifier);
        assertArrayEquals(point.encode(), issued);
        identifiers.add(identifier);
        points.add(point);
        keys.add(ReceiverSecretKey.decode(issued, kms, identifier));
      }
      int messages = Comparisons.of(12);
      for (int i = 0; i < messages; i++) {
        byte[] ssv = new byte[16];
        random.nextBytes(ssv);
        int user = i % USERS;
        byte[] identifier = identifiers.get(user);
        byte[] expected = ReferenceSakke.send(publicPoint, identifier, ssv).encode();
        byte[] sent = kms.encapsulate(ssv, identifiers).get(user);
        assertArrayEquals(expected, sent);
        assertArrayEquals(expected, kms.encapsulate(ssv, identifier));
        // The first ones without tables, later ones with them.
        assertArrayEquals(ssv, keys.get(user).decapsulate(sent).orElseThrow());
        assertArrayEquals(
            ssv,
            ReferenceSakke.receive(points.get(user), publicPoint, identifier, sent).orElseThrow());
        sent[random.nextInt(16) + 257] ^= (byte) (1 << random.nextInt(8));
        assertEquals(Optional.empty(), keys.get(user).decapsulate(sent));
        assertEquals(
            Optional.empty(),
            ReferenceSakke.receive(points.get(user), publicPoint, identifier, sent));
      }
      keys.forEach(ReceiverSecretKey::close);
    }
  }

  /** All three ways to a pairing, and multiples, of numbers at the edges. */
  @Test
  void agreeOnEdgeMultiples() {
    List<BigInteger> numbers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      numbers.add(BigInteger.valueOf(i));
      numbers.add(ReferenceSakke.Q.subtract(BigInteger.valueOf(i + 1)));
    }
    numbers.add(BigInteger.valueOf(32));
    numbers.add(BigInteger.valueOf(33));
    numbers.add(ReferenceSakke.Q.shiftRight(1));
    numbers.add(BigInteger.ONE.shiftLeft(1021).subtract(BigInteger.ONE));
    for (BigInteger number : numbers) {
      ReferenceSakke.Point expected = ReferenceSakke.multiply(number, ReferenceSakke.BASE);
      try (Workspace space = new Workspace()) {
        long[] digits = SignedDigits.of(RfcValues.toOctets(number, 128), space);
        EdwardsPoint multiple = new EdwardsPoint(space);
        SharedTables.BASE.addMultiple(multiple, digits, space);
        CurvePoint found = KmsPublicKey.toCurve(multiple, space);
        if (expected == null) {
          assertEquals(null, found);
          continue;
        }
        byte[] encoded = new byte[257];
        found.encode(encoded, 0, space);
        assertArrayEquals(expected.encode(), encoded);
        long[] w = space.element();
        assertEquals(
            -1L,
            new MillerLoop(found.x(), found.y(), space)
                .pair(w, ParameterSet1.BASE_X, ParameterSet1.BASE_Y));
        byte[] pairing = ParameterSet1.FIELD.encode(w, space.scratch);
        assertEquals(ReferenceSakke.power(ReferenceSakke.G, number), new BigInteger(1, pairing));
        try (LineTable lines = LineTable.of(found.x(), found.y())) {
          lines.pair(w, ParameterSet1.BASE_X, ParameterSet1.BASE_Y, space);
          assertArrayEquals(pairing, ParameterSet1.FIELD.encode(w, space.scratch));
        }
        long[] real = space.element();
        long[] imaginary = space.element();
        SharedTables.PAIRING_BASE.power(real, imaginary, digits, space);
        ParameterSet1.FIELD.invert(real, real, space.scratch);
        ParameterSet1.FIELD.multiply(w, imaginary, real, space.scratch);
        assertArrayEquals(pairing, ParameterSet1.FIELD.encode(w, space.scratch));
      }
    }
  }
}
