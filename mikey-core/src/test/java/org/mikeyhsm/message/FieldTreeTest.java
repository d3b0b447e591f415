package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FieldTreeTest {
  static Stream<Map.Entry<String, byte[]>> messages() {
    return SampleMessages.all().entrySet().stream();
  }

  private static Map<String, Object> tree(byte[] octets) throws MikeyFormatException {
    return FieldTree.of(DecodedMessage.decode(octets));
  }

  /** A copy whose every Map and List may be changed. */
  private static Object copy(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((name, member) -> copy.put(name, copy(member)));
      return copy;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(copy(element)));
      return copy;
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> offer() throws MikeyFormatException {
    return (Map<String, Object>) copy(tree(Vectors.rfc4567OfferOctets()));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  private static Map<String, Object> payload(Map<String, Object> tree, int index) {
    return map(list(tree.get("payloads")).get(index));
  }

  private static void assertRefused(Map<String, Object> tree, String reason) {
    MikeyFormatException e = assertThrows(MikeyFormatException.class, () -> FieldTree.encode(tree));
    assertTrue(e.reason().contains(reason), e.getMessage());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void givesTheSameOctetsAgain(Map.Entry<String, byte[]> sample) throws MikeyFormatException {
    assertArrayEquals(sample.getValue(), FieldTree.encode(tree(sample.getValue())));
  }

  /** Explanations are for the reader; the octets do not hang on them. */
  @ParameterizedTest
  @MethodSource("messages")
  void needsNoExplanation(Map.Entry<String, byte[]> sample) throws MikeyFormatException {
    Object bare = bare(tree(sample.getValue()));
    assertArrayEquals(sample.getValue(), FieldTree.encode(map(bare)));
  }

  private static Object bare(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach(
          (name, member) -> {
            if (!Set.of("name", "offset", "length", "section", "payload", "diagnostics")
                    .contains(name)
                && !name.toString().endsWith("Name")
                && !name.equals("nextPayload")) {
              copy.put(name, bare(member));
            }
          });
      return copy;
    }
    return value instanceof List<?> list ? list.stream().map(FieldTreeTest::bare).toList() : value;
  }

  @Test
  void aChangedFieldGivesChangedOctets() throws MikeyFormatException {
    Map<String, Object> tree = offer();
    map(list(map(tree.get("header")).get("csIdMap")).get(0)).put("ssrc", "0000CAFE");
    map(tree.get("header")).put("v", false);
    payload(tree, 2).put("data", "6162");
    payload(tree, 2).put("idLength", 2);
    MikeyMessage message = MikeyMessage.decode(FieldTree.encode(tree));
    assertEquals(new SrtpIdMap(List.of(new SrtpId(0, 0xcafe, 0))), message.header().csIdMap());
    assertFalse(message.header().v());
    assertEquals(Octets.ofUtf8("ab"), message.first(IdPayload.class).orElseThrow().data());
  }

  @Test
  void aPayloadCanBeTakenOut() throws MikeyFormatException {
    Map<String, Object> tree = offer();
    list(tree.get("payloads")).remove(2);
    // The Next payload of the one in front told of it.
    assertRefused(tree, "payloads[1].nextPayload does not agree with the other fields");
    payload(tree, 1).remove("nextPayload");
    assertEquals(4, MikeyMessage.decode(FieldTree.encode(tree)).payloads().size());
  }

  @Test
  void keepsATrailingOctet() throws MikeyFormatException {
    byte[] octets = Wire.message(12, "00 01 0000 0a");
    DecodedMessage decoded =
        DecodedMessage.decode(octets, DecodeLimits.defaults(), Set.of(Leniency.TRAILING_OCTET));
    Map<String, Object> tree = FieldTree.of(decoded);
    assertEquals("0a", tree.get("trailingOctet"));
    assertArrayEquals(octets, FieldTree.encode(tree));
    Map<String, Object> two = new LinkedHashMap<>(tree);
    two.put("trailingOctet", "0a0a");
    assertRefused(two, "trailingOctet is not two hexadecimal digits");
  }

  @Test
  void showsKeysOnlyAsTheOctetsOfTheMessage() throws MikeyFormatException {
    Map<String, Object> kemac = payload(tree(Vectors.gstreamerNull()), 3);
    assertTrue(kemac.get("encrData").toString().contains("0102030405060708"));
    assertFalse(kemac.get("keyData").toString().contains("0102030405060708"));
  }

  @Test
  void saysWhatIsMissing() throws MikeyFormatException {
    assertRefused(Map.of(), "header is missing");
    Map<String, Object> none = offer();
    none.put("payloads", "");
    assertRefused(none, "payloads is of another kind");
    Map<String, Object> tree = offer();
    map(tree.get("header")).remove("csbId");
    assertRefused(tree, "header.csbId is missing");
    tree = offer();
    payload(tree, 1).remove("rand");
    assertRefused(tree, "payloads[1].rand is missing");
    tree = offer();
    payload(tree, 4).remove("type");
    assertRefused(tree, "payloads[4].type is missing");
    tree = map(copy(tree(Vectors.gstreamerNull())));
    map(list(payload(tree, 2).get("parameters")).get(1)).remove("value");
    assertRefused(tree, "payloads[2].parameters[1].value is missing");
  }

  @Test
  void saysWhatDoesNotFit() throws MikeyFormatException {
    Map<String, Object> tree = offer();
    map(tree.get("header")).put("prfFunc", 128);
    assertRefused(tree, "header.prfFunc is not in 0..127");
    tree = offer();
    map(tree.get("header")).put("csbId", "xx");
    assertRefused(tree, "header.csbId is not an even number of hexadecimal digits");
    tree = offer();
    payload(tree, 1).put("rand", "00");
    assertRefused(tree, "payloads[1].rand has 1 octets, but is to have 16");
    tree = offer();
    payload(tree, 1).put("randLength", -1);
    assertRefused(tree, "payloads[1].randLength is not in 0..255");
    tree = offer();
    payload(tree, 1).put("randLength", BigInteger.TEN.pow(30));
    assertRefused(tree, "payloads[1].randLength is not in 0..255");
    tree = offer();
    payload(tree, 1).put("randLength", 16.5);
    assertRefused(tree, "payloads[1].randLength is neither a whole number nor hexadecimal");
    tree = offer();
    payload(tree, 1).put("type", 0);
    assertRefused(tree, "payloads[1].type 0 is no payload");
    tree = offer();
    payload(tree, 1).put("type", 99);
    assertRefused(tree, "Next payload 99 (unassigned) is not known here");
    tree = offer();
    list(tree.get("payloads")).set(1, "RAND");
    assertRefused(tree, "payloads[1] is no object");
    tree = offer();
    map(tree.get("header")).put("version", 2);
    assertRefused(tree, "version 2 is not 1");
  }

  @Test
  void saysWhichListsAreTooShortOrTooLong() throws MikeyFormatException {
    Map<String, Object> tree = offer();
    list(map(tree.get("header")).get("csIdMap")).clear();
    assertRefused(tree, "header.csIdMap has 0 element(s), fewer");
    tree = offer();
    map(tree.get("header")).put("csCount", 0);
    assertRefused(tree, "header.csIdMap has 1 element(s), more than its number or length says, 0");
    tree = offer();
    list(map(tree.get("header")).get("csIdMap")).set(0, 7);
    assertRefused(tree, "header.csIdMap[0] is no object");
    tree = offer();
    map(tree.get("header")).put("csIdMap", 7);
    assertRefused(tree, "header.csIdMap is no list");
    tree = offer();
    payload(tree, 3).put("policyParamLength", 3);
    payload(tree, 3)
        .put("parameters", List.of(Map.of("parameterType", 0, "valueLength", 2, "value", 1)));
    assertRefused(tree, "value is cut short");
  }

  @Test
  void refusesAPayloadAfterTheEnd() throws MikeyFormatException {
    Map<String, Object> tree = map(copy(tree(Vectors.mcxSakke())));
    list(tree.get("payloads")).add(Map.of("type", 11, "randLength", 0, "rand", ""));
    assertRefused(tree, "payloads[10] stands after a payload that ends the message");
  }

  /** What is not read must not be lost in silence. */
  @Test
  void refusesWhatContradictsTheOctets() throws MikeyFormatException {
    Map<String, Object> tree = offer();
    payload(tree, 1).put("colour", "red");
    assertRefused(tree, "payloads[1].colour is not known here");
    tree = map(copy(tree(Vectors.mcxSakke())));
    tree.put("comment", "x");
    assertRefused(tree, "comment is not known here");

    tree = map(copy(tree(Vectors.gstreamerNull())));
    map(list(payload(tree, 3).get("keyData")).get(0)).put("keyType", 0);
    assertRefused(tree, "payloads[3].keyData[0].keyType does not agree with the other fields");
    list(payload(tree, 3).get("keyData")).clear();
    assertRefused(tree, "payloads[3].keyData has 0 element(s), not 1");
  }
}
