package org.mikeyhsm.crypto.sakke;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.crypto.RfcValues;
import org.mikeyhsm.crypto.field.Field1024;

/** Every value of RFC 6508 Appendix A and RFC 6509 Appendix A, intermediate ones included. */
class Rfc6508Test {
  private static final RfcValues RFC = RfcValues.RFC6508;
  private static final byte[] B = RFC.octets("b");
  private static final byte[] SSV = RFC.octets("SSV");

  private static byte[] point(String x, String y) {
    return new ReferenceSakke.Point(RFC.number(x), RFC.number(y)).encode();
  }

  private static KmsPublicKey kms() throws InvalidKeyException {
    return KmsPublicKey.decode(point("Zx", "Zy"));
  }

  private static byte[] encapsulated() {
    return ReferenceSakke.concat(point("Rbx", "Rby"), RFC.octets("H"));
  }

  @Test
  void parametersAreThoseOfRfc6509() {
    RfcValues rfc = RfcValues.RFC6509;
    assertEquals(rfc.number("p"), ParameterSet1.P);
    assertEquals(rfc.number("q"), ParameterSet1.Q);
    assertEquals(rfc.number("Px"), number(ParameterSet1.BASE_X));
    assertEquals(rfc.number("Py"), number(ParameterSet1.BASE_Y));
    assertEquals(rfc.number("g"), number(ParameterSet1.G));
    assertEquals(128, rfc.root().get("n").asInt());
    assertEquals(ParameterSet1.P.add(BigInteger.ONE), ParameterSet1.Q.shiftLeft(2));
    assertEquals(-1L, MillerLoop.hasOrderQ(ParameterSet1.BASE_X, ParameterSet1.BASE_Y));
    assertEquals(rfc.number("g"), ReferenceSakke.pair(ReferenceSakke.BASE, ReferenceSakke.BASE));
    try (Workspace space = new Workspace()) {
      long[] g = space.element();
      new MillerLoop(ParameterSet1.BASE_X, ParameterSet1.BASE_Y, space)
          .pair(g, ParameterSet1.BASE_X, ParameterSet1.BASE_Y);
      assertEquals(rfc.number("g"), number(g));
    }
  }

  private static BigInteger number(long[] element) {
    return new BigInteger(1, ParameterSet1.FIELD.encode(element, new Field1024.Scratch()));
  }

  @Test
  void kmsMakesItsKeys() {
    try (KmsMasterSecret z = KmsMasterSecret.of(RFC.octets("z", 128))) {
      assertArrayEquals(point("Zx", "Zy"), z.publicKey().encoded());
      assertArrayEquals(point("Kbx", "Kby"), z.issue(B));
      assertArrayEquals(RFC.octets("z", 128), z.encoded());
    }
    assertEquals(
        ReferenceSakke.Point.decode(point("Kbx", "Kby")), ReferenceSakke.issue(RFC.number("z"), B));
  }

  @Test
  void hashesToAnIntegerRange() {
    JsonNode example = RFC.root().get("HashToIntegerRange_example");
    byte[] m = HexFormat.of().parseHex(example.get("M").asText());
    byte[] expanded = IntegerRangeHash.expand(128, m);
    ReferenceSakke.Hash reference = ReferenceSakke.hashToIntegerRange(m, ReferenceSakke.Q);
    assertEquals(example.get("A").asText(), HexFormat.of().formatHex(reference.a()));
    for (int i = 0; i <= 4; i++) {
      assertEquals(
          example.get("h").get(i).asText(), HexFormat.of().formatHex(reference.h().get(i)));
    }
    for (int i = 0; i < 4; i++) {
      String v = example.get("v").get(i).asText();
      assertEquals(v, HexFormat.of().formatHex(reference.v().get(i)));
      assertEquals(v, HexFormat.of().formatHex(expanded, 32 * i, 32 * i + 32));
    }
    BigInteger value = new BigInteger(example.get("v_mod_q").asText(), 16);
    assertEquals(value, reference.value());
    assertEquals(value, RFC.number("r"));
    long[] r = Field1024.zero();
    Field1024.Scratch scratch = new Field1024.Scratch();
    ParameterSet1.ORDER.decode(r, expanded, 0, scratch);
    assertEquals(value, new BigInteger(1, ParameterSet1.ORDER.encode(r, scratch)));
    byte[] mask = IntegerRangeHash.expand(32, RFC.octets("mask_hash_input"));
    assertArrayEquals(RFC.octets("mask"), Arrays.copyOfRange(mask, 16, 32));
  }

  @Test
  void senderComputesEveryValue() throws InvalidKeyException {
    ReferenceSakke.Sent sent =
        ReferenceSakke.send(ReferenceSakke.Point.decode(point("Zx", "Zy")), B, SSV);
    assertEquals(RFC.number("r"), sent.r());
    assertArrayEquals(point("Rbx", "Rby"), sent.point().encode());
    assertEquals(RFC.number("g_pow_r"), sent.w());
    assertEquals(RFC.number("mask"), sent.mask());
    assertEquals(RFC.number("H"), sent.h());
    assertArrayEquals(encapsulated(), kms().encapsulate(SSV, B));
    assertEquals(KmsPublicKey.ENCAPSULATED_OCTETS, encapsulated().length);
    try (Workspace space = new Workspace()) {
      long[] real = space.element();
      long[] imaginary = space.element();
      long[] digits = SignedDigits.of(RFC.octets("r", 128), space);
      SharedTables.PAIRING_BASE.power(real, imaginary, digits, space);
      ParameterSet1.FIELD.invert(real, real, space.scratch);
      ParameterSet1.FIELD.multiply(real, real, imaginary, space.scratch);
      assertEquals(RFC.number("g_pow_r"), number(real));
    }
  }

  @Test
  void receiverComputesEveryValue() throws InvalidKeyException {
    byte[] kb = point("Kbx", "Kby");
    try (Workspace space = new Workspace()) {
      CurvePoint k = CurvePoint.decode(kb, 0, space);
      CurvePoint r = CurvePoint.decode(encapsulated(), 0, space);
      long[] w = space.element();
      new MillerLoop(k.x(), k.y(), space).pair(w, r.x(), r.y());
      assertEquals(RFC.number("w"), number(w));
      try (LineTable lines = LineTable.of(k.x(), k.y())) {
        lines.pair(w, r.x(), r.y(), space);
        assertEquals(RFC.number("w"), number(w));
      }
      // As the RFC has the arguments.
      new MillerLoop(r.x(), r.y(), space).pair(w, k.x(), k.y());
      assertEquals(RFC.number("w"), number(w));
    }
    assertEquals(
        RFC.number("w"),
        ReferenceSakke.pair(
            ReferenceSakke.Point.decode(encapsulated()), ReferenceSakke.Point.decode(kb)));
    assertArrayEquals(point("TESTx", "TESTy"), point("Rbx", "Rby"));
    try (ReceiverSecretKey key = ReceiverSecretKey.decode(kb, kms(), B)) {
      assertArrayEquals(RFC.octets("receiver_SSV"), key.decapsulate(encapsulated()).orElseThrow());
      key.prepare();
      assertArrayEquals(SSV, key.decapsulate(encapsulated()).orElseThrow());
    }
  }
}
