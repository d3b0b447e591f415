package org.mikeyhsm.vectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.CommittedFile;
import org.mikeyhsm.crypto.RfcValues;
import org.mikeyhsm.crypto.ScriptedScalars;
import org.mikeyhsm.crypto.eccsi.KmsSecretAuthenticationKey;
import org.mikeyhsm.crypto.eccsi.ReferenceEccsi;
import org.mikeyhsm.crypto.eccsi.SecretSigningKey;
import org.mikeyhsm.crypto.eccsi.SigningKeyPair;
import org.mikeyhsm.crypto.sakke.KmsMasterSecret;
import org.mikeyhsm.crypto.sakke.KmsPublicKey;
import org.mikeyhsm.crypto.sakke.ReceiverSecretKey;
import org.mikeyhsm.crypto.sakke.ReferenceSakke;

/**
 * The published vectors of SAKKE and ECCSI, with leading zero octets where implementations drop
 * them. They are found and made by the product, and checked by {@link ReferenceSakke} and {@link
 * ReferenceEccsi}, which have nothing in common with it.
 */
class IdentityVectorsTest {
  private static final Path DIRECTORY = CommittedFile.root().resolve("docs/vectors");
  private static final byte[] IDENTIFIER =
      "2026-11\0tel:+447700900123\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MESSAGE = "message\0".getBytes(StandardCharsets.US_ASCII);
  private static final BigInteger Z =
      new BigInteger("00112233445566778899aabbccddeeff".repeat(7), 16);
  private static final BigInteger KSAK = new BigInteger("00112233445566778899aabbccddeeff", 16);

  /** The first SSV for which w begins with a zero octet. */
  private static final int ZERO_W = 380;

  /** The SSVs are counters, so that anybody can find the same ones again. */
  private static byte[] ssv(int counter) {
    return RfcValues.toOctets(BigInteger.valueOf(counter), 16);
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }

  private static void write(String name, Map<String, Object> vectors) throws IOException {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    byte[] json = new ObjectMapper().writer(printer).writeValueAsBytes(vectors);
    byte[] line = new String(json, StandardCharsets.UTF_8).concat("\n").getBytes();
    CommittedFile.check(DIRECTORY.resolve(name), line);
  }

