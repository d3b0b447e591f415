package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.softhsm.TokenDirectory;

/**
 * {@code mikey respond --udp} in service: its token is removed and restored, its keys are changed,
 * during calls from other processes.
 */
@Tag("softhsm")
class ServiceProcessTest {
  private static final Path ROOT = Path.of(System.getProperty("mikeyhsm.root"));
  private static final byte[] FIRST = key(1);
  private static final byte[] SECOND = key(2);

  @TempDir private Path scratch;

  private final Map<String, String> environment = new HashMap<>();

  private static byte[] key(int number) {
    byte[] key = new byte[20];
    key[3] = (byte) number;
    return key;
  }

  @BeforeEach
  void prepare() throws Exception {
    environment.putAll(LauncherEnvironment.of(Files.createDirectory(scratch.resolve("tmp"))));
    environment.put("PATH", ROOT + ":" + System.getenv("PATH"));
  }

  private TokenDirectory tokens(String who) {
    return TokenDirectory.at(scratch.resolve(who));
  }

  private String token(String who, String label, String module) {
    return "{ module: %s, label: %s, pin: { file: %s } }"
        .formatted(module, label, tokens(who).pinFile(label));
  }

  private void configure(String who, String peer, String module, String more) throws IOException {
    Files.writeString(
        scratch.resolve(who + ".yaml"),
        """
        identity: sip:%s@example.org
        token: %s
        policy: { preset: any }
        exchange: { timeout: 60s }
        peers:
          - identity: sip:%s@example.org
        %s
        """
            .formatted(who, token(who, who, module), peer, more));
  }

  private ProcessRun bash(String script) throws IOException, InterruptedException {
    String functions =
        """
        alice() { SOFTHSM2_CONF=alice/softhsm2.conf mikey "$@" --config alice.yaml; }
        bob() { SOFTHSM2_CONF=bob/softhsm2.conf mikey "$@" --config bob.yaml; }
        begin() {
          bob respond --udp 0 --wait 150 --linger 0 "$@" > bob.out 2> bob.err & responder=$!
          while ! grep -q waiting bob.err; do sleep 0.1; kill -0 $responder || exit; done
          port=$(sed -n 's/.*UDP port //p' bob.err)
        }
        call() { alice initiate --udp 127.0.0.1:$port >> alice.out; echo -n "$? "; }
        await() { for i in {1..300}; do grep -q "$1" bob.err && return; sleep 0.1; done; }
        trap 'kill $responder; cat bob.err >&2' EXIT
        """;
    return ProcessRun.start(
            scratch, scratch, environment, List.of("bash", "-uc", functions + script))
        .finish();
  }

