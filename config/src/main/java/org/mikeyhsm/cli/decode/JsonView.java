package org.mikeyhsm.cli.decode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.FieldTrace;
import org.mikeyhsm.message.PayloadTrace;

/**
 * A message as JSON. HDR is {@code header}; {@code payloads} has those after it in their order,
 * each with its fields under their names and what a value means under the name with "Name"
 * appended. Numbers are numbers, octets hexadecimal digits; a key in clear is never shown.
 * Thread-safe.
 */
public final class JsonView {
  private static final String NAME = "Name";

  private JsonView() {}

  /** A message, for {@link org.mikeyhsm.cli.output.Json#write}. */
  public static Map<String, Object> of(DecodedMessage message) {
    List<PayloadTrace> trace = message.trace();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("header", header(trace.get(0), message));
    json.put("payloads", trace.stream().skip(1).map(JsonView::payload).toList());
    json.put("diagnostics", message.diagnostics());
    return json;
  }

  /**
   * A refusal, for {@link org.mikeyhsm.cli.output.Json#write}.
   *
   * @param payload the payload at fault
   * @param offset octets from the beginning of the message
   * @param reason what is wrong
   */
  public static Map<String, Object> error(String payload, int offset, String reason) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("payload", payload);
    error.put("offset", offset);
    error.put("reason", reason);
    return Map.of("error", error);
  }

  private static Map<String, Object> header(PayloadTrace trace, DecodedMessage message) {
    Map<String, Object> fields = fields(trace);
    Map<String, Object> header = new LinkedHashMap<>();
    for (String name : List.of("version", "dataType", "dataTypeName")) {
      header.put(name, fields.get(name));
    }
    header.put("v", message.message().header().v());
    for (String name : List.of("prfFunc", "csbId", "csCount", "csIdMapType")) {
      header.put(name, fields.get(name));
    }
    // A map type may have nothing to list.
    header.put("csIdMap", fields.getOrDefault("csIdMap", List.of()));
    return header;
  }

  private static Map<String, Object> payload(PayloadTrace trace) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("type", trace.type());
    payload.put("name", trace.name());
    payload.put("offset", trace.offset());
    payload.put("length", trace.length());
    payload.put("section", trace.section());
    payload.putAll(fields(trace));
    return payload;
  }

  private static Map<String, Object> fields(PayloadTrace trace) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (FieldTrace field : trace.fields()) {
      fields.put(field.name(), field.value());
      field.meaning().ifPresent(meaning -> fields.put(field.name() + NAME, meaning));
    }
    return fields;
  }
}
