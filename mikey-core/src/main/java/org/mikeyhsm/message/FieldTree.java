package org.mikeyhsm.message;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A message as a tree of named fields, which JSON can carry, and back to the same octets.
 *
 * <p>The tree is a Map: {@code header} has the fields of HDR, {@code payloads} is a List of the
 * payloads after it, each with its {@code type} and its fields under their names, {@code
 * diagnostics} has sentences, and {@code trailingOctet}, only if one was accepted, that octet.
 * Numbers are numbers, octets hexadecimal digits, repeated structures Lists of Maps. What a value
 * means is under the field's name with "Name" appended; this, {@code name}, {@code offset}, {@code
 * length}, {@code section}, {@code payload} and {@code diagnostics} are explanations.
 *
 * <p>The octets are the message's own, so keys that the message carries in clear are in the tree;
 * the fields that explain those octets once more hide them. Thread-safe.
 */
public final class FieldTree {
  static final String HEADER = "header";
  static final String PAYLOADS = "payloads";
  static final String TYPE = "type";

  private static final String DIAGNOSTICS = "diagnostics";
  private static final String TRAILING_OCTET = "trailingOctet";
  private static final String MEANING = "Name";
  private static final Set<String> EXPLANATIONS =
      Set.of("name", "offset", "length", "section", "payload", DIAGNOSTICS);

  private FieldTree() {}

  /** The tree of a message. */
  public static Map<String, Object> of(DecodedMessage message) {
    MessageDecoder.Result explanation = message.explain();
    List<PayloadTrace> trace = explanation.trace();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put(HEADER, header(trace.get(0), message));
    tree.put(PAYLOADS, trace.stream().skip(1).map(payload -> payload(payload, message)).toList());
    tree.put(DIAGNOSTICS, explanation.diagnostics());
    PayloadTrace last = trace.get(trace.size() - 1);
    int end = last.offset() + last.length();
    if (end < message.octets().length()) {
      tree.put(TRAILING_OCTET, message.octets().slice(end, message.octets().length()).toHex());
    }
    return tree;
  }

  /**
   * The octets of the message that a tree describes. Every field of the wire must be there, and all
   * of them agree; explanations may be missing, and are not looked at. A Next payload follows from
   * the payloads' types and may be missing too.
   *
   * @param tree of Map, List, String, Integer, Long, BigInteger and Boolean
   * @throws MikeyFormatException if the tree does not describe a message that the decoder accepts
   *     under its default limits; the reason names the place in the tree
   */
  public static byte[] encode(Map<?, ?> tree) throws MikeyFormatException {
    Map<?, ?> header = member(tree, HEADER, Map.class);
    List<?> payloads = member(tree, PAYLOADS, List.class);
    MikeyMessage message =
        MessageDecoder.decode(new TreeFeed(header, payloads), DecodeLimits.defaults());
    OctetWriter out = new OctetWriter(512).octets(message.encode());
    Object trailing = tree.get(TRAILING_OCTET);
    if (trailing != null) {
      out.octets(trailingOctet(trailing));
    }
    byte[] octets = out.toArray();
    DecodedMessage decoded =
        DecodedMessage.decode(
            octets,
            DecodeLimits.defaults(),
            trailing == null ? Set.of() : Set.of(Leniency.TRAILING_OCTET));
    checkAgreement(tree, of(decoded), "");
    return octets;
  }

  private static <T> T member(Map<?, ?> tree, String name, Class<T> type)
      throws MikeyFormatException {
    Object value = tree.get(name);
    if (!type.isInstance(value)) {
      throw fault(name + (value == null ? " is missing" : " is of another kind"));
    }
    return type.cast(value);
  }

  private static Octets trailingOctet(Object value) throws MikeyFormatException {
    if (!(value instanceof String text) || !text.matches("[0-9a-fA-F]{2}")) {
      throw fault(TRAILING_OCTET + " is not two hexadecimal digits");
    }
    return Octets.ofHex(text);
  }

