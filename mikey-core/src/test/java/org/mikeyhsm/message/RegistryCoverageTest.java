package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that IANA's registry has, and everything that the RFCs lay out, is known here. */
class RegistryCoverageTest {
  private static final Map<String, List<IanaRegistry.Entry>> IANA = IanaRegistry.load();

  /** The name spaces of numbers, with the class that names them. */
  private static Map<String, IntFunction<String>> nameSpaces() {
    Map<String, IntFunction<String>> nameSpaces = new HashMap<>();
    put(nameSpaces, "mikey-payloads-3", DataType::new);
    put(nameSpaces, "mikey-payloads-4", PayloadType::new);
    put(nameSpaces, "mikey-payloads-5", PrfFunc::new);
    put(nameSpaces, "mikey-payloads-6", CsIdMapType::new);
    put(nameSpaces, "mikey-payloads-8", EncrAlg::new);
    put(nameSpaces, "mikey-payloads-9", MacAlg::new);
    put(nameSpaces, "mikey-payloads-11", CacheIndicator::new);
    put(nameSpaces, "mikey-payloads-13", DhGroup::new);
    put(nameSpaces, "mikey-payloads-15", SignatureType::new);
    put(nameSpaces, "mikey-payloads-17", TsType::new);
    put(nameSpaces, "mikey-payloads-19", IdType::new);
    put(nameSpaces, "mikey-payloads-20", CertType::new);
    put(nameSpaces, "mikey-payloads-22", HashFunc::new);
    put(nameSpaces, "mikey-payloads-24", ProtType::new);
    put(nameSpaces, "mikey-payloads-25", SrtpParameter::new);
    nameSpaces.put("mikey-payloads-26", value -> value(SrtpParameter.ENCRYPTION_ALGORITHM, value));
    nameSpaces.put(
        "mikey-payloads-27", value -> value(SrtpParameter.AUTHENTICATION_ALGORITHM, value));
    nameSpaces.put("mikey-payloads-28", value -> value(SrtpParameter.PRF, value));
    nameSpaces.put("mikey-payloads-29", value -> value(SrtpParameter.FEC_ORDER, value));
    put(nameSpaces, "mikey-payloads-31", ErrorNo::new);
    put(nameSpaces, "mikey-payloads-33", KeyDataType::new);
    put(nameSpaces, "mikey-payloads-34", KvType::new);
    put(nameSpaces, "mikey-payloads-36", ExtensionType::new);
    put(nameSpaces, "mikey-payloads-37", KeyIdType::new);
    put(nameSpaces, "mikey-payloads-38", OmaBcastSubtype::new);
    put(nameSpaces, "mikey-payloads-39", TsRole::new);
    put(nameSpaces, "mikey-payloads-40", IdRole::new);
    put(nameSpaces, "mikey-payloads-41", RandRole::new);
    put(nameSpaces, "mikey-payloads-42", TicketType::new);
    put(nameSpaces, "mikey-payloads-43", EccCurve::new);
    put(nameSpaces, "mikey-payloads-44", SecretKeyType::new);
    put(nameSpaces, "sakke-params", SakkeParams::new);
    put(nameSpaces, "id-scheme", IdScheme::new);
    return nameSpaces;
  }

  private static void put(
      Map<String, IntFunction<String>> nameSpaces, String id, IntFunction<CodePoint> codePoint) {
    nameSpaces.put(
        id,
        value -> {
          CodePoint point = codePoint.apply(value);
          boolean named = !Set.of("unassigned", "reserved", "private use").contains(point.name());
          assertEquals(named, point.isAssigned(), id + " " + value);
          return point.name();
        });
  }

  /** The values of parameters keep no list of what is private or reserved. */
  private static String value(SrtpParameter parameter, int value) {
    return parameter.valueName(value).orElse(value < 241 ? "unassigned" : "private use");
  }

  private static String expected(String nameSpace, IanaRegistry.Entry entry) {
    if (nameSpace.equals("mikey-payloads-25") && entry.first() == 241) {
      // RFC 3830 10 has 241-255 for private use wherever it does not say otherwise.
      return "private use";
    }
    if (nameSpace.equals("mikey-payloads-37") && entry.first() == 2) {
      // RFC 4563 Table 2 against IANA's "Transport".
      return "MBMS Traffic Key ID";
    }
    return switch (entry.description()) {
      case "Unassigned" -> "unassigned";
      case "Reserved" -> "reserved";
      case "Reserved for Private Use", "Private Use" -> "private use";
      default -> entry.description();
    };
  }

  @Test
  void everyNumberHasItsName() {
    Map<String, IntFunction<String>> nameSpaces = nameSpaces();
    int named = 0;
    for (Map.Entry<String, List<IanaRegistry.Entry>> nameSpace : IANA.entrySet()) {
      for (IanaRegistry.Entry entry : nameSpace.getValue()) {
        for (int value = entry.first(); value <= entry.last(); value++) {
          assertEquals(
              expected(nameSpace.getKey(), entry),
              nameSpaces.get(nameSpace.getKey()).apply(value),
              nameSpace.getKey() + " " + value);
          named++;
        }
      }
    }
    // 26 name spaces of 8 bits, one of 7, four of 4, one of 2, one of 16.
    assertEquals(26 * 256 + 128 + 4 * 16 + 4 + 65536, named);
    // The other registries list names of fields, and the one version.
    assertEquals(
        nameSpaces.keySet(),
        IANA.entrySet().stream()
            .filter(nameSpace -> !nameSpace.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet()));
    assertEquals(1, CommonHeader.VERSION);
  }

