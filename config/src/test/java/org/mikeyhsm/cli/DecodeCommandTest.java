package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.cli.decode.MessageInput;

class DecodeCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private static byte[] offer() {
    return Base64.getDecoder().decode(Samples.offerBase64());
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  private static JsonNode good(CliRun run) {
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    assertEquals(1, run.out().lines().count(), "one line of JSON");
    return json(run.out());
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> payloadNames(JsonNode message) {
    List<String> names = new ArrayList<>();
    message.get("payloads").forEach(payload -> names.add(payload.get("name").textValue()));
    return names;
  }

  @Test
  void jsonOfTheOfferFollowsTheContract() {
    JsonNode message = good(CliRun.of("decode", "--json", Samples.offerBase64()));

    assertEquals(List.of("header", "payloads", "diagnostics"), names(message));
    JsonNode header = message.get("header");
    assertEquals(
        List.of(
            "version",
            "dataType",
            "dataTypeName",
            "v",
            "prfFunc",
            "csbId",
            "csCount",
            "csIdMapType",
            "csIdMap"),
        names(header));
    assertTrue(header.get("version").isInt());
    assertEquals(1, header.get("version").intValue());
    assertTrue(header.get("dataType").isInt());
    assertEquals(0, header.get("dataType").intValue());
    assertEquals("Pre-shared", header.get("dataTypeName").textValue());
    assertTrue(header.get("v").isBoolean());
    assertTrue(header.get("v").booleanValue());
    assertEquals(0, header.get("prfFunc").intValue());
    assertEquals("cd177e50", header.get("csbId").textValue());
    assertEquals(1, header.get("csCount").intValue());
    assertEquals(0, header.get("csIdMapType").intValue());
    assertEquals(1, header.get("csIdMap").size());
    JsonNode stream = header.get("csIdMap").get(0);
    assertEquals(0, stream.get("policyNo").intValue());
    assertEquals("00000000", stream.get("ssrc").textValue());
    assertEquals(0, stream.get("roc").intValue());

    assertEquals(List.of("T", "RAND", "ID", "SP", "KEMAC"), payloadNames(message));
    int next = 19;
    for (JsonNode payload : message.get("payloads")) {
      assertEquals(next, payload.get("offset").intValue(), payload.get("name").textValue());
      next += payload.get("length").intValue();
    }
    assertEquals(offer().length, next);

    JsonNode t = message.get("payloads").get(0);
    assertEquals(5, t.get("type").intValue());
    assertEquals(0, t.get("tsType").intValue());
    assertEquals("NTP-UTC", t.get("tsTypeName").textValue());
    assertEquals("c8e350ea00000000", t.get("tsValue").textValue());
    JsonNode id = message.get("payloads").get(2);
    assertEquals(6, id.get("type").intValue());
    assertEquals("donald@duck.com", id.get("dataName").textValue());
    JsonNode kemac = message.get("payloads").get(4);
    assertEquals(1, kemac.get("type").intValue());
    assertEquals(71, kemac.get("offset").intValue());
    assertEquals(61, kemac.get("length").intValue());
    assertEquals(1, kemac.get("encrAlg").intValue());
    assertEquals(36, kemac.get("encrDataLength").intValue());
    assertEquals(72, kemac.get("encrData").textValue().length());
    assertEquals(40, kemac.get("mac").textValue().length());
    assertTrue(message.get("diagnostics").isArray());
    assertEquals(1, message.get("diagnostics").size());
    assertTrue(message.get("diagnostics").get(0).textValue().contains("the SSRC is 0"));
  }

  @Test
  void jsonOfTheAnswer() {
    JsonNode message = good(CliRun.of("decode", "--json", Samples.answerBase64()));
    assertEquals("PSK ver msg", message.get("header").get("dataTypeName").textValue());
    assertEquals(List.of("T", "ID", "V"), payloadNames(message));
  }

  @Test
  void jsonOfGstreamersMessageHasItsPoliciesAndDiagnostics() {
    CliRun run = CliRun.of("decode", "--json", Samples.gstreamerHex());
    JsonNode message = good(run);
    assertFalse(message.get("header").get("v").booleanValue());
    assertEquals("31ec98ac", message.get("header").get("csbId").textValue());
    assertEquals(0, message.get("header").get("csIdMap").size());
    assertEquals(List.of("T", "RAND", "SP", "KEMAC"), payloadNames(message));
    JsonNode parameters = message.get("payloads").get(2).get("parameters");
    assertEquals(7, parameters.size());
    assertEquals(3, parameters.get(3).get("parameterType").intValue());
    assertEquals(10, parameters.get(3).get("value").intValue());
    JsonNode keyData = message.get("payloads").get(3).get("keyData").get(0);
    assertEquals("TEK", keyData.get("keyTypeName").textValue());
    assertEquals("30 octets, not shown", keyData.get("keyData").textValue());
    assertEquals(3, message.get("diagnostics").size());
  }

  @Test
  void everyFormOfTheSameMessageGivesTheSame() throws IOException {
    String expected = CliRun.of("decode", "--json", Samples.offerBase64()).out();
    String hex = HexFormat.of().formatHex(offer());
    String sdp = Samples.text("rfc4567-5.1-offer.txt");
    String line = "a=key-mgmt:mikey " + Samples.offerBase64();
    String header = "KeyMgmt: prot=mikey; data=\"" + Samples.offerBase64() + "\"";
    Path binary = Files.write(directory.resolve("message"), offer());
    Path text = Files.writeString(directory.resolve("text"), "\uFEFF" + line + "\r\n");

    List<String> arguments =
        List.of(hex, hex.toUpperCase(), sdp, line, header, binary.toString(), text.toString());
    for (String argument : arguments) {
      assertEquals(expected, CliRun.of("decode", "--json", argument).out(), argument);
    }
    List<byte[]> inputs =
        List.of(
            offer(),
            hex.replaceAll("(.{60})", "$1\n").getBytes(StandardCharsets.UTF_8),
            Samples.offerBase64().replaceAll("(.{64})", "$1\r\n").getBytes(StandardCharsets.UTF_8),
            sdp.getBytes(StandardCharsets.UTF_8),
            header.getBytes(StandardCharsets.UTF_8));
    for (byte[] input : inputs) {
      assertEquals(expected, CliRun.withInput(input, "decode", "--json").out());
      assertEquals(expected, CliRun.withInput(input, "decode", "--json", "-").out());
    }
  }

  @Test
  void aFileComesBeforeWhatItsNameCouldMean() throws IOException {
    Path file = Files.writeString(directory.resolve("00"), Samples.answerBase64());
    JsonNode message = good(CliRun.of("decode", "--json", file.toString()));
    assertEquals(1, message.get("header").get("dataType").intValue());
  }

  @Test
  void severalMessagesAreAnArrayWithTheirOrigins() {
    String sdp =
        "v=0\r\no=a 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\na=key-mgmt:mikey "
            + Samples.offerBase64()
            + "\r\nm=audio 9 RTP/SAVP 0\r\nm=video 9 RTP/SAVP 31\r\na=key-mgmt:mikey "
            + Samples.answerBase64()
            + "\r\n";
    JsonNode messages = good(CliRun.of("decode", "--json", sdp));
    assertTrue(messages.isArray());
    assertEquals(2, messages.size());
    assertTrue(messages.get(0).get("origin").textValue().endsWith("SDP session level"));
    assertTrue(messages.get(1).get("origin").textValue().endsWith("SDP media level, media 1"));
    assertEquals(0, messages.get(0).get("header").get("dataType").intValue());
    assertEquals(1, messages.get(1).get("header").get("dataType").intValue());

    CliRun text = CliRun.of("decode", sdp);
    assertEquals(2, text.out().lines().filter(line -> line.startsWith("MIKEY message")).count());
  }

  @Test
  void oneBadMessageAmongSeveralIsToldApart() {
    String lines =
        "a=key-mgmt:mikey "
            + Samples.offerBase64()
            + "\na=key-mgmt:mikey AgAA\na=key-mgmt:other AA==";
    CliRun run = CliRun.of("decode", "--json", lines);
    assertEquals(65, run.exitCode());
    JsonNode messages = json(run.out());
    assertEquals(2, messages.size());
    assertTrue(messages.get(0).has("header"));
    assertEquals("HDR", messages.get(1).get("error").get("payload").textValue());
    assertTrue(messages.get(1).has("origin"));
  }

  @Test
  void textExplainsEveryFieldWithSectionOffsetAndLength() {
    CliRun run = CliRun.of("decode", Samples.offerBase64());
    assertEquals(0, run.exitCode());
    assertEquals("", run.err());
    assertTrue(run.out().matches("(?s).*\n +4 +4 +RFC 3830 6\\.1 +csbId +cd177e50\n.*"), run.out());
    assertTrue(
        run.out()
            .matches(
                "(?s).*\n +10 +9 +RFC 3830 6\\.1\\.1 +csIdMap\\[1\\]"
                    + "\n +10 +1 +RFC 3830 6\\.1\\.1 +policyNo +0"
                    + "\n +11 +4 +RFC 3830 6\\.1\\.1 +ssrc +00000000\n.*"),
        run.out());
    assertTrue(
        run.out().matches("(?s).*\n +75 +36 +RFC 3830 6\\.2 +encrData +d092a981a5.*"), run.out());
    assertTrue(run.out().contains("\nDiagnostics\n  HDR at octet 10: the SSRC is 0"), run.out());
    assertFalse(run.out().contains("\u001b"), "colours without a terminal");
  }

  @Test
  void textEndsWithTheDiagnostics() {
    CliRun run = CliRun.of("decode", Samples.gstreamerHex());
    assertEquals(0, run.exitCode());
    String end = run.out().substring(run.out().indexOf("Diagnostics"));
    assertTrue(end.contains("SP at octet 54"), end);
    assertFalse(run.out().contains("0102030405060708"), "the key in clear is shown");
  }

  /** Every octet is in a field that has a name and a section, and every number a meaning. */
  @ParameterizedTest
  @MethodSource("org.mikeyhsm.cli.Samples#vectorMessages")
  void noFieldOfTheVectorsIsUnexplained(String hex) {
    CliRun run = CliRun.of("decode", hex);
    assertEquals(0, run.exitCode(), run.err());
    Pattern row = Pattern.compile(" +(\\d+) +(\\d+)  (RFC|3GPP TS) \\S+( [\\d.A-Z]+)?  +\\w+.*");
    BitSet explained = new BitSet();
    run.out()
        .lines()
        .map(row::matcher)
        .filter(Matcher::matches)
        .forEach(
            field -> {
              int offset = Integer.parseInt(field.group(1));
              explained.set(offset, offset + Integer.parseInt(field.group(2)));
            });
    assertEquals(hex.length() / 2, explained.cardinality(), run.out());
    for (String unexplained : List.of("unassigned", "private use", "reserved (", "not parse")) {
      assertFalse(run.out().contains(unexplained), run.out());
    }
  }

  @Test
  void octetsAreShownOnRequestButNoKey() {
    CliRun run = CliRun.of("decode", "--hex", Samples.gstreamerHex());
    assertEquals(0, run.exitCode());
    String hex = run.out().replace(" ", "");
    assertTrue(hex.contains("000000010005003"), run.out());
    assertTrue(hex.contains("*".repeat(32)), run.out());
    assertFalse(hex.contains("0102030405060708"), "the key in clear is shown");
  }

  @Test
  void badDataNamesPayloadOffsetAndReason() {
    byte[] cut = Arrays.copyOf(offer(), 100);
    CliRun run = CliRun.of("decode", "--json", HexFormat.of().formatHex(cut));
    assertEquals(65, run.exitCode());
    JsonNode error = json(run.out()).get("error");
    assertEquals(List.of("payload", "offset", "reason"), names(error));
    assertEquals("KEMAC", error.get("payload").textValue());
    assertEquals(75, error.get("offset").intValue());
    assertTrue(error.get("reason").textValue().contains("cut short"));
    assertEquals(1, run.err().lines().count(), run.err());

    CliRun text = CliRun.of("decode", HexFormat.of().formatHex(cut));
    assertEquals(65, text.exitCode());
    assertEquals("", text.out());
    assertTrue(text.err().contains("KEMAC at octet 75"), text.err());
  }

  @Test
  void whatIsNoMessageIsBadData() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty"));
    for (String input :
        List.of(
            "this is no message!",
            "abc",
            "v=0",
            "m=audio 9 RTP/AVP 0\na=key-mgmt:",
            "v=0\r\no=a 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n",
            "",
            empty.toString(),
            directory.toString(),
            "/no/such/file")) {
      CliRun run = CliRun.of("decode", "--json", input);
      assertEquals(65, run.exitCode(), input);
      JsonNode error = json(run.out()).get("error");
      assertEquals("input", error.get("payload").textValue(), input);
      assertEquals(0, error.get("offset").intValue());
      assertEquals(1, run.err().lines().count(), run.err());
    }
    assertTrue(CliRun.of("decode", "abc").err().contains("odd number"));
  }

