package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the calls of documents left behind, looked at. */
final class CallChecks {
  private CallChecks() {}

  /** docs/certificates.md. */
  static void certificates(ProcessRun run, Path home) throws IOException {
    assertTrue(run.out().contains("ok      key-pair: it signs what its certificate's key"));
    String note = "note: this token uses a PSK that another kind of token wrapped in mode dhhmac";
    int told = run.out().indexOf(note);
    assertTrue(told > run.out().indexOf("other is in the token"), run.out());
    assertTrue(run.out().indexOf("other is in the token") > 0, run.out());
    assertEquals(told, run.out().lastIndexOf(note), "only of the one that SoftHSM2 wrapped");
    for (String mode : List.of("pk", "dh", "rsa-r", "psk", "dhhmac")) {
      JsonNode alice = lastLine(home.resolve("alice/" + mode + ".json"));
      JsonNode bob = lastLine(home.resolve("bob/" + mode + ".json"));
      assertEquals(mode, bob.get("mode").textValue());
      assertEquals(alice.get("rand"), bob.get("rand"));
      assertEquals(alice.get("sessions"), bob.get("sessions"));
      for (JsonNode party : List.of(alice, bob)) {
        assertTrue(party.get("custody").size() >= 5, party.toString());
        assertAllInToken(party);
      }
    }
  }

  /** docs/mcx.md. */
  static void sakke(ProcessRun run, Path home) throws IOException {
    assertTrue(run.out().contains("ok      identity keys of key period"), run.out());
    for (String call : List.of("call", "udp")) {
      JsonNode alice =
          lastLine(home.resolve("alice/" + call + (call.equals("call") ? ".txt" : ".json")));
      JsonNode bob = lastLine(home.resolve("bob/" + call + ".json"));
      assertEquals("sakke", bob.get("mode").textValue());
      assertEquals(alice.get("rand"), bob.get("rand"));
      assertEquals(alice.get("sessions"), bob.get("sessions"));
      assertEquals("AES-GCM-128", bob.at("/sessions/0/encryption").textValue());
      assertAllInToken(alice, "SSK", "SSV", "TEK");
      assertAllInToken(bob, "RSK", "SSV", "TEK");
    }
  }

  /** docs/operations.md. */
  static void operations(ProcessRun run, Path home) throws IOException {
    assertTrue(run.out().contains("took token 1, labelled bob-1 out"), run.out());
    assertTrue(run.out().contains("brought token 1, labelled bob-1 back"), run.out());
    List<String> alice = Files.readAllLines(home.resolve("alice/calls.json"));
    List<String> bob = Files.readAllLines(home.resolve("bob/calls.json"));
    for (int i = 0; i < 6; i++) {
      assertEquals(
          DemoCommandTest.parse(alice.get(i)).get("rand"),
          DemoCommandTest.parse(bob.get(i)).get("rand"));
    }
  }

  private static void assertAllInToken(JsonNode report, String... expected) {
    Set<String> secrets = new TreeSet<>();
    for (JsonNode entry : report.get("custody")) {
      secrets.add(entry.get("secret").textValue());
      assertEquals(
          entry.get("class").textValue().equals("SALT") ? "PUBLIC" : "TOKEN",
          entry.get("level").textValue(),
          entry.toString());
    }
    assertTrue(secrets.containsAll(Set.of(expected)), secrets.toString());
  }

  /** docs/provisioning.md. */
  static void preSharedKey(ProcessRun run, Path home) throws IOException {
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
}