  private static MikeyFormatException fault(String reason) {
    return new MikeyFormatException(HeaderCodec.NAME, 0, reason);
  }

  /** Second readings and what the reader did not ask for must say what the octets say. */
  private static void checkAgreement(Object given, Object is, String path)
      throws MikeyFormatException {
    if (given instanceof Map<?, ?> map && is instanceof Map<?, ?> right) {
      for (Map.Entry<?, ?> member : map.entrySet()) {
        String name = String.valueOf(member.getKey());
        if (isExplanation(name, right)) {
          continue;
        }
        String at = path.isEmpty() ? name : path + "." + name;
        if (!right.containsKey(name)) {
          throw fault(at + " is not known here");
        }
        checkAgreement(member.getValue(), right.get(name), at);
      }
    } else if (given instanceof List<?> list && is instanceof List<?> right) {
      if (list.size() != right.size()) {
        throw fault(path + " has " + list.size() + " element(s), not " + right.size());
      }
      for (int i = 0; i < list.size(); i++) {
        checkAgreement(list.get(i), right.get(i), path + "[" + i + "]");
      }
    } else if (!text(given).equalsIgnoreCase(text(is))) {
      throw fault(path + " does not agree with the other fields");
    }
  }

  private static boolean isExplanation(String name, Map<?, ?> fields) {
    return EXPLANATIONS.contains(name)
        || name.endsWith(MEANING)
            && fields.containsKey(name.substring(0, name.length() - MEANING.length()));
  }

  private static String text(Object value) {
    return value instanceof Boolean flag ? flag ? "1" : "0" : String.valueOf(value);
  }

  private static Map<String, Object> header(PayloadTrace trace, DecodedMessage message) {
    Map<String, Object> fields = new LinkedHashMap<>();
    put(fields, trace.fields(), true, message);
    Map<String, Object> header = new LinkedHashMap<>();
    for (String name : List.of("version", "dataType", "dataTypeName")) {
      header.put(name, fields.get(name));
    }
    header.put("v", message.message().header().v());
    for (String name : List.of("prfFunc", "csbId", "csCount", "csIdMapType")) {
      header.put(name, fields.get(name));
    }
    // A map type may have nothing to list.
    header.put(CsIdMapCodec.FIELD, fields.getOrDefault(CsIdMapCodec.FIELD, List.of()));
    return header;
  }

  private static Map<String, Object> payload(PayloadTrace trace, DecodedMessage message) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put(TYPE, trace.type());
    payload.put("name", trace.name());
    payload.put("offset", trace.offset());
    payload.put("length", trace.length());
    payload.put("section", trace.section());
    put(payload, trace.fields(), true, message);
    return payload;
  }

  private static Map<String, Object> element(ElementTrace trace, DecodedMessage message) {
    Map<String, Object> element = new LinkedHashMap<>();
    element.put("offset", trace.offset());
    element.put("length", trace.length());
    element.put("section", trace.section());
    trace.payload().ifPresent(name -> element.put("payload", name));
    put(element, trace.fields(), false, message);
    return element;
  }

  /** The fields, with all octets shown if these are the ones that the message is made of. */
  private static void put(
      Map<String, Object> map, List<FieldTrace> fields, boolean first, DecodedMessage message) {
    for (FieldTrace field : fields) {
      map.put(field.name(), value(field, first, message));
      field.meaning().ifPresent(meaning -> map.put(field.name() + MEANING, meaning));
    }
  }

  private static Object value(FieldTrace field, boolean first, DecodedMessage message) {
    if (field.value() instanceof List<?>) {
      return field.elements().stream().map(element -> element(element, message)).toList();
    }
    if (field.value() instanceof FieldTrace.Hidden hidden) {
      return first
          ? message.octets().slice(field.offset(), field.offset() + field.length()).toHex()
          : hidden.toString();
    }
    return field.value();
  }
}