  @Test
  void inputIsBounded() throws IOException {
    byte[] large = new byte[MessageInput.MAX_OCTETS + 1];
    Path file = Files.write(directory.resolve("large"), large);
    for (CliRun run :
        List.of(
            CliRun.withInput(large, "decode", "--json"),
            CliRun.of("decode", "--json", file.toString()))) {
      assertEquals(65, run.exitCode());
      assertTrue(run.err().contains("limit of 4194304 octets"), run.err());
    }
    byte[] largest = new byte[MessageInput.MAX_OCTETS];
    largest[0] = 1;
    CliRun message = CliRun.withInput(largest, "decode");
    assertEquals(65, message.exitCode());
    assertTrue(message.err().contains("the limit is 131072"), message.err());
  }

  @Test
  void aTrailingOctetIsAcceptedOnlyWhenAsked() {
    String hex = Samples.gstreamerHex() + "00";
    CliRun strict = CliRun.of("decode", "--json", hex);
    assertEquals(65, strict.exitCode());
    assertTrue(strict.err().contains("--lenient=trailing-octet accepts it"), strict.err());

    JsonNode message = good(CliRun.of("decode", "--json", "--lenient=trailing-octet", hex));
    assertEquals(4, message.get("diagnostics").size());
    assertEquals(65, CliRun.of("decode", "--lenient=trailing-octet", hex + "00").exitCode());
  }

