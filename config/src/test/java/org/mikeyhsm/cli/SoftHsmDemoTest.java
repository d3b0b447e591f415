package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.softhsm.TokenDirectory;

/** The demo on SoftHSM2 inside the test JVM, with tokens laid out as the launcher does it. */
@Tag("softhsm")
class SoftHsmDemoTest {
  private static final byte[] PSK = "16 octets of key".getBytes(StandardCharsets.US_ASCII);

  private TokenDirectory tokens;

  @BeforeEach
  void makeTokens() {
    tokens = TokenDirectory.ofTests();
    tokens.remake("alice", "alice's pin", Map.of("call", PSK));
    tokens.remake("bob", "bob's pin", Map.of("call", PSK));
  }

  private CliRun demo(String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "demo";
    arguments[1] = "--token=softhsm";
    System.arraycopy(options, 0, arguments, 2, options.length);
    return CliRun.with(
        new byte[0],
        Map.of(
            "MIKEY_DEMO_TOKENS",
            tokens.directory().toString(),
            "SOFTHSM2_CONF",
            tokens.confFile().toString()),
        arguments);
  }

  @Test
  void completesWithThePskInTheTokenAgainAndAgain() {
    for (int i = 0; i < 2; i++) {
      CliRun run = demo("--json");
      assertEquals(0, run.exitCode(), run.err());
      JsonNode result = DemoCommandTest.requireCompleted(run.out(), "softhsm");
      for (String role : List.of("initiator", "responder")) {
        JsonNode psk = DemoCommandTest.custody(result, role, "PSK");
        assertEquals("TOKEN", psk.get("level").textValue());
        assertEquals("MODULE", psk.get("boundary").textValue());
        assertEquals("IMPORTED", psk.get("origin").textValue());
        // Derived from the TEK inside the token, but the TEK's own octets crossed host memory.
        for (String name : List.of("encr_key", "TGK", "TEK", "SRTP_encr")) {
          assertEquals(
              "TRANSIENT", DemoCommandTest.custody(result, role, name).get("level").textValue());
        }
        assertEquals(true, psk.get("attributes").get("CKA_SENSITIVE").booleanValue());
        assertEquals(false, psk.get("attributes").get("CKA_EXTRACTABLE").booleanValue());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"strict", "hardware"})
  void aPolicyThatTheTokenCannotMeetRefusesTheCall(String policy) {
    CliRun run = demo("--policy", policy, "--json");
    assertEquals(78, run.exitCode(), run.err());
    assertTrue(run.err().contains(policy), run.err());
    assertTrue(run.err().contains("KEK"), run.err());
    assertTrue(run.err().contains("TRANSIENT"), run.err());
    assertTrue(run.err().contains("CKM_SP800_108_DOUBLE_PIPELINE_KDF"), run.err());
    JsonNode result = DemoCommandTest.parse(run.out());
    assertFalse(result.get("completed").booleanValue());
    assertEquals(policy, result.get("policy").textValue());
    assertFalse(result.get("initiator").has("message"), "nothing was sent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hardware", "process"})
  void aSoftwareTokenIsNoHardware(String boundary) {
    CliRun run = demo("--boundary", boundary);
    assertEquals(78, run.exitCode(), run.err());
    assertTrue(run.err().contains("MODULE"), run.err());
    assertEquals(0, demo("--boundary", "module").exitCode());
  }

  @Test
  void sakkeIsForTokensThatTakeItsKeys() {
    CliRun run = demo("--mode=sakke");
    assertEquals(69, run.exitCode(), run.err());
    assertTrue(run.err().contains("--token mikeytoken"), run.err());
  }

  @Test
  void keyWrapAndNoVerificationComplete() {
    assertEquals(0, demo("--encr=aes-kw").exitCode());
    assertEquals(0, demo("--no-verification").exitCode());
  }

  @Test
  void textExplainsTransient() {
    CliRun run = demo();
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("TRANSIENT: stock SoftHSM2"), run.out());
    assertTrue(run.out().contains("inside two SoftHSM2 tokens"), run.out());
  }

  @Test
  void aRefusedPinIsToldAndNotShown() throws IOException {
    Path file = tokens.pinFile("bob");
    String right = Files.readString(file);
    try {
      Files.writeString(file, "wrong-pin-of-bob");
      CliRun run = demo("--json", "--stacktrace");
      assertEquals(77, run.exitCode(), run.err());
      assertFalse(DemoCommandTest.parse(run.out()).get("completed").booleanValue());
      assertFalse((run.out() + run.err()).contains("wrong-pin-of-bob"));
    } finally {
      Files.writeString(file, right);
    }
    assertEquals(0, demo("--json").exitCode(), "the module was left closed and the PIN not locked");
  }

  @Test
  void aKeyThatIsMissingIsAMatterOfConfiguration() {
    tokens.remake("bob", "bob's pin", Map.of("another", PSK));
    CliRun run = demo();
    assertEquals(78, run.exitCode(), run.err());
    assertTrue(run.err().contains("call"), run.err());
  }

  @Test
  void differentKeysFailTheExchange() {
    tokens.remake("bob", "bob's pin", Map.of("call", new byte[16]));
    CliRun run = demo("--json");
    assertEquals(76, run.exitCode(), run.err());
    JsonNode result = DemoCommandTest.parse(run.out());
    assertFalse(result.get("completed").booleanValue());
    assertTrue(result.get("error").textValue().contains("does not authenticate"));
    assertTrue(result.get("initiator").has("message"), "what was sent is still shown");
  }
}
