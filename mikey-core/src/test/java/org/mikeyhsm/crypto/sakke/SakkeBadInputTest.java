package org.mikeyhsm.crypto.sakke;

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
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.crypto.RfcValues;
import org.mikeyhsm.crypto.ScriptedScalars;

/** What is malformed, off the curve, of another order or for another key is refused, and alike. */
class SakkeBadInputTest {
  private static final RfcValues RFC = RfcValues.RFC6508;
  private static final byte[] B = RFC.octets("b");
  private static final byte[] SSV = RFC.octets("SSV");
  private static final BigInteger P = ReferenceSakke.P;
  private static final ReferenceSakke.Point Z =
      new ReferenceSakke.Point(RFC.number("Zx"), RFC.number("Zy"));
  private static final ReferenceSakke.Point K =
      new ReferenceSakke.Point(RFC.number("Kbx"), RFC.number("Kby"));

  /** (0, 0), the only point of order 2. */
  private static final ReferenceSakke.Point ORDER_2 =
      new ReferenceSakke.Point(BigInteger.ZERO, BigInteger.ZERO);

  private static KmsPublicKey kms;
  private static ReceiverSecretKey cold;
  private static ReceiverSecretKey warm;
  private static byte[] good;

  @BeforeAll
  static void make() throws InvalidKeyException {
    kms = KmsPublicKey.decode(Z.encode());
    cold = ReceiverSecretKey.decode(K.encode(), kms, B);
    warm = ReceiverSecretKey.decode(K.encode(), kms, B);
    warm.prepare();
    good = kms.encapsulate(SSV, B);
  }

  @AfterAll
  static void close() {
    cold.close();
    warm.close();
  }

  /** A point of E whose order is not q: on the curve, of order 4q, 2q, 4 or 2. */
  private static List<ReferenceSakke.Point> pointsOfOtherOrders() {
    BigInteger x = BigInteger.TWO;
    ReferenceSakke.Point any;
    do {
      x = x.add(BigInteger.ONE);
      BigInteger square = x.pow(3).subtract(x.multiply(BigInteger.valueOf(3))).mod(P);
      any = new ReferenceSakke.Point(x, square.modPow(P.add(BigInteger.ONE).shiftRight(2), P));
    } while (!ReferenceSakke.isOnCurve(any)
        || ReferenceSakke.multiply(ReferenceSakke.Q, any) == null);
    ReferenceSakke.Point small = ReferenceSakke.multiply(ReferenceSakke.Q, any);
    return List.of(any, small, ORDER_2, ReferenceSakke.add(Z, ORDER_2));
  }

  private static void refuses(byte[] encapsulated) {
    // Each several times, so that the one without tables would make them if refusals counted wrong.
    assertEquals(Optional.empty(), warm.decapsulate(encapsulated));
    try (ReceiverSecretKey fresh = ReceiverSecretKey.decode(K.encode(), kms, B)) {
      assertEquals(Optional.empty(), fresh.decapsulate(encapsulated));
      assertArrayEquals(SSV, fresh.decapsulate(good).orElseThrow());
    } catch (InvalidKeyException e) {
      throw new AssertionError(e);
    }
    assertArrayEquals(SSV, warm.decapsulate(good).orElseThrow());
  }

  private static byte[] with(byte[] point) {
    byte[] encapsulated = good.clone();
    System.arraycopy(point, 0, encapsulated, 0, point.length);
    return encapsulated;
  }

  @Test
  void refusesAPointNotOfTheGroup() {
    for (ReferenceSakke.Point point : pointsOfOtherOrders()) {
      assertTrue(ReferenceSakke.isOnCurve(point));
      refuses(with(point.encode()));
      assertThrows(InvalidKeyException.class, () -> KmsPublicKey.decode(point.encode()));
      assertThrows(
          InvalidKeyException.class, () -> ReceiverSecretKey.decode(point.encode(), kms, B));
    }
    // The right R plus a point of order 2 pairs to the same value; the check of step 5 catches it.
    ReferenceSakke.Point r = ReferenceSakke.Point.decode(good);
    refuses(with(ReferenceSakke.add(r, ORDER_2).encode()));
    refuses(with(new ReferenceSakke.Point(r.x(), P.subtract(r.y())).encode()));
    // So does the right key plus such a point: refused for its order.
    assertThrows(
        InvalidKeyException.class,
        () -> ReceiverSecretKey.decode(ReferenceSakke.add(K, ORDER_2).encode(), kms, B));
  }