  @Test
  void anUnknownLeniencyIsAUsageError() {
    CliRun run = CliRun.of("decode", "--lenient=everything", "00");
    assertEquals(64, run.exitCode());
    assertEquals("", run.out());
    assertTrue(run.err().contains("trailing-octet"), run.err());
  }

  @Test
  void twoInputsAreAUsageError() {
    assertEquals(64, CliRun.of("decode", "00", "01").exitCode());
  }

  @Test
  void anArgumentFileIsNotExpanded() throws IOException {
    Path file = Files.writeString(directory.resolve("arguments"), "--help");
    assertEquals(65, CliRun.of("decode", "@" + file).exitCode());
  }

  @Test
  void whatATerminalCouldActOnIsNotRepeated() {
    CliRun run = CliRun.of("decode", "\u001b]0;x\u0007!");
    assertEquals(65, run.exitCode());
    assertFalse(run.err().contains("\u001b"));
  }

  @Test
  void damagedMessagesAreDecodedOrRefusedNeverMore() {
    Random random = new Random(1);
    for (int i = 0; i < 150; i++) {
      byte[] message = Arrays.copyOf(offer(), random.nextInt(offer().length + 3));
      for (int j = 0; j < 3 && message.length > 0; j++) {
        message[random.nextInt(message.length)] = (byte) random.nextInt();
      }
      String hex = HexFormat.of().formatHex(message);
      CliRun run = CliRun.of("decode", "--json", hex);
      assertTrue(run.exitCode() == 0 || run.exitCode() == 65, hex + run.err());
      assertEquals(run.exitCode() == 65, json(run.out()).has("error"), hex);
      assertEquals(run.exitCode(), CliRun.of("decode", hex).exitCode(), hex);
    }
  }
}
