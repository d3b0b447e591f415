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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecodedMessageTest {
  /** Fields that explain octets which a field before them has whole. */
  private static final Set<String> SECOND_READINGS =
      Set.of("keyData", "tpPayloads", "ticketPayloads", "initiatorPayloads", "content");

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
      FieldTrace last = payload.fields().get(0);
      for (FieldTrace field : payload.fields()) {
        boolean first = field == last;
        boolean sharesOctets =
            !first
                && field.length() > 0
                && field.offset() == last.offset()
                && field.length() == last.length();
        if (SECOND_READINGS.contains(field.name())) {
          assertTrue(field.offset() >= payload.offset() && field.offset() <= end, field.name());
        } else if (!sharesOctets) {
          assertEquals(end, field.offset(), field.name());
          end += field.length();
        }
        if (field.value() instanceof List<?>) {
          assertEquals(
              field.offset() + field.length(),
              endOf(field.elements(), field.offset()),
              field.toString());
        }
        last = field.length() == 0 ? last : field;
      }
      assertEquals(payload.offset() + payload.length(), end, payload.name());
    }
    assertEquals(sample.getValue().length, end);
  }

  /** Where elements end that stand one behind the other from {@code start} on. */
  private static int endOf(List<ElementTrace> elements, int start) {
    int end = start;
    for (ElementTrace element : elements) {
      assertEquals(end, element.offset(), element::toString);
      int fieldEnd = end;
      end += element.length();
      for (FieldTrace field : element.fields()) {
        // Fields are in order, share octets, or explain octets before them.
        assertTrue(field.offset() >= element.offset(), element::toString);
        assertTrue(field.offset() <= fieldEnd, element::toString);
        fieldEnd = Math.max(fieldEnd, field.offset() + field.length());
        if (!field.elements().isEmpty()) {
          assertTrue(endOf(field.elements(), field.offset()) <= end, element::toString);
        }
      }
      assertEquals(end, fieldEnd, element::toString);
    }
    return end;
  }

  /** A flattened trace is the JSON of a payload: no field may hide another or the payload's own. */
  @ParameterizedTest
  @MethodSource("messages")
  void givesFieldsNamesOfTheirOwn(Map.Entry<String, byte[]> sample) throws MikeyFormatException {
    for (PayloadTrace payload : DecodedMessage.decode(sample.getValue()).trace()) {
      List<String> names = payload.fields().stream().map(FieldTrace::name).toList();
      assertEquals(names.size(), Set.copyOf(names).size(), payload.name() + names);
      for (String own : List.of("type", "name", "section", "offset", "length", "payload")) {
        assertFalse(names.contains(own), payload.name() + names);
      }
    }
  }

  @Test
  void saysWhatIsOddInGstreamersMessage() throws MikeyFormatException {
    List<String> diagnostics = DecodedMessage.decode(Vectors.gstreamerNull()).diagnostics();
    assertEquals(3, diagnostics.size(), "" + diagnostics);
    assertTrue(
        diagnostics.get(0).matches("SP at octet \\d+: Session Auth. key length of 10 .*"),
        diagnostics.get(0));
    assertEquals(
        "Key data at octet 69: a TEK of 30 octets looks like a key of 16 and a salt of 14 in one,"
            + " as GStreamer sends them; the RFC has TEK+SALT for that",
        diagnostics.get(1));
    assertEquals(
        "HDR at octet 10: #CS is 0 though the message carries keys: the peer has to know the"
            + " streams",
        diagnostics.get(2));
  }

  @Test
  void saysNothingOfGoodMessages() throws MikeyFormatException {
    for (byte[] octets :
        List.of(Vectors.minisipPsk0("i_message_hex"), Vectors.minisipPsk0("r_message_hex"))) {
      assertEquals(List.of(), DecodedMessage.decode(octets).diagnostics());
    }
    for (ExchangeMessages.Exchange exchange : ExchangeMessages.all()) {
      assertEquals(
          List.of(), DecodedMessage.decode(exchange.octets()).diagnostics(), exchange.name());
    }
    for (byte[] octets : List.of(Vectors.rfc4567OfferOctets(), Vectors.rfc4567AnswerOctets())) {
      assertEquals(
          List.of(
              "HDR at octet 10: the SSRC is 0, for the responder to fill in (RFC 3830 6.1.1), in"
                  + " crypto session 1"),
          DecodedMessage.decode(octets).diagnostics());
    }
  }

  /** What its maker's own decoder says of it. */
  @Test
  void readsTheMcxMessage() throws MikeyFormatException {
    DecodedMessage decoded = DecodedMessage.decode(Vectors.mcxSakke());
    assertEquals(
        "HDR 0, T 25, RAND 35, IDR 53, IDR 90, IDR 127, IDR 156, SP 185, SAKKE 217, General Ext. 495,"
            + " SIGN 570",
        decoded.trace().stream()
            .map(payload -> payload.name() + " " + payload.offset())
            .collect(Collectors.joining(", ")));
    assertEquals(
        new GenericIdMap(
            List.of(
                new GenericId(
                    4,
                    ProtType.SRTP,
                    false,
                    List.of(0),
                    Octets.empty(),
                    Octets.ofHex("0df9bc3906a12aea")))),
        decoded.message().header().csIdMap());
    assertEquals(List.of(), decoded.diagnostics());
  }

  /** The group is OAKLEY 5, the largest that RFC 3830 has. */
  @Test
  void readsMinisipsDhhmac() throws MikeyFormatException {
    MikeyMessage response = MikeyMessage.decode(Vectors.minisipDhhmac3("r_message_hex"));
    assertEquals(DataType.DHHMAC_RESP, response.header().dataType());
    assertEquals(2, response.all(DhPayload.class).size());
    assertEquals(DhGroup.OAKLEY_5, response.all(DhPayload.class).get(0).group());
    DhPayload initiators =
        MikeyMessage.decode(Vectors.minisipDhhmac3("i_message_hex"))
            .first(DhPayload.class)
            .orElseThrow();
    assertTrue(response.all(DhPayload.class).contains(initiators));
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
