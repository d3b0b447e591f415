package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EncodeCommandTest {
  @TempDir private Path directory;

  private static CliRun encode(String json, String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "encode";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return CliRun.withInput(json.getBytes(StandardCharsets.UTF_8), arguments);
  }

  private static String offerJson() {
    return CliRun.of("decode", "--json", Samples.offerBase64()).out();
  }

  private static void assertBad(String json, String reason) {
    CliRun run = encode(json);
    assertEquals(65, run.exitCode(), json);
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(reason), run.err());
  }

  @ParameterizedTest
  @MethodSource("org.mikeyhsm.cli.Samples#vectorMessages")
  void whatDecodePrintsGivesTheSameOctets(String hex) {
    CliRun json = CliRun.of("decode", "--json", hex);
    assertEquals(0, json.exitCode(), json.err());
    CliRun run = encode(json.out(), "--hex");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(hex + "\n", run.out());
    assertEquals("", run.err());
    assertEquals(run.out(), encode(json.out()).out());
  }

  @Test
  void printsBase64() {
    CliRun run = encode(offerJson(), "--base64");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(Samples.offerBase64() + "\n", run.out());
  }

  @Test
  void readsAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("message.json"), offerJson());
    CliRun run = CliRun.of("encode", "--base64", file.toString());
    assertEquals(Samples.offerBase64() + "\n", run.out());
    assertEquals(65, CliRun.of("encode", directory.resolve("none").toString()).exitCode());
  }

  @Test
  void anArrayIsALineForEachMessage() {
    String sdp =
        "a=key-mgmt:mikey "
            + Samples.offerBase64()
            + "\r\na=key-mgmt:mikey "
            + Samples.answerBase64()
            + "\r\n";
    CliRun run = encode(CliRun.of("decode", "--json", sdp).out(), "--base64");
    assertEquals(Samples.offerBase64() + "\n" + Samples.answerBase64() + "\n", run.out());
  }

  @Test
  void aTrailingOctetComesAgain() {
    String hex = HexFormat.of().formatHex(Base64.getDecoder().decode(Samples.offerBase64())) + "00";
    CliRun json = CliRun.of("decode", "--json", "--lenient=trailing-octet", hex);
    assertEquals(hex + "\n", encode(json.out()).out());
  }

  @Test
  void saysWhereTheFaultIs() {
    assertBad("", "line 1, column 1: there is no value");
    assertBad("{\n \"header\": nonsense}", "line 2");
    assertBad("null", "null is not used");
    assertBad("[7]", "a message is to be an object");
    assertBad("{}", "header is missing");
    assertBad("{\"header\":{},\"header\":{}}", "this is not JSON here");
    assertBad("[".repeat(50), "this is beyond the limits");
    assertBad(offerJson().replace("\"csbId\":", "\"csbid\":"), "header.csbId is missing");
    assertBad(
        offerJson().replace("\"randLength\":16", "\"randLength\":17"), "payloads[1].rand has");
    assertBad(offerJson() + "{}", "something follows");
  }

  @Test
  void onlyOneFormCanBeAskedFor() {
    assertEquals(64, encode("{}", "--hex", "--base64").exitCode());
  }
}