  @Test
  void everyPayloadNumberHasACodec() {
    for (IanaRegistry.Entry entry : IANA.get("mikey-payloads-4")) {
      int type = entry.first();
      boolean payload = new PayloadType(type).isAssigned() && type != 0;
      assertEquals(
          payload,
          PayloadCodecs.of(type).isPresent() || SubPayloadCodecs.of(type).isPresent(),
          entry.description());
    }
  }

  /** What a payload is called, its number (-1: it has none), and the section that lays it out. */
  @ParameterizedTest
  @CsvSource({
    "HDR, -1, RFC 3830 6.1",
    "SRTP-ID, -1, RFC 3830 6.1.1",
    "GENERIC-ID, -1, RFC 6043 6.1.1",
    "KEMAC, 1, RFC 3830 6.2",
    "PKE, 2, RFC 3830 6.3",
    "DH, 3, RFC 3830 6.4",
    "SIGN, 4, RFC 3830 6.5",
    "T, 5, RFC 3830 6.6",
    "ID, 6, RFC 3830 6.7",
    "CERT, 7, RFC 3830 6.7",
    "CHASH, 8, RFC 3830 6.8",
    "V, 9, RFC 3830 6.9",
    "SP, 10, RFC 3830 6.10",
    "SRTP policy, -1, RFC 3830 6.10.1",
    "SRTP policy, -1, RFC 4771 4",
    "SRTP policy, -1, RFC 7714 14.3",
    "TESLA policy, -1, RFC 4442 4.2",
    "RAND, 11, RFC 3830 6.11",
    "ERR, 12, RFC 3830 6.12",
    "TR, 13, RFC 6043 6.4",
    "IDR, 14, RFC 6043 6.6",
    "RANDR, 15, RFC 6043 6.8",
    "TP, 16, RFC 6043 6.10",
    "TICKET, 17, RFC 6043 6.10",
    "THDR, -1, RFC 6043 A.3",
    "Key data, 20, RFC 3830 6.13",
    "key validity, -1, RFC 3830 6.14",
    "General Ext., 21, RFC 3830 6.15",
    "Key ID Type, -1, RFC 4563 4",
    "CSB_ID, -1, RFC 4738 3.9.3",
    "OMA BCAST, -1, RFC 5410 3",
    "IBAKE, 22, RFC 6267 6.1.1",
    "ESK, 23, RFC 6267 6.1.2",
    "SK, 24, RFC 6267 6.1.5",
    "ECCPT, 25, RFC 6267 6.1.4",
    "SAKKE, 26, RFC 6509 4.2"
  })
  void everyLayoutNamesItsSection(String name, int type, String section)
      throws MikeyFormatException {
    if (type < 0) {
      assertTrue(sectionsOfTheSamples().contains(section), name);
      return;
    }
    assertEquals(name, new PayloadType(type).name());
    Stream<PayloadCodec<?>> codecs =
        Stream.concat(PayloadCodecs.of(type).stream(), SubPayloadCodecs.of(type).stream());
    codecs.forEach(codec -> assertEquals(section, codec.section()));
    // Nothing shows what stands under an encryption.
    if (type != PayloadType.SK.value() && type != PayloadType.ECCPT.value()) {
      assertTrue(sectionsOfTheSamples().contains(section), name);
    }
  }

  private static Set<String> sectionsOfTheSamples() throws MikeyFormatException {
    Set<String> sections = new HashSet<>();
    for (byte[] octets : SampleMessages.all().values()) {
      for (PayloadTrace payload : DecodedMessage.decode(octets).trace()) {
        sections.add(payload.section());
        addSections(payload.fields(), sections);
      }
    }
    return sections;
  }

  private static void addSections(List<FieldTrace> fields, Set<String> sections) {
    for (FieldTrace field : fields) {
      sections.add(field.section());
      for (ElementTrace element : field.elements()) {
        sections.add(element.section());
        addSections(element.fields(), sections);
      }
    }
  }

  static List<ExchangeMessages.Exchange> exchanges() {
    return ExchangeMessages.all();
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void everyExchangeIsRead(ExchangeMessages.Exchange exchange) throws MikeyFormatException {
    assertTrue(exchange.section().startsWith("RFC "), exchange.section());
    MikeyMessage message = MikeyMessage.decode(exchange.octets());
    assertEquals(new DataType(exchange.dataType()), message.header().dataType());
    assertEquals(
        exchange.shape(),
        message.payloads().stream()
            .map(payload -> new PayloadType(payload.type()).name())
            .collect(Collectors.joining(" ")));
  }

  @Test
  void everyDataTypeHasAnExchange() {
    Set<Integer> assigned = new TreeSet<>();
    for (IanaRegistry.Entry entry : IANA.get("mikey-payloads-3")) {
      if (new DataType(entry.first()).isAssigned()) {
        assigned.add(entry.first());
      }
    }
    assertEquals(27, assigned.size());
    assertEquals(
        assigned,
        ExchangeMessages.all().stream()
            .map(ExchangeMessages.Exchange::dataType)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /**
   * Every field of every sample is explained: inside known structures no octets are left as such.
   */
  @Test
  void everyExchangeIsExplainedInside() throws MikeyFormatException {
    List<String> inside = new ArrayList<>();
    for (ExchangeMessages.Exchange exchange : ExchangeMessages.all()) {
      for (PayloadTrace payload : DecodedMessage.decode(exchange.octets()).trace()) {
        payload.fields().stream()
            .map(FieldTrace::name)
            .filter(name -> name.endsWith("Payloads"))
            .forEach(inside::add);
      }
    }
    for (String name : List.of("tpPayloads", "ticketPayloads", "initiatorPayloads")) {
      assertFalse(inside.stream().noneMatch(name::equals), name);
    }
  }
}
