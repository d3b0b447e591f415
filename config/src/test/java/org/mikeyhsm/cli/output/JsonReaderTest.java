package org.mikeyhsm.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonReaderTest {
  private static Object read(String json) throws JsonSyntaxException {
    return JsonReader.read(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsEveryKind() throws JsonSyntaxException {
    assertEquals(
        List.of(
            Map.of("a", "\u00e9\n"),
            1,
            5_000_000_000L,
            new BigInteger("9".repeat(30)),
            1.5,
            true,
            false),
        read("[{\"a\":\"\u00e9\\n\"}, 1, 5000000000, " + "9".repeat(30) + ", 1.5, true, false]"));
  }

  @Test
  void refusesTheRest() {
    for (String json :
        List.of(
            "",
            " ",
            "nul",
            "null",
            "[1,]",
            "{\"a\":1,\"a\":2}",
            "{\"a\" 1}",
            "[",
            "1 2",
            "'a'",
            "[NaN]",
            "9".repeat(101),
            "[".repeat(41),
            "{\"a\":".repeat(41))) {
      JsonSyntaxException e = assertThrows(JsonSyntaxException.class, () -> read(json), json);
      assertTrue(e.getMessage().startsWith("line 1, column "), e.getMessage());
    }
    assertThrows(
        JsonSyntaxException.class, () -> JsonReader.read(new byte[] {'"', (byte) 0xC0, '"'}));
  }

  /** The text may hold keys. */
  @Test
  void repeatsNothingOfTheText() {
    JsonSyntaxException e =
        assertThrows(JsonSyntaxException.class, () -> read("{\"key\": \"s3cret\", s3cret}"));
    assertTrue(!e.getMessage().contains("s3cret"), e.getMessage());
  }
}
