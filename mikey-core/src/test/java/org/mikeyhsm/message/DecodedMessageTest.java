package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecodedMessageTest {
  private static final DecodeLimits DEFAULTS = DecodeLimits.defaults();

  static Stream<Map.Entry<String, byte[]>> messages() {
    return SampleMessages.all().entrySet().stream();
  }

  @Test
  void knowsWherePayloadsAre() throws MikeyFormatException {
    DecodedMessage decoded = DecodedMessage.decode(Vectors.rfc4567OfferOctets());
    int[] offsets = {19, 29, 47, 66, 71};
    int[] lengths = {10, 18, 19, 5, 61};
    for (int i = 0; i < offsets.length; i++) {
      assertEquals(offsets[i], decoded.offsetOf(i));
      assertEquals(offsets[i], decoded.offsetOf(decoded.message().payloads().get(i)));
      assertEquals(lengths[i], decoded.lengthOf(i));
    }
    assertThrows(IndexOutOfBoundsException.class, () -> decoded.offsetOf(5));
    assertThrows(IndexOutOfBoundsException.class, () -> decoded.lengthOf(5));
    assertThrows(IndexOutOfBoundsException.class, () -> decoded.lengthOf(-1));
  }

  @Test
  void tellsEqualPayloadsApart() throws MikeyFormatException {
    DecodedMessage decoded = DecodedMessage.decode(Wire.message(6, "06 00 0000 00 00 0000"));
    List<Payload> payloads = decoded.message().payloads();
    assertEquals(payloads.get(0), payloads.get(1));
    assertEquals(10, decoded.offsetOf(payloads.get(0)));
    assertEquals(14, decoded.offsetOf(payloads.get(1)));
    assertThrows(IllegalArgumentException.class, () -> decoded.offsetOf(IdPayload.nai("")));
  }

  @Test
  void keepsTheOctetsItWasGiven() throws MikeyFormatException {
    byte[] octets = Vectors.rfc4567AnswerOctets();
    DecodedMessage decoded = DecodedMessage.decode(octets);
    Arrays.fill(octets, (byte) 0);
    assertArrayEquals(Vectors.rfc4567AnswerOctets(), decoded.octets().toArray());
    assertEquals(4, decoded.trace().size());
  }

  /** Every octet is told of once, and the parts lie where the message says. */
  @ParameterizedTest
  @MethodSource("messages")
  void explainsEveryOctet(Map.Entry<String, byte[]> sample) throws MikeyFormatException {
    DecodedMessage decoded = DecodedMessage.decode(sample.getValue());
    List<PayloadTrace> trace = decoded.trace();
    assertEquals(decoded.message().payloads().size() + 1, trace.size());
    int end = 0;
    for (int i = 0; i < trace.size(); i++) {
      PayloadTrace payload = trace.get(i);
      assertEquals(end, payload.offset());
      if (i > 0) {
        assertEquals(decoded.offsetOf(i - 1), payload.offset());
        assertEquals(decoded.lengthOf(i - 1), payload.length());
        assertEquals(decoded.message().payloads().get(i - 1).type(), payload.type());
      }
      int last = -1;
      for (FieldTrace field : payload.fields()) {
        boolean secondReading = field.name().equals("keyData");
        boolean sameOctet = field.offset() == last && field.length() == 1;
        if (!secondReading && !sameOctet) {
          assertEquals(end, field.offset(), field.name());
          end += field.length();
        }
        last = field.length() == 0 ? last : field.offset();
      }
      assertEquals(payload.offset() + payload.length(), end, payload.name());
    }
    assertEquals(sample.getValue().length, end);
  }

  /** A flattened trace is the JSON of a payload: no field may hide another or the payload's own. */
  @ParameterizedTest
  @MethodSource("messages")
  void givesFieldsNamesOfTheirOwn(Map.Entry<String, byte[]> sample) throws MikeyFormatException {
    for (PayloadTrace payload : DecodedMessage.decode(sample.getValue()).trace()) {
      List<String> names = payload.fields().stream().map(FieldTrace::name).toList();
      assertEquals(names.size(), Set.copyOf(names).size(), payload.name() + names);
      for (String own : List.of("type", "name", "section", "offset", "length", "fields")) {
        assertFalse(names.contains(own), payload.name() + names);
      }
    }
  }

  @Test
  void saysWhatIsOddInGstreamersMessage() throws MikeyFormatException {
    List<String> diagnostics = DecodedMessage.decode(Vectors.gstreamerNull()).diagnostics();
    assertEquals(1, diagnostics.size(), "" + diagnostics);
    assertTrue(
        diagnostics.get(0).matches("SP at octet \\d+: Session Auth. key length of 10 .*"),
        diagnostics.get(0));
  }

  @Test
  void saysNothingOfGoodMessages() throws MikeyFormatException {
    for (byte[] octets :
        List.of(
            Vectors.rfc4567OfferOctets(),
            Vectors.rfc4567AnswerOctets(),
            Vectors.minisipPsk0("i_message_hex"),
            Vectors.minisipPsk0("r_message_hex"))) {
      assertEquals(List.of(), DecodedMessage.decode(octets).diagnostics());
    }
  }

  @Test
  void showsNoKeyOfGstreamersMessage() throws MikeyFormatException {
    DecodedMessage decoded = DecodedMessage.decode(Vectors.gstreamerNull());
    for (String text : List.of("" + decoded.trace(), "" + decoded.message(), "" + decoded)) {
      assertFalse(text.contains("05060708"), text);
    }
    assertTrue(decoded.trace().toString().contains("30 octets, not shown"));
  }

  @Test
  void refusesAnUnknownPayload() {
    Wire.assertRefused(
        Wire.message(99, ""),
        "HDR",
        2,
        "Next payload 99 (unassigned) is not known here, so its length cannot be known");
    Wire.assertRefused(
        Wire.message(11, "fa 01 00 00"), "RAND", 10, "Next payload 250 (private use)");
    // A sub-payload of KEMAC does not stand by itself.
    Wire.assertRefused(Wire.message(20, "00 00 0001 aa"), "HDR", 2, "Next payload 20 (Key data)");
  }

  @Test
  void refusesOctetsAfterTheLastPayload() {
    Wire.assertRefused(Wire.message(0, "00"), "HDR", 10, "the last payload is followed by 1");
    Wire.assertRefused(Wire.message(11, "00 01 00 0000"), "RAND", 13, "followed by 2 more");
  }

  @Test
  void acceptsOneTrailingOctetWhenTold() throws MikeyFormatException {
    Set<Leniency> lenient = Set.of(Leniency.TRAILING_OCTET);
    byte[] octets = Wire.message(12, "00 01 0000 0a");
    DecodedMessage decoded = DecodedMessage.decode(octets, DEFAULTS, lenient);
    assertEquals(
        List.of("ERR at octet 14: one octet after the last payload was accepted"),
        decoded.diagnostics());
    assertArrayEquals(octets, decoded.octets().toArray());
    assertArrayEquals(Arrays.copyOf(octets, octets.length - 1), decoded.message().encode());
    assertEquals(4, decoded.lengthOf(0));
    assertEquals(2, decoded.trace().size());

    byte[] two = Wire.message(12, "00 01 0000 0a0a");
    assertThrows(MikeyFormatException.class, () -> DecodedMessage.decode(two, DEFAULTS, lenient));
    assertThrows(MikeyFormatException.class, () -> DecodedMessage.decode(octets));
    assertThrows(MikeyFormatException.class, () -> MikeyMessage.decode(octets));
  }

  @Test
  void refusesALongMessage() throws MikeyFormatException {
    byte[] octets = Wire.message(12, "00 01 0000");
    DecodedMessage.decode(octets, new DecodeLimits(14, 1));
    MikeyFormatException e =
        assertThrows(
            MikeyFormatException.class,
            () -> DecodedMessage.decode(octets, new DecodeLimits(13, 1)));
    assertEquals("HDR at octet 0: message of 14 octets, the limit is 13", e.getMessage());

    byte[] largest = idMessage(131_072);
    assertEquals(131_072, largest.length);
    assertArrayEquals(largest, MikeyMessage.decode(largest).encode());
    Wire.assertRefused(idMessage(131_073), "HDR", 0, "the limit is 131072");
  }

  /** A message of two ID payloads. */
  private static byte[] idMessage(int length) {
    int first = 65535;
    int second = length - 10 - 4 - first - 4;
    String hex =
        "06 00 %04x %s 00 00 %04x %s"
            .formatted(first, "61".repeat(first), second, "62".repeat(second));
    return Wire.message(6, hex);
  }

  @Test
  void refusesManyPayloads() throws MikeyFormatException {
    byte[] most = Wire.message(11, "0b 00 ".repeat(1023) + "00 00");
    assertEquals(1024, MikeyMessage.decode(most).payloads().size());
    byte[] more = Wire.message(11, "0b 00 ".repeat(1024) + "00 00");
    Wire.assertRefused(more, "RAND", 10 + 2 * 1024, "the limit of 1024");
    assertThrows(
        MikeyFormatException.class,
        () -> DecodedMessage.decode(most, new DecodeLimits(131_072, 1023)));
  }

  @Test
  void limitsAreNotNegative() {
    assertThrows(IllegalArgumentException.class, () -> new DecodeLimits(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> new DecodeLimits(0, -1));
  }

  @Test
  void boundsItsDiagnostics() throws MikeyFormatException {
    List<String> diagnostics =
        DecodedMessage.decode(Wire.message(11, "0b 00 ".repeat(500) + "00 00")).diagnostics();
    assertEquals(101, diagnostics.size());
    assertTrue(diagnostics.get(100).endsWith("further diagnostics are left out"));
  }

  @Test
  void saysWhatIsUnassigned() throws MikeyFormatException {
    assertEquals(
        List.of(
            "HDR at octet 1: dataType 27 is unassigned", "HDR at octet 3: prfFunc 2 is unassigned"),
        DecodedMessage.decode(Wire.hex("01 1b 00 02 00000000 00 00")).diagnostics());
  }
}