  @Test
  void refusesCoordinatesOutOfRange() {
    ReferenceSakke.Point r = ReferenceSakke.Point.decode(good);
    for (BigInteger x :
        List.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            ReferenceSakke.Q.subtract(BigInteger.ONE),
            P.subtract(BigInteger.ONE),
            P,
            BigInteger.ONE.shiftLeft(1024).subtract(BigInteger.ONE))) {
      refuses(with(new ReferenceSakke.Point(x, r.y()).encode()));
      refuses(with(new ReferenceSakke.Point(r.x(), x).encode()));
    }
    // The same point, its coordinate not reduced: P is 0.6 2^1024, so this takes a small x.
    ReferenceSakke.Point low = new ReferenceSakke.Point(P, BigInteger.ZERO);
    refuses(with(low.encode()));
  }

  @Test
  void refusesOtherForms() {
    for (int form : new int[] {0, 2, 3, 5, 6, 255}) {
      byte[] changed = good.clone();
      changed[0] = (byte) form;
      refuses(changed);
    }
    for (int length : new int[] {0, 1, 256, 257, 272, 274}) {
      assertEquals(Optional.empty(), warm.decapsulate(Arrays.copyOf(good, length)));
    }
  }

  @Test
  void refusesEveryChangedOctet() {
    for (int i = 0; i < good.length; i += 17) {
      byte[] changed = good.clone();
      changed[i] ^= 1;
      assertEquals(Optional.empty(), warm.decapsulate(changed), "octet " + i);
    }
    byte[] other = kms.encapsulate(SSV, "somebody else".getBytes());
    refuses(other);
  }

  @Test
  void refusesAKeyOfAnotherIdentifierOrKms() throws InvalidKeyException {
    assertThrows(
        InvalidKeyException.class,
        () -> ReceiverSecretKey.decode(K.encode(), kms, "2011-03".getBytes()));
    try (KmsMasterSecret other = KmsMasterSecret.generate(new SecureRandom())) {
      KmsPublicKey otherKms = other.publicKey();
      assertThrows(
          InvalidKeyException.class, () -> ReceiverSecretKey.decode(K.encode(), otherKms, B));
      try (ReceiverSecretKey key = ReceiverSecretKey.decode(other.issue(B), otherKms, B)) {
        assertEquals(Optional.empty(), key.decapsulate(good));
        assertArrayEquals(SSV, key.decapsulate(otherKms.encapsulate(SSV, B)).orElseThrow());
      }
    }
    assertThrows(InvalidKeyException.class, () -> ReceiverSecretKey.decode(new byte[257], kms, B));
    assertThrows(InvalidKeyException.class, () -> ReceiverSecretKey.decode(new byte[3], kms, B));
    assertThrows(InvalidKeyException.class, () -> KmsPublicKey.decode(new byte[256]));
  }

  @Test
  void takesIdentifiersFromTwoToQMinusOne() {
    for (BigInteger bad :
        List.of(
            BigInteger.ZERO, BigInteger.ONE, ReferenceSakke.Q, P, BigInteger.ONE.shiftLeft(1100))) {
      byte[] identifier = bad.toByteArray();
      assertThrows(IllegalArgumentException.class, () -> kms.encapsulate(SSV, identifier));
      assertThrows(
          IllegalArgumentException.class,
          () -> ReceiverSecretKey.decode(K.encode(), kms, identifier));
    }
    assertThrows(IllegalArgumentException.class, () -> kms.encapsulate(SSV, new byte[0]));
    for (BigInteger edge : List.of(BigInteger.TWO, ReferenceSakke.Q.subtract(BigInteger.ONE))) {
      byte[] identifier = edge.toByteArray();
      assertArrayEquals(
          ReferenceSakke.send(Z, identifier, SSV).encode(), kms.encapsulate(SSV, identifier));
    }
    // Leading zero octets are not part of the integer, but are hashed.
    byte[] padded = new byte[300];
    padded[299] = 2;
    assertArrayEquals(ReferenceSakke.send(Z, padded, SSV).encode(), kms.encapsulate(SSV, padded));
  }

  @Test
  void refusesTheIdentifierThatCancelsTheKms() throws InvalidKeyException {
    BigInteger z = RFC.number("z");
    byte[] identifier = RfcValues.toOctets(ReferenceSakke.Q.subtract(z), 128);
    try (KmsMasterSecret secret = KmsMasterSecret.of(RfcValues.toOctets(z, 128))) {
      assertThrows(IllegalArgumentException.class, () -> secret.issue(identifier));
    }
    // [b]P + Z = 0, so R = 0 has no encoding.
    assertThrows(IllegalStateException.class, () -> kms.encapsulate(SSV, identifier));
    assertThrows(
        InvalidKeyException.class, () -> ReceiverSecretKey.decode(K.encode(), kms, identifier));
  }

  @Test
  void takesSsvsOf128BitsOnly() {
    assertThrows(IllegalArgumentException.class, () -> kms.encapsulate(new byte[15], B));
    assertThrows(IllegalArgumentException.class, () -> kms.encapsulate(new byte[32], B));
    byte[] ones = new byte[16];
    Arrays.fill(ones, (byte) 0xFF);
    for (byte[] ssv : List.of(new byte[16], ones)) {
      assertArrayEquals(ssv, warm.decapsulate(kms.encapsulate(ssv, B)).orElseThrow());
    }
    assertEquals(List.of(), kms.encapsulate(SSV, List.of()));
  }

  @Test
  void drawsMasterSecretsInRange() {
    BigInteger q = ReferenceSakke.Q;
    for (BigInteger bad : List.of(BigInteger.ZERO, BigInteger.ONE, q, P)) {
      assertThrows(
          IllegalArgumentException.class, () -> KmsMasterSecret.of(RfcValues.toOctets(bad, 128)));
    }
    assertThrows(IllegalArgumentException.class, () -> KmsMasterSecret.of(new byte[127]));
    SecureRandom random =
        new ScriptedScalars(BigInteger.ONE, q, BigInteger.ZERO, q.subtract(BigInteger.ONE));
    try (KmsMasterSecret secret = KmsMasterSecret.generate(random)) {
      assertEquals(q.subtract(BigInteger.ONE), new BigInteger(1, secret.encoded()));
    }
  }

  @Test
  void wipesWhatIsSecret() throws InvalidKeyException {
    ReceiverSecretKey key = ReceiverSecretKey.decode(K.encode(), kms, B);
    key.prepare();
    key.close();
    key.close();
    assertThrows(IllegalStateException.class, () -> key.decapsulate(good));
    assertThrows(IllegalStateException.class, key::prepare);
    assertFalse(key.toString().contains(RFC.hex("Kbx").substring(0, 8)));
    KmsMasterSecret secret = KmsMasterSecret.of(RFC.octets("z", 128));
    secret.close();
    assertArrayEquals(new byte[128], secret.encoded());
  }
}
