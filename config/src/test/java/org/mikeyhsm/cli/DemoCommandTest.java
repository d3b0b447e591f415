package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DemoCommandTest {
  static final Set<String> SECRETS =
      new TreeSet<>(
          Set.of(
              "PSK",
              "encr_key",
              "auth_key",
              "salt_key",
              "TGK",
              "TEK",
              "master_salt",
              "SRTP_encr",
              "SRTP_auth",
              "SRTP_salt"));

  /** Checks the JSON contract on a call that was completed. */
  static JsonNode requireCompleted(String json, String token) {
    JsonNode result = parse(json);
    assertEquals(1, json.lines().count(), json);
    assertEquals("psk", result.get("mode").textValue());
    assertEquals(token, result.get("token").textValue());
    assertTrue(result.get("completed").booleanValue(), json);
    assertFalse(result.has("error"));
    JsonNode srtp = result.get("srtp");
    assertEquals(100, srtp.get("sent").intValue());
    assertEquals(srtp.get("sent"), srtp.get("verified"));
    assertTrue(srtp.get("tamperedRefused").booleanValue());
    for (String role : List.of("initiator", "responder")) {
      Set<String> secrets = new TreeSet<>();
      for (JsonNode entry : result.get(role).get("custody")) {
        List<String> names = new ArrayList<>();
        entry.fieldNames().forEachRemaining(names::add);
        boolean held = names.remove("token");
        switch (entry.get("level").textValue()) {
          case "TOKEN", "TRANSIENT" -> assertTrue(held, entry.toString());
          case "HOST" -> assertFalse(held, entry.toString());
          default -> assertEquals("SALT", entry.get("class").textValue());
        }
        assertEquals(
            List.of(
                "secret",
                "class",
                "level",
                "origin",
                "boundary",
                "mechanism",
                "attributes",
                "lockedAfterWrap",
                "limits"),
            names);
        secrets.add(entry.get("secret").textValue());
      }
      assertEquals(SECRETS, secrets, role);
    }
    return result;
  }

  static JsonNode parse(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }

  /** The line of one secret in a party's custody report. */
  static JsonNode custody(JsonNode result, String role, String secret) {
    for (JsonNode entry : result.get(role).get("custody")) {
      if (entry.get("secret").textValue().equals(secret)) {
        return entry;
      }
    }
    throw new AssertionError(role + " has no " + secret);
  }

  @Test
  void softwareCompletesAndReportsEverySecret() {
    CliRun run = CliRun.of("demo", "--token", "software", "--json");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    JsonNode result = requireCompleted(run.out(), "software");
    for (String role : List.of("initiator", "responder")) {
      JsonNode psk = custody(result, role, "PSK");
      assertEquals("PSK", psk.get("class").textValue());
      assertEquals("HOST", psk.get("level").textValue());
      assertEquals("IMPORTED", psk.get("origin").textValue());
      assertEquals("NONE", psk.get("boundary").textValue());
      JsonNode salt = custody(result, role, "SRTP_salt");
      assertEquals("SALT", salt.get("class").textValue());
      assertEquals("PUBLIC", salt.get("level").textValue());
      assertEquals("SRTP", custody(result, role, "SRTP_encr").get("class").textValue());
      assertEquals("HOST", custody(result, role, "SRTP_auth").get("level").textValue());
    }
    JsonNode message = result.get("initiator").get("message");
    assertTrue(message.get("header").get("v").booleanValue());
    assertEquals(2, message.get("header").get("csCount").intValue());
    assertEquals("00000000", message.get("header").get("csIdMap").get(1).get("ssrc").textValue());
    JsonNode answer = result.get("responder").get("message").get("header");
    assertFalse(answer.get("csIdMap").get(1).get("ssrc").textValue().equals("00000000"));
  }

  @Test
  void allModesAreOneCallEach() {
    CliRun run = CliRun.of("demo", "--token", "software", "--mode", "all", "--json");
    assertEquals(0, run.exitCode(), run.err());
    JsonNode result = parse(run.out());
    assertEquals("all", result.get("mode").textValue());
    assertTrue(result.get("completed").booleanValue());
    List<String> modes = new ArrayList<>();
    for (JsonNode one : result.get("runs")) {
      modes.add(one.get("mode").textValue());
      assertTrue(one.get("completed").booleanValue(), one.toString());
      assertEquals(100, one.get("srtp").get("verified").intValue());
    }
    assertEquals(List.of("psk", "pk", "dh", "dhhmac", "rsa-r", "sakke"), modes);
  }

  @Test
  void oneModeThatIsRefusedDoesNotEndTheOthers() {
    CliRun run = CliRun.of("demo", "--token=software", "--mode=all", "--policy=strict", "--json");
    assertEquals(78, run.exitCode(), run.err());
    JsonNode result = parse(run.out());
    assertFalse(result.get("completed").booleanValue());
    assertEquals(6, result.get("runs").size());
    for (JsonNode one : result.get("runs")) {
      assertTrue(one.get("error").textValue().contains("strict"), one.toString());
    }
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void withoutVerificationThereIsNoRMessageAndTheCallStillWorks() {
    CliRun run = CliRun.of("demo", "--token=software", "--no-verification", "--json");
    assertEquals(0, run.exitCode(), run.err());
    JsonNode result = parse(run.out());
    assertTrue(result.get("completed").booleanValue());
    assertEquals(100, result.get("srtp").get("verified").intValue());
    assertFalse(result.get("initiator").get("message").get("header").get("v").booleanValue());
    assertFalse(result.get("responder").has("message"));
    assertFalse(result.get("responder").get("sdp").textValue().contains("key-mgmt"));
  }

  @Test
  void aesKeyWrapCarriesATgkOf20Octets() {
    CliRun run = CliRun.of("demo", "--token=software", "--encr=aes-kw", "--json");
    assertEquals(0, run.exitCode(), run.err());
    JsonNode payloads =
        requireCompleted(run.out(), "software").get("initiator").get("message").get("payloads");
    JsonNode kemac = payloads.get(payloads.size() - 1);
    assertEquals(2, kemac.get("encrAlg").intValue());
    assertEquals(32, kemac.get("encrDataLength").intValue());
  }

  @Test
  void textTellsTheWholeStory() {
    CliRun run = CliRun.of("demo", "--token=software");
    assertEquals(0, run.exitCode(), run.err());
    for (String part :
        List.of(
            "Alice's offer (SDP)",
            "a=key-mgmt:mikey ",
            "I_MESSAGE",
            "KEMAC",
            "Bob's answer (SDP)",
            "R_MESSAGE",
            "Alice's custody report",
            "Bob's custody report",
            "SRTP_auth",
            "HOST: ",
            "100 verified",
            "were refused",
            "Shown: ")) {
      assertTrue(run.out().contains(part), part);
    }
    assertFalse(run.out().contains("TRANSIENT"), "no secret of the software provider is");
  }

  @Test
  void withoutTokensNothingElseIsTaken() {
    CliRun run = CliRun.of("demo", "--json");
    assertEquals(69, run.exitCode());
    JsonNode result = parse(run.out());
    assertEquals("mikeytoken", result.get("token").textValue());
    assertFalse(result.get("completed").booleanValue());
    assertTrue(result.get("error").textValue().contains("./mikey demo"));
    assertEquals(0, result.get("initiator").get("custody").size());
    assertEquals(0, result.get("srtp").get("sent").intValue());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void theLaunchersReasonIsPassedOn() {
    CliRun run =
        CliRun.with(
            new byte[0], Map.of("MIKEY_DEMO_TOKENS_REASON", "softhsm2-util is missing"), "demo");
    assertEquals(69, run.exitCode());
    assertTrue(run.err().contains("softhsm2-util is missing"), run.err());
    assertTrue(run.err().contains("softhsm-setup/install.sh"), run.err());
  }

  @Test
  void aDirectoryThatSoftHsmIsNotSetToIsRefused() {
    CliRun run =
        CliRun.with(
            new byte[0],
            Map.of("MIKEY_DEMO_TOKENS", "/tmp/x", "SOFTHSM2_CONF", "/home/me/softhsm2.conf"),
            "demo");
    assertEquals(69, run.exitCode());
    assertTrue(run.err().contains("SOFTHSM2_CONF is not"), run.err());
  }

  @Test
  void theStackTraceIsPrintedOnlyWhenAsked() {
    assertFalse(CliRun.of("demo").err().contains("\tat "));
    CliRun run = CliRun.of("demo", "--stacktrace");
    assertEquals(69, run.exitCode());
    assertTrue(run.err().contains("\tat org.mikeyhsm"), run.err());
  }

  @Test
  void unknownValuesAreUsageErrorsThatNameTheKnownOnes() {
    for (List<String> arguments :
        List.of(
            List.of("demo", "--token", "card"),
            List.of("demo", "--mode", "ibake"),
            List.of("demo", "--encr", "null"),
            List.of("demo", "surplus"))) {
      CliRun run = CliRun.of(arguments.toArray(String[]::new));
      assertEquals(64, run.exitCode(), arguments.toString());
      assertEquals("", run.out());
      assertEquals(1, run.err().lines().count(), run.err());
    }
    assertTrue(
        CliRun.of("demo", "--token", "card").err().contains("mikeytoken, softhsm, nss, software"));
  }
}