  private List<JsonNode> reports(String file) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    for (String line : Files.readAllLines(scratch.resolve(file))) {
      all.add(DemoCommandTest.parse(line));
    }
    return all;
  }

  private static Set<String> holders(JsonNode report) {
    Set<String> holders = new TreeSet<>();
    report
        .get("custody")
        .forEach(
            entry -> {
              if (entry.has("token")) {
                holders.add(entry.get("token").textValue().replaceFirst(" \\(.*", ""));
              }
            });
    return holders;
  }

  /** Where the files of the newest token are. */
  private Path files(String who, Set<Path> known) throws IOException {
    try (Stream<Path> all = Files.list(tokens(who).directory().resolve("tokens"))) {
      return all.filter(path -> !known.contains(path)).findFirst().orElseThrow();
    }
  }

  private void agree(int calls) throws IOException {
    List<JsonNode> alice = reports("alice.out");
    List<JsonNode> bob = reports("bob.out");
    assertEquals(calls, alice.size());
    assertEquals(calls, bob.size());
    for (int i = 0; i < calls; i++) {
      assertEquals(alice.get(i).get("rand"), bob.get(i).get("rand"));
    }
  }

  @Test
  void aTokenThatIsRemovedAndRestoredIsUsedAgain() throws Exception {
    tokens("alice").remake("alice", "pin of alice", Map.of("call", FIRST));
    tokens("bob").remake("bob", "pin of bob", Map.of("call", FIRST));
    String module = tokens("bob").modulePath().toString();
    configure("alice", "bob", module, "    psk: { label: call }");
    configure("bob", "alice", module, "    psk: { label: call }");
    ProcessRun run =
        bash(
            """
            begin --count 3
            call
            mv bob/tokens away && mkdir bob/tokens
            call & second=$!
            await 'took token 1'
            await 'still out'
            rmdir bob/tokens && mv away bob/tokens
            wait $second
            await 'brought token 1'
            call
            wait $responder; echo $?
            """);
    assertEquals("0 0 0 0\n", run.out(), run.err());
    assertTrue(run.err().contains("dropped a message"), run.err());
    agree(3);
  }

  @Test
  void oneOfTwoTokensIsRemovedAndCallsGoOn() throws Exception {
    tokens("alice").remake("alice", "pin of alice", Map.of("call", FIRST));
    tokens("bob").remake("bob", "pin of bob", Map.of("call", FIRST));
    Path files = files("bob", Set.of());
    tokens("bob").remake("bob-2", "pin of bob-2", Map.of("call", FIRST));
    Path module = tokens("bob").modulePath();
    Path copy = Files.copy(module, scratch.resolve("second-library.so"));
    configure("alice", "bob", module.toString(), "    psk: { label: call }");
    configure(
        "bob",
        "alice",
        module.toString(),
        """
            psk: { label: call }
        pool:
          tokens:
            - %s
        """
            .formatted(token("bob", "bob-2", copy.toString())));
    ProcessRun run =
        bash(
            """
            begin --count 7
            call; call
            mv %1$s away
            call; call; call
            await 'took token 1'
            mv away %1$s
            await 'brought token 1'
            call; call
            wait $responder; echo $?
            """
                .formatted(files));
    assertEquals("0 0 0 0 0 0 0 0\n", run.out(), run.err());
    agree(7);
    List<Set<String>> holders = reports("bob.out").stream().map(r -> holders(r)).toList();
    assertEquals(Set.of("bob"), holders.get(0));
    assertEquals(Set.of("bob-2"), holders.get(1));
    assertEquals(List.of(Set.of("bob-2"), Set.of("bob-2"), Set.of("bob-2")), holders.subList(2, 5));
    assertEquals(Set.of(Set.of("bob"), Set.of("bob-2")), Set.copyOf(holders.subList(5, 7)));
  }

  @Test
  void aPreSharedKeyIsChangedDuringCalls() throws Exception {
    Map<String, byte[]> both = Map.of("call-1", FIRST, "call-2", SECOND);
    tokens("alice").remake("alice", "pin of alice", both);
    tokens("bob").remake("bob", "pin of bob", both);
    String module = tokens("bob").modulePath().toString();
    configure("bob", "alice", module, "    psks: [{ label: call-2 }, { label: call-1 }]");
    configure("alice", "bob", module, "    psk: { label: call-1 }");
    ProcessRun run =
        bash(
            """
            begin --count 4
            call
            sed -i 's/psk: { label: call-1 }/psks: [{ label: call-2 }, { label: call-1 }]/' alice.yaml
            call
            sed -i 's/label: call-2/label: call-2, not-before: 2999-01-01T00:00:00Z/' alice.yaml
            call
            sed -i 's/psks: .*/psk: { label: call-2 }/' alice.yaml
            call
            wait $responder; echo $?
            """);
    assertEquals("0 0 0 0 0\n", run.out(), run.err());
    agree(4);
  }

  @Test
  void certificatesOfBothSidesAreChangedDuringCalls() throws Exception {
    tokens("alice").remake("alice", "pin of alice", Map.of());
    tokens("bob").remake("bob", "pin of bob", Map.of());
    String module = tokens("bob").modulePath().toString();
    ProcessRun run =
        bash(
            """
            exec 3>&1; exec > setup.txt
            openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=ca -keyout ca.key -out ca.pem 2> ca.log
            for who in alice bob; do
              for i in 1 2; do
                at="--module %1$s --token-label $who --pin-file $who/$who.pin"
                export SOFTHSM2_CONF=$who/softhsm2.conf
                mikey keys generate rsa-2048 sign-$i $at
                mikey keys request sign-$i --subject CN=$who-$i --identity sip:$who@example.org --out $who-$i.csr $at
                openssl x509 -req -in $who-$i.csr -CA ca.pem -CAkey ca.key -CAcreateserial \\
                  -copy_extensions copy -days 9 -out $who-$i.pem 2>> ca.log
              done
            done
            for i in 1 2; do for j in 1 2; do
              cat > alice-$i$j.yaml <<EOF
            identity: sip:alice@example.org
            token: { module: %1$s, label: alice, pin: { file: alice/alice.pin } }
            policy: { preset: any }
            modes: [pk]
            key-pair: { label: sign-$i }
            certificate: alice-$i.pem
            peers: [{ identity: "sip:bob@example.org", certificate: bob-$j.pem }]
            EOF
            done; done
            cat > bob.yaml <<EOF
            identity: sip:bob@example.org
            token: { module: %1$s, label: bob, pin: { file: bob/bob.pin } }
            policy: { preset: any }
            modes: [pk]
            key-pair: { label: sign-2 }
            certificate: bob-2.pem
            former-key-pairs: [{ key: { label: sign-1 }, certificate: bob-1.pem }]
            peers:
              - identity: sip:alice@example.org
                certificate: alice-2.pem
                former-certificates: [alice-1.pem]
            EOF
            exec >&3
            begin --count 4
            for i in 11 12 21 22; do cp alice-$i.yaml alice.yaml; call; done
            wait $responder; echo $?
            """
                .formatted(module));
    assertEquals("0 0 0 0 0\n", run.out(), run.err());
    agree(4);
  }

  @Test
  void tokensWithOtherKeysAreRefused() throws Exception {
    tokens("bob").remake("bob", "pin of bob", Map.of("call", FIRST));
    tokens("bob").remake("bob-2", "pin of bob-2", Map.of("call", SECOND));
    String module = tokens("bob").modulePath().toString();
    configure(
        "bob",
        "alice",
        module,
        "    psk: { label: call }\npool: { tokens: [%s] }"
            .formatted(token("bob", "bob-2", module)));
    ProcessRun run =
        bash(
            """
            responder=; touch bob.err
            bob respond --udp 0 --count 0; echo $?
            trap - EXIT
            """);
    assertTrue(run.out().endsWith("78\n"), run.out() + run.err());
    assertTrue(run.err().contains("do not hold the same key for psk 1"), run.err());
  }
}