  @Test
  void sakke() throws InvalidKeyException, IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    try (KmsMasterSecret secret = KmsMasterSecret.of(RfcValues.toOctets(Z, 128))) {
      KmsPublicKey kms = secret.publicKey();
      byte[] rsk = secret.issue(IDENTIFIER);
      all.put("source", "IdentityVectorsTest; RFC 6508, Parameter Set 1 of RFC 6509 Appendix A");
      all.put("z", hex(secret.encoded()));
      all.put("Z", hex(kms.encoded()));
      all.put("b", hex(IDENTIFIER));
      all.put("K", hex(rsk));
      Map<String, Predicate<byte[]>> wanted = new LinkedHashMap<>();
      wanted.put("R.x begins with 00", sent -> sent[1] == 0);
      wanted.put("R.y begins with 00", sent -> sent[129] == 0);
      wanted.put("H begins with 00", sent -> sent[257] == 0);
      Map<String, Object> vectors = new LinkedHashMap<>();
      int counter = 0;
      for (Map.Entry<String, Predicate<byte[]>> each : wanted.entrySet()) {
        byte[] sent;
        do {
          counter++;
          sent = kms.encapsulate(ssv(counter), IDENTIFIER);
        } while (!each.getValue().test(sent));
        vectors.put(each.getKey(), vector(kms, counter, sent));
      }
      vectors.put(
          "w begins with 00", vector(kms, ZERO_W, kms.encapsulate(ssv(ZERO_W), IDENTIFIER)));
      all.put("vectors", vectors);
      try (ReceiverSecretKey key = ReceiverSecretKey.decode(rsk, kms, IDENTIFIER)) {
        for (Object each : vectors.values()) {
          String sent = (String) ((Map<?, ?>) each).get("encapsulated");
          String ssv = (String) ((Map<?, ?>) each).get("ssv");
          assertEquals(ssv, hex(key.decapsulate(HexFormat.of().parseHex(sent)).orElseThrow()));
        }
      }
    }
    write("sakke.json", all);
  }

  private static Map<String, Object> vector(KmsPublicKey kms, int counter, byte[] sent) {
    Map<String, Object> vector = new LinkedHashMap<>();
    ReferenceSakke.Sent expected =
        ReferenceSakke.send(ReferenceSakke.Point.decode(kms.encoded()), IDENTIFIER, ssv(counter));
    vector.put("ssv", hex(ssv(counter)));
    vector.put("r", hex(RfcValues.toOctets(expected.r(), 128)));
    vector.put("w", hex(RfcValues.toOctets(expected.w(), 128)));
    vector.put("mask", hex(RfcValues.toOctets(expected.mask(), 16)));
    vector.put("encapsulated", hex(sent));
    return vector;
  }

  @Test
  void eccsi() throws InvalidKeyException, IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    try (KmsSecretAuthenticationKey ksak =
        KmsSecretAuthenticationKey.of(RfcValues.toOctets(KSAK, 32))) {
      all.put(
          "source", "IdentityVectorsTest; RFC 6507, P-256 and SHA-256 of RFC 6509 section 2.1.1");
      all.put("KSAK", hex(ksak.encoded()));
      all.put("KPAK", hex(ksak.publicKey().encoded()));
      all.put("ID", hex(IDENTIFIER));
      Map<String, Object> vectors = new LinkedHashMap<>();
      put(vectors, "r begins with 00", ksak, signature -> signature[0] == 0);
      put(vectors, "s begins with 00", ksak, signature -> signature[32] == 0);
      put(vectors, "PVT.x begins with 00", ksak, signature -> signature[65] == 0);
      put(vectors, "PVT.y begins with 00", ksak, signature -> signature[97] == 0);
      all.put("vectors", vectors);
    }
    write("eccsi.json", all);
  }

  /** Both v and j count up from the same number. */
  private static void put(
      Map<String, Object> vectors,
      String name,
      KmsSecretAuthenticationKey ksak,
      Predicate<byte[]> wanted)
      throws InvalidKeyException {
    for (int counter = 1; ; counter++) {
      BigInteger number = BigInteger.valueOf(counter);
      try (SigningKeyPair pair = ksak.issue(IDENTIFIER, new ScriptedScalars(number));
          SecretSigningKey key =
              SecretSigningKey.decode(pair.ssk(), pair.pvt(), ksak.publicKey(), IDENTIFIER)) {
        byte[] signature = key.sign(MESSAGE, new ScriptedScalars(number));
        if (wanted.test(signature)) {
          Map<String, Object> vector = new LinkedHashMap<>();
          vector.put("v", hex(RfcValues.toOctets(number, 32)));
          vector.put("SSK", hex(pair.ssk()));
          vector.put("PVT", hex(pair.pvt()));
          BigInteger hs = ReferenceEccsi.hs(ksak.publicKey().encoded(), IDENTIFIER, pair.pvt());
          vector.put("HS", hex(RfcValues.toOctets(hs, 32)));
          vector.put("M", hex(MESSAGE));
          vector.put("j", hex(RfcValues.toOctets(number, 32)));
          vector.put("signature", hex(signature));
          vectors.put(name, vector);
          return;
        }
      }
    }
  }

  private static JsonNode read(String name) throws IOException {
    return new ObjectMapper().readTree(Files.readAllBytes(DIRECTORY.resolve(name)));
  }

  private static byte[] octets(JsonNode node, String name) {
    return HexFormat.of().parseHex(node.get(name).asText());
  }

  /** The file as it is published, by the reference alone. */
  @Test
  void referenceAgreesWithSakke() throws IOException {
    JsonNode file = read("sakke.json");
    ReferenceSakke.Point z =
        ReferenceSakke.multiply(new BigInteger(1, octets(file, "z")), ReferenceSakke.BASE);
    byte[] b = octets(file, "b");
    ReferenceSakke.Point k = ReferenceSakke.issue(new BigInteger(1, octets(file, "z")), b);
    assertArrayEquals(z.encode(), octets(file, "Z"));
    assertArrayEquals(k.encode(), octets(file, "K"));
    assertEquals(4, file.get("vectors").size());
    for (JsonNode vector : file.get("vectors")) {
      ReferenceSakke.Sent sent = ReferenceSakke.send(z, b, octets(vector, "ssv"));
      assertArrayEquals(octets(vector, "encapsulated"), sent.encode());
      assertEquals(new BigInteger(1, octets(vector, "r")), sent.r());
      assertEquals(new BigInteger(1, octets(vector, "w")), sent.w());
      assertEquals(new BigInteger(1, octets(vector, "mask")), sent.mask());
      assertArrayEquals(
          octets(vector, "ssv"),
          ReferenceSakke.receive(k, z, b, octets(vector, "encapsulated")).orElseThrow());
    }
    JsonNode vectors = file.get("vectors");
    assertTrue(vectors.get("w begins with 00").get("w").asText().startsWith("00"));
    assertEquals(0, octets(vectors.get("R.x begins with 00"), "encapsulated")[1]);
    assertEquals(0, octets(vectors.get("R.y begins with 00"), "encapsulated")[129]);
    assertEquals(0, octets(vectors.get("H begins with 00"), "encapsulated")[257]);
  }

  /** The file as it is published, by the reference alone. */
  @Test
  void referenceAgreesWithEccsi() throws IOException {
    JsonNode file = read("eccsi.json");
    BigInteger ksak = new BigInteger(1, octets(file, "KSAK"));
    byte[] kpak = ReferenceEccsi.multiply(ksak, ReferenceEccsi.G).encode();
    byte[] id = octets(file, "ID");
    assertArrayEquals(kpak, octets(file, "KPAK"));
    assertEquals(4, file.get("vectors").size());
    for (JsonNode vector : file.get("vectors")) {
      BigInteger v = new BigInteger(1, octets(vector, "v"));
      byte[] pvt = ReferenceEccsi.multiply(v, ReferenceEccsi.G).encode();
      BigInteger ssk = ReferenceEccsi.ssk(ksak, id, v);
      BigInteger hs = ReferenceEccsi.hs(kpak, id, pvt);
      BigInteger j = new BigInteger(1, octets(vector, "j"));
      byte[] m = octets(vector, "M");
      byte[] signature = ReferenceEccsi.sign(ssk, pvt, hs, m, j);
      assertArrayEquals(pvt, octets(vector, "PVT"));
      assertEquals(ssk, new BigInteger(1, octets(vector, "SSK")));
      assertEquals(hs, new BigInteger(1, octets(vector, "HS")));
      assertArrayEquals(signature, octets(vector, "signature"));
      assertTrue(ReferenceEccsi.verify(kpak, id, m, signature));
    }
    JsonNode vectors = file.get("vectors");
    assertEquals(0, octets(vectors.get("r begins with 00"), "signature")[0]);
    assertEquals(0, octets(vectors.get("s begins with 00"), "signature")[32]);
    assertEquals(0, octets(vectors.get("PVT.x begins with 00"), "signature")[65]);
    assertEquals(0, octets(vectors.get("PVT.y begins with 00"), "signature")[97]);
  }
}
