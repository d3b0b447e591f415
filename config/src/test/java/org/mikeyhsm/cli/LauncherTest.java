package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.softhsm.TokenDirectory;

/** {@code ./mikey} as a process, on the module path, with the JVM that runs the tests. */
@Tag("softhsm")
class LauncherTest {
  @TempDir private Path scratch;

  private Path temporary;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void prepare() throws IOException, URISyntaxException {
    temporary = Files.createDirectory(scratch.resolve("tmp"));
    environment.putAll(LauncherEnvironment.of(temporary));
  }

  private static Path launcher() {
    return Path.of(System.getProperty("mikeyhsm.root"), "mikey");
  }

  private ProcessRun.Started start(Path program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return ProcessRun.start(scratch, scratch, environment, command);
  }

  private ProcessRun mikey(String... arguments) throws IOException, InterruptedException {
    return start(launcher(), arguments).finish();
  }

  private void requireNothingLeft() throws IOException {
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void demoKeepsEveryKeyInTheTokenModule() throws IOException, InterruptedException {
    ProcessRun run = mikey("demo", "--mode", "psk", "--policy", "strict", "--json");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    JsonNode result = DemoCommandTest.requireCompleted(run.out(), "mikeytoken");
    for (String role : List.of("initiator", "responder")) {
      for (JsonNode entry : result.get(role).get("custody")) {
        boolean salt = entry.get("class").textValue().equals("SALT");
        assertEquals(salt ? "PUBLIC" : "TOKEN", entry.get("level").textValue(), entry.toString());
      }
    }
    requireNothingLeft();
  }

  @Test
  void theTokenModuleIsWhereTheUserSays() throws IOException, InterruptedException {
    Path none = scratch.resolve("none.so");
    for (int i = 0; i < 2; i++) {
      ProcessRun run = i == 0 ? mikey("demo", "--module", none.toString()) : mikey("demo");
      if (i == 0) {
        environment.put("MIKEYTOKEN_MODULE", none.toString());
      } else {
        assertTrue(run.err().contains("MIKEYTOKEN_MODULE"), run.err());
      }
      assertEquals(69, run.exitCode(), run.err());
      assertTrue(run.err().contains(none.toString()), run.err());
      assertTrue(run.err().contains("mvn package"), run.err());
      requireNothingLeft();
    }
  }

  @Test
  void theTokenModuleIsFoundByItsNameAndItsBaseByTheVariable()
      throws IOException, InterruptedException {
    ProcessRun found = mikey("token", "list", "--json", "--module", "mikeytoken");
    assertEquals(0, found.exitCode(), found.err());
    assertTrue(found.out().contains("\"slots\":[{"), found.out());

    environment.put("MIKEYTOKEN_BASE", scratch.resolve("none.so").toString());
    ProcessRun noBase = mikey("token", "list", "--module", "mikeytoken");
    assertEquals(69, noBase.exitCode(), noBase.err());
    assertTrue(noBase.err().contains("MIKEYTOKEN_BASE"), noBase.err());
    assertTrue(noBase.err().contains("install.sh"), noBase.err());

    environment.remove("MIKEYTOKEN_BASE");
    for (String configured :
        List.of("  module: mikeytoken\n  base: none.so", "  module: none.so")) {
      Path file = scratch.resolve("mikey.yaml");
      Files.writeString(
          file,
          "identity: sip:alice@example.org\npolicy:\n  preset: strict\ntoken:\n"
              + configured
              + "\n  label: alice\n  pin:\n    prompt: PIN\n");
      ProcessRun run = mikey("token", "list", "--config", file.toString());
      assertEquals(69, run.exitCode(), run.err());
      assertTrue(run.err().contains(scratch.resolve("none.so").toString()), run.err());
    }
    requireNothingLeft();
  }

  @Test
  void demoCompletesOnSoftHsm() throws IOException, InterruptedException {
    ProcessRun run = mikey("demo", "--token", "softhsm", "--json");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    JsonNode result = DemoCommandTest.requireCompleted(run.out(), "softhsm");
    for (String role : List.of("initiator", "responder")) {
      assertEquals("TOKEN", DemoCommandTest.custody(result, role, "PSK").get("level").textValue());
    }
    requireNothingLeft();
  }

  @Test
  void demoKeepsEveryKeyInNss() throws IOException, InterruptedException {
    ProcessRun run = mikey("demo", "--token", "nss", "--policy", "strict", "--json");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    JsonNode result = DemoCommandTest.requireCompleted(run.out(), "nss");
    for (String role : List.of("initiator", "responder")) {
      for (String name : List.of("PSK", "encr_key", "auth_key", "TGK", "TEK", "SRTP_encr")) {
        assertEquals("TOKEN", DemoCommandTest.custody(result, role, name).get("level").textValue());
      }
    }
    requireNothingLeft();
  }

  @Test
  void demoRefusesWhatThePolicyForbids() throws IOException, InterruptedException {
    ProcessRun run = mikey("demo", "--mode", "psk", "--token", "softhsm", "--policy", "strict");
    assertEquals(78, run.exitCode(), run.err());
    assertTrue(run.err().contains("KEK"), run.err());
    assertTrue(run.err().contains("TRANSIENT"), run.err());
    assertTrue(run.err().contains("CKM_SP800_108_DOUBLE_PIPELINE_KDF"), run.err());
    requireNothingLeft();
  }

  @Test
  void demoCompletesOnTheSoftwareProvider() throws IOException, InterruptedException {
    ProcessRun run = mikey("demo", "--token", "software", "--json");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    JsonNode result = DemoCommandTest.requireCompleted(run.out(), "software");
    assertEquals(
        "HOST", DemoCommandTest.custody(result, "initiator", "PSK").get("level").textValue());
    requireNothingLeft();
  }

  @Test
  void theCallersTokensAreLeftAlone() throws IOException, InterruptedException {
    TokenDirectory own = TokenDirectory.at(scratch.resolve("own"));
    own.make("alice", "1234", Map.of("call", new byte[16]));
    environment.put("SOFTHSM2_CONF", own.confFile().toString());
    Map<String, String> before = content(own.directory());
    assertTrue(before.size() > 3);

    ProcessRun run = mikey("demo", "--json");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(before, content(own.directory()));
  }

  private static Map<String, String> content(Path directory) throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(
            file.toString(),
            Files.getLastModifiedTime(file)
                + PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                + HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return content;
  }

  @Test
  void withoutSoftHsmItSaysWhatToInstall() throws IOException, InterruptedException {
    environment.put("MIKEY_SOFTHSM_MODULE", scratch.resolve("none.so").toString());
    ProcessRun run = mikey("demo", "--json");
    assertEquals(69, run.exitCode());
    assertFalse(DemoCommandTest.parse(run.out()).get("completed").booleanValue());
    assertTrue(run.err().contains("softhsm-setup/install.sh"), run.err());
    requireNothingLeft();
  }

  @Test
  void decodeNeedsNoSoftHsmAndWorksThroughALinkFromAnywhere()
      throws IOException, InterruptedException {
    environment.put("MIKEY_SOFTHSM_MODULE", scratch.resolve("none.so").toString());
    Path link = Files.createSymbolicLink(scratch.resolve("link"), launcher());
    ProcessRun run = start(link, "decode", "--json", Samples.gstreamerHex()).finish();
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    assertEquals(CliRun.of("decode", "--json", Samples.gstreamerHex()).out(), run.out());
    Files.delete(link);
    requireNothingLeft();
  }

  @Test
  void aFileNamedDemoIsNotTheDemo() throws IOException, InterruptedException {
    Files.writeString(scratch.resolve("demo"), Samples.gstreamerHex());
    ProcessRun run = mikey("decode", "demo");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().startsWith("MIKEY message"), run.out());
  }

  @Test
  void exitCodesPassThrough() throws IOException, InterruptedException {
    ProcessRun usage = mikey("demo", "--token", "card");
    assertEquals(64, usage.exitCode());
    assertEquals("", usage.out());
    assertEquals(64, mikey("--bogus").exitCode());
    assertEquals(65, mikey("decode", "00").exitCode());
    requireNothingLeft();
  }

  @Test
  void helpAndVersionComeFromTheModule() throws IOException, InterruptedException {
    ProcessRun version = mikey("--version");
    assertEquals(0, version.exitCode(), version.err());
    assertTrue(version.out().matches("(?s)mikey [0-9].*"), version.out());
    assertEquals(0, mikey("demo", "--help").exitCode());
  }

  @Test
  void aStoppedDemoLeavesNothing() throws IOException, InterruptedException {
    ProcessRun.Started demo = start(launcher(), "demo", "--json");
    while (demo.process().isAlive() && isEmpty(temporary)) {
      Thread.sleep(5);
    }
    demo.process().destroy();
    assertEquals(143, demo.finish().exitCode());
    requireNothingLeft();
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }
}
