package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.cli.keys.IdentityFile;
import org.mikeyhsm.cli.keys.IssuedIdentity;
import org.mikeyhsm.cli.keys.KmsCertificate;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.sakke.McxProfile;
import org.mikeyhsm.mode.sakke.McxVectors;
import org.mikeyhsm.mode.sakke.SakkeInitiator;
import org.mikeyhsm.mode.sakke.SakkeRecipient;
import org.mikeyhsm.mode.sakke.SakkeSent;
import org.mikeyhsm.mode.sakke.SakkeUser;

/** A KMS, its users, and a message between them, from the command line. */
class KmsCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private String kms;
  private Path store;

  @BeforeEach
  void makeStore() throws Exception {
    kms = directory.resolve("kms.json").toString();
    store = Files.createDirectory(directory.resolve("store"));
  }

  private Path issue(String user) {
    Path file = directory.resolve(user.replaceAll("\\W", "_") + ".json");
    CliRun issued = CliRun.of("kms", "issue", user, "--kms", kms, "--out", file.toString());
    assertEquals(0, issued.exitCode(), issued.err());
    return file;
  }

  @Test
  void aKmsThatStandsAlone() throws Exception {
    CliRun made = CliRun.of("kms", "init", "--kms", kms, "--uri", "kms.example.org", "--json");
    assertEquals(0, made.exitCode(), made.err());
    assertEquals("HOST", JSON.readTree(made.out()).get("custody").asText());
    assertFalse(made.out().contains("Master"), made.out());
    assertEquals(
        PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(Path.of(kms)));
    CliRun certificate = CliRun.of("kms", "certificate", "--kms", kms);
    assertEquals(JSON.readTree(made.out()).get("kms"), JSON.readTree(certificate.out()));

    Path alice = issue("sip:alice@example.org");
    Path bob = issue("sip:bob@example.org");
    CliRun imported =
        CliRun.of("keys", "import-identity", bob.toString(), "--store", store.toString());
    assertEquals(0, imported.exitCode(), imported.err());

    CliRun responded =
        CliRun.withInput(
            message(alice, "sip:bob@example.org"),
            "respond",
            "--mode",
            "sakke",
            "--identity",
            store.toString());
    assertEquals(0, responded.exitCode(), responded.err());
    JsonNode report = JSON.readTree(responded.out());
    assertTrue(report.get("completed").asBoolean());
    assertEquals("sakke", report.get("mode").asText());
    assertEquals("sip:bob@example.org", report.get("responder").asText());
    assertEquals("AES-GCM-128", report.at("/sessions/0/encryption").asText());
    assertTrue(report.get("custody").toString().contains("RSK"), responded.out());

    CliRun strict =
        CliRun.withInput(
            message(alice, "sip:bob@example.org"),
            "respond",
            "--mode",
            "sakke",
            "--policy",
            "strict",
            "--identity",
            store.toString());
    assertEquals(ExitCode.REFUSED.code(), strict.exitCode(), strict.out());
  }

  private static byte[] message(Path sender, String recipient) throws Exception {
    MikeyProvider provider = new MikeyProvider();
    try (IdentityFile file = IdentityFile.read(sender);
        SakkeUser user = file.take(provider).get(0);
        SakkeSent sent =
            new SakkeInitiator(
                    MikeyContext.forNewKeys(provider, Clock.fixed(CliRun.NOW, ZoneOffset.UTC)),
                    user)
                .call(
                    new SakkeRecipient(IdPayload.uri(recipient), file.kms().domain()),
                    McxProfile.csk(0x2000_0001))) {
      return line(sent.messages().get(0).octets());
    }
  }

  private static byte[] line(Octets message) {
    return (Base64.getEncoder().encodeToString(message.toArray()) + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void aMessageOfAnotherImplementation() throws Exception {
    Path vectors = directory.resolve("vectors.json");
    try (InputStream in = McxVectors.class.getResourceAsStream("mcx-mikey-sakke.json")) {
      Files.copy(in, vectors);
    }
    CliRun imported =
        CliRun.of(
            "keys", "import-identity", vectors.toString(), "--store", store.toString(), "--json");
    assertEquals(0, imported.exitCode(), imported.err());
    assertEquals(2, JSON.readTree(imported.out()).get("imported").size());
    String[] respond = {
      "respond", "--mode", "sakke", "--identity", store.toString(), "--stored", "--margin", "400"
    };
    CliRun responded = CliRun.withInput(line(McxVectors.message()), respond);
    assertEquals(0, responded.exitCode(), responded.err());
    JsonNode report = JSON.readTree(responded.out());
    assertEquals(0x06A12AEA, report.get("csbId").asInt());
    assertEquals(4, report.at("/sessions/0/csId").asInt());
    assertEquals("sip:alice@streamwide.com", report.get("responder").asText());

    byte[] changed = McxVectors.message().toArray();
    changed[changed.length - 1] ^= 1;
    CliRun refused = CliRun.withInput(line(Octets.of(changed)), respond);
    assertEquals(ExitCode.EXCHANGE_FAILED.code(), refused.exitCode());
    assertTrue(refused.err().contains("does not authenticate"), refused.err());
    CliRun late =
        CliRun.withInput(
            line(McxVectors.message()),
            "respond",
            "--mode",
            "sakke",
            "--identity",
            store.toString(),
            "--stored");
    assertTrue(late.err().contains("key period of the message is over"), late.err());
  }

  @Test
  void whatIsRefused() throws Exception {
    CliRun strict =
        CliRun.of("kms", "init", "--kms", kms, "--uri", "kms.example.org", "--policy", "strict");
    assertEquals(ExitCode.REFUSED.code(), strict.exitCode());
    assertFalse(Files.exists(Path.of(kms)));
    assertEquals(0, CliRun.of("kms", "init", "--kms", kms, "--uri", "kms.example.org").exitCode());
    CliRun again = CliRun.of("kms", "init", "--kms", kms, "--uri", "kms.example.org");
    assertEquals(ExitCode.BAD_DATA.code(), again.exitCode());

    ObjectNode issued = (ObjectNode) JSON.readTree(issue("sip:bob@example.org").toFile());
    String rsk = issued.at("/users/0/UserDecryptKey").asText();
    String ssk = issued.at("/users/0/UserSigningKeySSK").asText();
    assertImportRefused(issued, "UserUri", "sip:eve@example.org");
    assertImportRefused(issued, "UserDecryptKey", rsk.substring(0, 512) + "00");
    assertImportRefused(issued, "UserDecryptKey", rsk.substring(2));
    assertImportRefused(issued, "UserSigningKeySSK", "00".repeat(31) + "01");
    assertImportRefused(issued, "UserSigningKeySSK", ssk + "00");
    CliRun unused = CliRun.of("respond", "--mode", "psk", "--identity", store.toString());
    assertTrue(unused.err().contains("go with --mode sakke"), unused.err());
  }

  private CliRun underStrict(String... arguments) throws Exception {
    Path configuration =
        Files.writeString(
            directory.resolve("strict.yaml"),
            """
            identity: sip:kms@example.org
            token:
              module: /usr/lib/softhsm/libsofthsm2.so
              label: none
            policy:
              preset: strict
            """);
    return CliRun.with(new byte[0], Map.of("MIKEY_CONFIG", configuration.toString()), arguments);
  }

  @Test
  void theConfigurationsPolicyHoldsForMasterKeysInAFile() throws Exception {
    CliRun made = underStrict("kms", "init", "--kms", kms, "--uri", "kms.example.org");
    assertEquals(ExitCode.REFUSED.code(), made.exitCode(), made.err());
    assertFalse(Files.exists(Path.of(kms)));

    assertEquals(0, CliRun.of("kms", "init", "--kms", kms, "--uri", "kms.example.org").exitCode());
    String out = directory.resolve("bob.json").toString();
    String[] issue = {"kms", "issue", "sip:bob@example.org", "--kms", kms, "--out", out};
    CliRun issued = underStrict(issue);
    assertEquals(ExitCode.REFUSED.code(), issued.exitCode(), issued.err());
    assertTrue(issued.err().contains("strict"), issued.err());
    assertFalse(Files.exists(Path.of(out)));
  }

  @Test
  void allOfAFileAreStoredOrNone() throws Exception {
    assertEquals(0, CliRun.of("kms", "init", "--kms", kms, "--uri", "kms.example.org").exitCode());
    ObjectNode both = (ObjectNode) JSON.readTree(issue("sip:alice@example.org").toFile());
    JsonNode second = JSON.readTree(issue("sip:bob@example.org").toFile()).at("/users/0");
    ((ArrayNode) both.get("users")).add(second);
    Path file = directory.resolve("both.json");
    JSON.writeValue(file.toFile(), both);
    Path there =
        Files.writeString(store.resolve(second.get("UserID").asText() + ".json"), "another's");

    CliRun refused =
        CliRun.of("keys", "import-identity", file.toString(), "--store", store.toString());

    assertEquals(ExitCode.BAD_DATA.code(), refused.exitCode(), refused.err());
    try (var left = Files.list(store)) {
      assertEquals(List.of(there), left.toList());
    }
    assertEquals("another's", Files.readString(there));
  }

  @Test
  void whatRespondWouldNotHeedIsRefused() throws Exception {
    String identity = store.toString();
    for (String[] more :
        new String[][] {
          {"--identity", identity, "--count", "2"},
          {"--identity", identity, "--config", "mikey.yaml"},
        }) {
      List<String> arguments = new ArrayList<>(List.of("respond", "--mode", "sakke"));
      arguments.addAll(List.of(more));
      CliRun run = CliRun.of(arguments.toArray(String[]::new));
      assertEquals(ExitCode.USAGE.code(), run.exitCode(), run.err());
      assertTrue(run.err().contains("take a configuration"), run.err());
    }
    CliRun policy = underStrict("respond", "--policy", "any");
    assertEquals(ExitCode.USAGE.code(), policy.exitCode(), policy.err());
    assertTrue(policy.err().contains("--policy goes with --identity"), policy.err());
  }

  @Test
  void keyPeriodsHaveOneNameAndABeginning() throws Exception {
    CliRun made =
        CliRun.of(
            "kms", "init", "--kms", kms, "--uri", "kms.example.org", "--period", "4294967295");
    assertEquals(0, made.exitCode(), made.err());
    String out = directory.resolve("bob.json").toString();
    for (String never : List.of("4000000000", "10000000")) {
      CliRun issued =
          CliRun.of(
              "kms", "issue", "sip:bob@example.org", "--kms", kms, "--out", out, "--period", never);
      assertEquals(ExitCode.USAGE.code(), issued.exitCode(), issued.err());
      assertTrue(issued.err().contains("key period"), issued.err());
    }
    KmsCertificate certificate = KmsCertificate.read(Path.of(kms));
    IssuedIdentity one = IssuedIdentity.of(certificate, "sip:bob@example.org", "1");
    assertEquals(one, IssuedIdentity.of(certificate, "sip:bob@example.org", "001"));

    CliRun first =
        CliRun.of(
            "kms", "issue", "sip:bob@example.org", "--kms", kms, "--out", out, "--period", "1");
    assertEquals(0, first.exitCode(), first.err());
    ObjectNode issued = (ObjectNode) JSON.readTree(Path.of(out).toFile());
    ((ObjectNode) issued.at("/users/0")).put("KeyPeriodNo", 1.9);
    JSON.writeValue(Path.of(out).toFile(), issued);
    CliRun fraction = CliRun.of("keys", "import-identity", out, "--store", store.toString());
    assertEquals(ExitCode.BAD_DATA.code(), fraction.exitCode(), fraction.err());
  }

  private void assertImportRefused(ObjectNode issued, String field, String value) throws Exception {
    ObjectNode bad = issued.deepCopy();
    ((ObjectNode) bad.at("/users/0")).put(field, value);
    Path file = directory.resolve("bad.json");
    JSON.writeValue(file.toFile(), bad);
    CliRun refused =
        CliRun.of("keys", "import-identity", file.toString(), "--store", store.toString());
    assertTrue(refused.exitCode() != 0, field);
    assertFalse(refused.err().contains(value), refused.err());
    try (var left = Files.list(store)) {
      assertEquals(0, left.count());
    }
  }
}
