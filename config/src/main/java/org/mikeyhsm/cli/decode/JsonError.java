package org.mikeyhsm.cli.decode;

import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code mikey decode --json} says instead of a message that it cannot decode. */
public final class JsonError {
  private JsonError() {}

  /**
   * A refusal, for {@link org.mikeyhsm.cli.output.Json#write}.
   *
   * @param payload the payload at fault
   * @param offset octets from the beginning of the message
   * @param reason what is wrong
   */
  public static Map<String, Object> of(String payload, int offset, String reason) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("payload", payload);
    error.put("offset", offset);
    error.put("reason", reason);
    return Map.of("error", error);
  }
}
