package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {
  private static final String GOOD =
      """
      identity: sip:alice@example.org
      token: { module: p11.so, label: alice, pin: { file: alice.pin } }
      policy: { preset: any }
      modes: [psk, ticket]
      """;

  @TempDir private Path directory;
  private String file;

  @BeforeEach
  void write() throws IOException {
    write(GOOD);
  }

  private void write(String text) throws IOException {
    file = Files.writeString(directory.resolve("mikey.yaml"), text).toString();
  }

  @Test
  void aGoodOneIsSaidToBeGood() {
    CliRun run = CliRun.of("config", "check", "--config", file);
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(
        file
            + ": good\n"
            + "note: this version does not have mode ticket yet\n"
            + "note: mode psk is listed, but no peer has an entry\n",
        run.out());
    JsonNode json =
        DemoCommandTest.parse(CliRun.of("config", "check", "--json", "--config", file).out());
    assertTrue(json.get("valid").booleanValue());
    assertEquals(2, json.get("notes").size());
  }

  @Test
  void filesThatAreNotThereAreNotedWithTheirPlace() throws IOException {
    Files.writeString(directory.resolve("there.pem"), "x");
    write(
        GOOD
            + """
            certificate: there.pem
            trust:
              - there.pem
              - ca.pem
            revocation: { check: crl, lists: [ca.crl] }
            peers:
              - identity: sip:bob@example.org
                certificate: bob.pem
            """);
    CliRun run = CliRun.of("config", "check", "--json", "--config", file);
    assertEquals(0, run.exitCode(), run.err());
    JsonNode notes = DemoCommandTest.parse(run.out()).get("notes");
    String end = "\", where no file can be read; allowed: a file that is there";
    assertEquals(file + ":8: trust: found \"ca.pem" + end, notes.get(0).textValue());
    assertEquals(file + ":9: revocation.lists: found \"ca.crl" + end, notes.get(1).textValue());
    assertEquals(
        file + ":12: peers[0].certificate: found \"bob.pem" + end, notes.get(2).textValue());
    assertTrue(notes.get(3).textValue().startsWith("this version"), notes.toString());
    CliRun text = CliRun.of("config", "check", "--config", file);
    assertTrue(text.out().contains("note: " + file + ":8: trust: "), text.out());
  }

  @Test
  void aMistakeIsToldExactly() throws IOException {
    write(GOOD.replace("label: alice", "lable: alice"));
    CliRun run = CliRun.of("config", "check", "--config", file);
    assertEquals(78, run.exitCode());
    assertEquals("", run.out());
    assertTrue(
        run.err()
            .contains(
                file
                    + ":2: token.lable: found a key that is not known; did you mean token.label?;"
                    + " allowed: the keys module, base, parameters, label, serial, uri, boundary, pin."),
        run.err());
    JsonNode fault =
        DemoCommandTest.parse(CliRun.of("config", "check", "--json", "--config", file).out())
            .get("faults")
            .get(0);
    assertEquals(2, fault.get("line").intValue());
    assertEquals("token.lable", fault.get("key").textValue());
    assertEquals("token.label", fault.get("nearest").textValue());
  }

  @Test
  void theFileCanBeNamedInTheEnvironmentAndMustBeNamed() {
    assertEquals(
        0, CliRun.with(new byte[0], Map.of("MIKEY_CONFIG", file), "config", "check").exitCode());
    CliRun none = CliRun.of("config", "check");
    assertEquals(64, none.exitCode());
    assertTrue(none.err().contains("--config"), none.err());
    assertEquals(64, CliRun.of("config").exitCode());
  }

  @Test
  void showWritesOutDefaultsAndOverrides() {
    CliRun run =
        CliRun.with(
            new byte[0],
            Map.of("MIKEY_CONFIG__EXCHANGE__UDP_PORT", "4000"),
            "config",
            "show",
            "--json",
            "--config",
            file);
    assertEquals(0, run.exitCode(), run.err());
    JsonNode json = DemoCommandTest.parse(run.out());
    assertEquals(4000, json.get("exchange").get("udp-port").intValue());
    assertEquals("5m", json.get("clock").get("skew").textValue());
    assertEquals("labelled alice", json.get("token").get("selected").textValue());
    assertTrue(CliRun.of("config", "show", "--config", file).out().contains("skew: 5m\n"));
  }

  @Test
  void aFaultElsewhereIsARefusalInJsonToo() throws IOException {
    write("identity: x");
    CliRun run = CliRun.of("config", "show", "--json", "--config", file);
    assertEquals(78, run.exitCode());
    assertTrue(run.err().contains("mikey config check"), run.err());
    assertEquals(78, DemoCommandTest.parse(run.out()).get("exitCode").intValue());
  }

  @Test
  void theSchemaIsJson() {
    CliRun run = CliRun.of("config", "schema");
    assertEquals(0, run.exitCode());
    assertTrue(DemoCommandTest.parse(run.out()).get("properties").has("token"));
  }
}
