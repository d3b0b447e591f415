package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.softhsm.TokenDirectory;

/** {@code mikey initiate} and {@code mikey respond} as two processes with two tokens. */
@Tag("softhsm")
class ExchangeProcessTest {
  private static final Path ROOT = Path.of(System.getProperty("mikeyhsm.root"));

  @TempDir private Path scratch;

  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void makeTokens() throws Exception {
    environment.putAll(LauncherEnvironment.of(Files.createDirectory(scratch.resolve("tmp"))));
    environment.put("PATH", ROOT + ":" + System.getenv("PATH"));
    party("alice", "bob", pskOf(), "");
    party("bob", "alice", pskOf(), "");
  }

  private void party(String who, String peer, byte[] psk, String more) throws IOException {
    TokenDirectory tokens = TokenDirectory.at(scratch.resolve(who));
    tokens.remake(who, "pin of " + who, Map.of("call", psk));
    Files.writeString(
        scratch.resolve(who + ".yaml"),
        """
        identity: sip:%s@example.org
        token: { module: %s, label: %s, pin: { file: %s } }
        policy: { preset: any }
        peers: [{ identity: "sip:%s@example.org", psk: { uri: "pkcs11:token=%s;object=call" } }]
        %s
        """
            .formatted(who, tokens.modulePath(), who, tokens.pinFile(who), peer, who, more));
  }

  private ProcessRun bash(String script) throws IOException, InterruptedException {
    String functions =
        """
        alice() { SOFTHSM2_CONF=alice/softhsm2.conf mikey "$@" --config alice.yaml; }
        bob() { SOFTHSM2_CONF=bob/softhsm2.conf mikey "$@" --config bob.yaml; }
        """;
    return ProcessRun.start(
            scratch, scratch, environment, List.of("bash", "-uc", functions + script))
        .finish();
  }

  private JsonNode lastLine(String file) throws IOException {
    List<String> lines = Files.readAllLines(scratch.resolve(file));
    return DemoCommandTest.parse(lines.get(lines.size() - 1));
  }

  /** Lines through two pipes, which see every line as it goes by. */
  private static String byLines(String options) {
    return """
        mkfifo there back
        bob respond %1$s < there | tee -p bob.out > back & responder=$!
        set -o pipefail
        alice initiate %1$s < back | tee -p sent > there; a=$?
        wait $responder
        echo "$a $?"
        """
        .formatted(options);
  }

  @Test
  void theKeysAreTheSameOnBothSidesAndTheDoctorForetoldTheirCustody() throws Exception {
    ProcessRun run = bash(byLines("--show-keys") + "alice doctor --json > doctor.out\n");
    assertEquals("0 0\n", run.out(), run.err());
    JsonNode alice = lastLine("sent");
    JsonNode bob = lastLine("bob.out");
    List<String> teks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String tek = alice.get("sessions").get(i).get("tek").textValue();
      assertEquals(32, tek.length());
      assertEquals(tek, bob.get("sessions").get(i).get("tek").textValue());
      teks.add(tek);
    }
    assertFalse(teks.get(0).equals(teks.get(1)));

