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
  // Of messages that the reference pairs at once; what is compared is rounded up to it.
  private static final int BATCH = 4 * USERS;

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
      List<ReferenceSakke.Multiples> users = new ArrayList<>();
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
        users.add(new ReferenceSakke.Multiples(ReferenceSakke.userPoint(publicPoint, identifier)));
        keys.add(ReceiverSecretKey.decode(issued, kms, identifier));
      }
      for (int done = 0; done < Comparisons.of(12); done += BATCH) {
        List<byte[]> ssvs = new ArrayList<>();
        List<ReferenceSakke.Point> sent = new ArrayList<>();
        List<ReferenceSakke.Point> receivers = new ArrayList<>();
        List<byte[]> encapsulated = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
          byte[] ssv = new byte[16];
          random.nextBytes(ssv);
          int user = i % USERS;
          ReferenceSakke.Sent reference =
              ReferenceSakke.send(users.get(user), identifiers.get(user), ssv);
          byte[] expected = reference.encode();
          // Each way to a user's data in turn: as one of several, and alone.
          assertArrayEquals(
              expected,
              i / USERS % 2 == 0
                  ? kms.encapsulate(ssv, identifiers).get(user)
                  : kms.encapsulate(ssv, identifiers.get(user)));
          ssvs.add(ssv);
          sent.add(reference.point());
          receivers.add(points.get(user));
          encapsulated.add(expected);
        }
        List<BigInteger> pairings = ReferenceSakke.pairs(sent, receivers);
        for (int i = 0; i < BATCH; i++) {
          int user = i % USERS;
          byte[] identifier = identifiers.get(user);
          byte[] data = encapsulated.get(i);
          BigInteger w = pairings.get(i);
          // The first ones without tables, later ones with them.
          assertArrayEquals(ssvs.get(i), keys.get(user).decapsulate(data).orElseThrow());
          assertArrayEquals(
              ssvs.get(i),
              ReferenceSakke.receive(w, users.get(user), identifier, data).orElseThrow());
          data[random.nextInt(16) + 257] ^= (byte) (1 << random.nextInt(8));
          assertEquals(Optional.empty(), keys.get(user).decapsulate(data));
          assertEquals(
              Optional.empty(), ReferenceSakke.receive(w, users.get(user), identifier, data));
        }
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
    Random random = new Random(6509);
    for (int i = 0; i < 4; i++) {
      numbers.add(new BigInteger(1021, random));
    }
    ReferenceSakke.Multiples base = new ReferenceSakke.Multiples(ReferenceSakke.BASE);
    for (BigInteger number : numbers) {
      ReferenceSakke.Point expected = ReferenceSakke.multiply(number, ReferenceSakke.BASE);
      assertEquals(expected, base.times(number));
      assertEquals(ReferenceSakke.power(ReferenceSakke.G, number), ReferenceSakke.powerOfG(number));
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
