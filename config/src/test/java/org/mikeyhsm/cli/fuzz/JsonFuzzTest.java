package org.mikeyhsm.cli.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.mikeyhsm.cli.output.Json;
import org.mikeyhsm.cli.output.JsonReader;
import org.mikeyhsm.cli.output.JsonSyntaxException;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.FieldTree;
import org.mikeyhsm.message.Leniency;
import org.mikeyhsm.message.MikeyFormatException;

/**
 * Any octets are JSON of a message or an error; what was encoded is decoded, and its own JSON
 * encodes to the same octets.
 */
class JsonFuzzTest {
  /** As long as those of the core; see docs/testing.md. */
  private static final long EXECUTIONS = 12_500_000;

  @FuzzTest(maxDuration = "", maxExecutions = EXECUTIONS)
  void encodesOrRefuses(byte[] octets) throws JsonSyntaxException, MikeyFormatException {
    Object json;
    try {
      json = JsonReader.read(octets);
    } catch (JsonSyntaxException e) {
      assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e::getMessage);
      return;
    }
    if (!(json instanceof Map<?, ?> tree)) {
      return;
    }
    byte[] message;
    try {
      message = FieldTree.encode(tree);
    } catch (MikeyFormatException e) {
      assertTrue(!e.reason().isEmpty());
      return;
    }
    DecodedMessage decoded =
        DecodedMessage.decode(message, DecodeLimits.defaults(), Set.of(Leniency.TRAILING_OCTET));
    String written = Json.write(FieldTree.of(decoded));
    Map<?, ?> again = (Map<?, ?>) JsonReader.read(written.getBytes(StandardCharsets.UTF_8));
    assertArrayEquals(message, FieldTree.encode(again));
  }
}
