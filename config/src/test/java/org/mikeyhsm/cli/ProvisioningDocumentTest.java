package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command of docs/provisioning.md, one after the other as a new user types them: two tokens,
 * a pre-shared key handed over wrapped, configurations right and wrong, the doctor, a call between
 * two processes over UDP.
 */
@Tag("softhsm")
class ProvisioningDocumentTest {
  private static final Path ROOT = Path.of(System.getProperty("mikeyhsm.root"));

  @TempDir private Path scratch;

  private ProcessRun follow(String document, Path home) throws Exception {
    String script =
        String.join("\n", Fences.of(ROOT.resolve("docs/" + document), "bash").stream().toList());
    Map<String, String> environment =
        new HashMap<>(LauncherEnvironment.of(Files.createDirectory(scratch.resolve("tmp"))));
    environment.put("PATH", ROOT + ":" + System.getenv("PATH"));
    // The machine's port 2269 may be somebody's.
    environment.put("MIKEY_CONFIG__EXCHANGE__UDP_PORT", freePort());

    return ProcessRun.start(home, scratch, environment, List.of("bash", "-euc", script)).finish();
  }

  @Test
  void certificatesAndTheTokenModuleKeepEveryKeyInside() throws Exception {
    Path home = Files.createDirectory(scratch.resolve("home"));
    ProcessRun run = follow("certificates.md", home);
    assertEquals(0, run.exitCode(), run.err() + run.out());
    assertTrue(run.out().contains("ok      key-pair: it signs what its certificate's key"));
    assertTrue(run.out().contains("note: this token uses a wrapped PSK in mode dhhmac"));
    for (String mode : List.of("pk", "dh", "rsa-r", "dhhmac")) {
      JsonNode alice = lastLine(home.resolve("alice/" + mode + ".json"));
      JsonNode bob = lastLine(home.resolve("bob/" + mode + ".json"));
      assertEquals(mode, bob.get("mode").textValue());
      assertEquals(alice.get("rand"), bob.get("rand"));
      assertEquals(alice.get("sessions"), bob.get("sessions"));
      for (JsonNode party : List.of(alice, bob)) {
        assertTrue(party.get("custody").size() >= 5, party.toString());
        for (JsonNode entry : party.get("custody")) {
          assertEquals(
              entry.get("class").textValue().equals("SALT") ? "PUBLIC" : "TOKEN",
              entry.get("level").textValue(),
              mode + entry);
        }
      }
    }
  }

  @Test
  void aNewUserGetsFromNothingToACall() throws Exception {
    Path home = Files.createDirectory(scratch.resolve("home"));
    ProcessRun run = follow("provisioning.md", home);
    assertEquals(0, run.exitCode(), run.err() + run.out());
    assertTrue(
        run.err()
            .contains(
                "wrong.yaml:4: token.lable: found a key that is not known; did you mean"
                    + " token.label?; allowed: the keys module,"),
        run.err());
    assertTrue(run.out().contains("exit code 78"), run.out());
    assertTrue(run.out().contains("which the policy strict refuses"), run.out());

    JsonNode alice = lastLine(home.resolve("alice/call.json"));
    JsonNode bob = lastLine(home.resolve("bob/call.json"));
    for (JsonNode party : List.of(alice, bob)) {
      assertTrue(party.get("completed").booleanValue());
      assertEquals("TOKEN", level(party, "PSK"));
      assertEquals("TRANSIENT", level(party, "TEK"));
      assertEquals(2, party.get("sessions").size());
      assertTrue(party.get("sessions").get(0).path("tek").isMissingNode());
    }
    assertEquals("initiator", alice.get("role").textValue());
    for (String agreed : List.of("csbId", "rand", "initiator", "responder")) {
      assertEquals(alice.get(agreed), bob.get(agreed));
    }
    assertEquals(alice.get("sessions").get(0).get("salt"), bob.get("sessions").get(0).get("salt"));
  }

  private static String level(JsonNode party, String secret) {
    for (JsonNode entry : party.get("custody")) {
      if (entry.get("secret").textValue().equals(secret)) {
        return entry.get("level").textValue();
      }
    }
    throw new AssertionError("no " + secret + " in " + party);
  }

  private static JsonNode lastLine(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return DemoCommandTest.parse(lines.get(lines.size() - 1));
  }

  private static String freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0)) {
      return Integer.toString(socket.getLocalPort());
    }
  }
}