    Map<String, String> foretold = new TreeMap<>();
    for (JsonNode capability : lastLine("doctor.out").get("capabilities")) {
      if (capability.get("mode").textValue().equals("psk")) {
        foretold.put(capability.get("class").textValue(), capability.get("level").textValue());
      }
    }
    for (JsonNode entry : bob.get("custody")) {
      String secretClass = entry.get("class").textValue();
      String level = entry.get("level").textValue();
      if (secretClass.equals("TEK")) {
        assertEquals("HOST", level, "it was shown");
      } else if (!secretClass.equals("SALT")) {
        assertEquals(foretold.get(secretClass), level, entry.toString());
      }
    }
  }

  @Test
  void withoutVerificationNothingComesBack() throws Exception {
    party("alice", "bob", pskOf(), "exchange: { verification: false }");
    ProcessRun run =
        bash(
            """
            alice initiate > alice.out || exit
            head -n 1 alice.out | bob respond > bob.out
            """);
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(1, Files.readAllLines(scratch.resolve("bob.out")).size());
    assertEquals(lastLine("alice.out").get("csbId"), lastLine("bob.out").get("csbId"));
  }

  @Test
  void whatOneProcessAnsweredIsAReplayToTheNext() throws Exception {
    party("alice", "bob", pskOf(), "exchange: { verification: false }");
    ProcessRun run =
        bash(
            """
            alice initiate > alice.out || exit
            bob respond < alice.out > forgetful.out; echo $?
            export MIKEY_CONFIG__EXCHANGE__REPLAY_STATE=$PWD/replays
            bob respond < alice.out > bob.out; echo $?
            bob respond < alice.out > again.out; echo $?
            stat -c %a replays
            SOFTHSM2_CONF=bob/softhsm2.conf mikey respond --udp 0 --config bob.yaml 2> bob.err &
            responder=$!
            while ! grep -q waiting bob.err; do sleep 0.1; done
            bob respond < alice.out > busy.out; echo $?
            kill $responder; wait $responder
            bob respond < alice.out > stopped.out; echo $?
            alice initiate > fresh.out
            bob respond < fresh.out > fresh.bob; echo $?
            echo x >> replays
            bob respond < alice.out > damaged.out; echo $?
            """);
    assertEquals("0\n0\n76\n600\n65\n76\n0\n65\n", run.out(), run.err());
    assertEquals("REPLAY", lastLine("again.out").get("code").textValue());
    assertEquals("REPLAY", lastLine("stopped.out").get("code").textValue());
    assertTrue(lastLine("busy.out").get("error").textValue().contains("in use"), run.err());
    assertTrue(lastLine("damaged.out").get("error").textValue().contains("damaged"), run.err());
  }

  private static byte[] pskOf() {
    byte[] psk = new byte[20];
    psk[3] = 1;
    return psk;
  }

  @Test
  void aWrongKeyFailsAndThePolicyHoldsKeysBack() throws Exception {
    party("bob", "alice", new byte[20], "");
    ProcessRun run =
        bash(
            """
            alice initiate < /dev/null > alice.out; echo $?
            head -n 1 alice.out | bob respond > bob.out; echo $?
            echo '*' | bob respond > line.out; echo $?
            export MIKEY_CONFIG__POLICY__PRESET=strict
            bob respond --show-keys < /dev/null > shown.out; echo $?
            alice initiate < /dev/null > strict.out; echo $?
            """);
    assertEquals("76\n76\n76\n78\n78\n", run.out(), run.err());
    for (String file : List.of("alice.out", "bob.out", "line.out", "shown.out", "strict.out")) {
      assertTrue(lastLine(file).has("error"), file);
    }
    assertTrue(lastLine("shown.out").get("error").textValue().contains("no TEK"));
    assertTrue(run.err().contains("no answer came from the peer"), run.err());
  }

  @Test
  void overUdpWhatIsNotAcceptedIsPassedOver() throws Exception {
    ProcessRun run =
        bash(
            """
            bob respond --udp 0 --wait 60 > bob.out 2> bob.err & responder=$!
            while ! grep -q waiting bob.err; do sleep 0.1; done
            port=$(sed -n 's/.*UDP port //p' bob.err)
            echo rubbish > /dev/udp/127.0.0.1/$port
            alice initiate --udp 127.0.0.1:$port > alice.out; echo $?
            wait $responder; echo $?
            cat bob.err >&2
            """);
    assertEquals("0\n0\n", run.out(), run.err());
    assertTrue(run.err().contains("mikey: passed over: "), run.err());
    assertEquals(lastLine("alice.out").get("rand"), lastLine("bob.out").get("rand"));
    assertFalse(Files.readString(scratch.resolve("alice.out")).contains("\"tek\""));
  }

  @Test
  void overUdpNobodyThereIsToldInTime() throws Exception {
    environment.put("MIKEY_CONFIG__EXCHANGE__TIMEOUT", "2s");
    ProcessRun run =
        bash("bob respond --udp 0 --wait 1; echo $?; alice initiate --udp localhost:9; echo $?");
    assertTrue(run.out().contains("\"error\":\"no message came\""), run.out());
    assertTrue(run.out().contains("\"error\":\"no answer came from the peer\""), run.out());
  }
}
