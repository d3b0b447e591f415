package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.config.ConfigLoader;
import org.mikeyhsm.engine.EngineHealth;
import org.mikeyhsm.engine.MikeyEngine;
import org.mikeyhsm.mode.sakke.McxVectors;
import org.mikeyhsm.service.ConfiguredEngine;
import org.mikeyhsm.softhsm.TokenDirectory;

/** KMS, users and messages of MIKEY-SAKKE from the command line, all keys in libmikeytoken. */
@Tag("softhsm")
class SakkeTokenCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALICE = "sip:alice@example.org";
  private static final String BOB = "sip:bob@example.org";
  private static final String MODULE =
      Path.of(
              System.getProperty("mikeyhsm.root"),
              "softhsm-setup/token-module/target/libmikeytoken.so")
          .toString();

  @TempDir private Path directory;

  private TokenDirectory tokens;
  private String kms;
  private String certificate;

  @BeforeEach
  void makeTokens() {
    tokens = TokenDirectory.ofTests();
    tokens.remake("alice", "alice's pin", Map.of());
    tokens.remake("bob", "bob's pin", Map.of());
    kms = directory.resolve("kms.json").toString();
    certificate = directory.resolve("kms.cert.json").toString();
  }

  private CliRun run(byte[] input, String... arguments) {
    return CliRun.with(input, Map.of("SOFTHSM2_CONF", tokens.confFile().toString()), arguments);
  }

  /** With a token and its PIN named. */
  private CliRun on(String who, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--module",
            MODULE,
            "--token-label",
            who,
            "--pin-file",
            tokens.pinFile(who).toString()));
    return run(new byte[0], all.toArray(String[]::new));
  }

  private static JsonNode json(CliRun run) throws IOException {
    assertEquals(0, run.exitCode(), run.err() + run.out());
    return JSON.readTree(lastLine(run));
  }

  private static String lastLine(CliRun run) {
    List<String> lines = run.out().lines().toList();
    return lines.get(lines.size() - 1);
  }

  private void kmsInFile(String... more) throws IOException {
    List<String> init =
        new ArrayList<>(List.of("kms", "init", "--kms", kms, "--uri", "kms.example.org"));
    init.addAll(List.of(more));
    CliRun made = run(new byte[0], init.toArray(String[]::new));
    assertEquals(0, made.exitCode(), made.err());
    publish();
  }

  /** Its master keys are in Alice's token. */
  private void kmsInToken() throws IOException {
    CliRun made =
        on(
            "alice",
            "kms",
            "init",
            "--kms",
            kms,
            "--uri",
            "kms.example.org",
            "--policy",
            "strict",
            "--json");
    assertEquals("TOKEN", json(made).get("custody").asText());
    publish();
  }

  private void publish() throws IOException {
    Files.writeString(
        Path.of(certificate), run(new byte[0], "kms", "certificate", "--kms", kms).out());
  }

  private Path issued(String user, String... more) {
    Path file = directory.resolve(user.replaceAll("\\W", "_") + "." + more.length + ".json");
    List<String> issue =
        new ArrayList<>(List.of("kms", "issue", "--kms", kms, "--out", file.toString()));
    issue.addAll(more.length == 0 ? List.of(user) : List.of(more));
    CliRun run = run(new byte[0], issue.toArray(String[]::new));
    assertEquals(0, run.exitCode(), run.err());
    return file;
  }

  private String configuration(String who, String identity, String peer, String more)
      throws IOException {
    return Files.writeString(
            directory.resolve(who + ".yaml"),
            """
            identity: "%s"
            token: { module: %s, label: %s, pin: { file: %s } }
            policy: { preset: strict }
            modes: [sakke]
            sakke:
              kms: [%s]
            %s
            peers:
              - identity: "%s"
            """
                .formatted(identity, MODULE, who, tokens.pinFile(who), certificate, more, peer))
        .toString();
  }

  private static void assertAllInToken(JsonNode report, String... expected) {
    Set<String> secrets = new TreeSet<>();
    for (JsonNode entry : report.get("custody")) {
      assertEquals(
          entry.get("class").asText().equals("SALT") ? "PUBLIC" : "TOKEN",
          entry.get("level").asText(),
          entry.toString());
      secrets.add(entry.get("secret").asText());
    }
    assertTrue(secrets.containsAll(Set.of(expected)), secrets.toString());
  }

  /** Alice calls; Bob takes the message, with what {@code more} adds to his command. */
  private CliRun answer(CliRun initiated, String configuration, String... more) {
    List<String> respond =
        new ArrayList<>(List.of("respond", "--mode", "sakke", "--config", configuration));
    respond.addAll(List.of(more));
    return run(
        (initiated.out().lines().findFirst().orElse("") + "\n").getBytes(StandardCharsets.US_ASCII),
        respond.toArray(String[]::new));
  }

  @Test
  void aCallWithEveryKeyInTheTokensUnderStrict() throws Exception {
    kmsInFile();
    for (String user : List.of(ALICE, BOB)) {
      String who = user.equals(ALICE) ? "alice" : "bob";
      CliRun imported = on(who, "keys", "import-identity", issued(user).toString(), "--json");
      assertEquals("TOKEN", json(imported).get("custody").asText());
      assertEquals(64, json(imported).at("/imported/0/UserID").asText().length());
    }
    String alices = configuration("alice", ALICE, BOB, "");
    String bobs = configuration("bob", BOB, ALICE, "");
    CliRun doctor = run(new byte[0], "doctor", "--config", bobs);
    assertEquals(0, doctor.exitCode(), doctor.out());
    assertTrue(doctor.out().contains("identity keys of key period"), doctor.out());

    CliRun initiated = run(new byte[0], "initiate", "--config", alices);
    JsonNode alice = json(initiated);
    assertAllInToken(alice, "SSK", "SSV", "TEK");
    CliRun responded = answer(initiated, bobs);
    JsonNode bob = json(responded);
    assertAllInToken(bob, "RSK", "SSV", "TEK");
    assertEquals(alice.get("sessions"), bob.get("sessions"));
    assertEquals(ALICE, bob.get("initiator").asText());

    CliRun wrong = answer(initiated, bobs, "--from", "sip:eve@example.org");
    assertEquals(ExitCode.EXCHANGE_FAILED.code(), wrong.exitCode());
    CliRun shown = answer(initiated, bobs, "--show-keys");
    assertEquals(ExitCode.REFUSED.code(), shown.exitCode(), shown.out());
    // Someone else's token.
    CliRun none = answer(initiated, configuration("alice", BOB, ALICE, ""));
    assertEquals(ExitCode.REFUSED.code(), none.exitCode());
    assertTrue(none.err().contains("has no identity-based keys of " + BOB), none.err());
  }

  @Test
  void theHealthOfAnEngineTellsOfItsIdentityKeys() throws Exception {
    kmsInFile();
    assertEquals(0, on("alice", "keys", "import-identity", issued(ALICE).toString()).exitCode());
    Map<String, String> environment = Map.of("SOFTHSM2_CONF", tokens.confFile().toString());
    AtomicReference<Instant> now = new AtomicReference<>(CliRun.NOW);
    Clock clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now.get();
          }
        };
    try (MikeyEngine alice =
        ConfiguredEngine.open(
            ConfigLoader.load(
                Path.of(configuration("alice", ALICE, BOB, "")), environment, Map.of()),
            environment,
            clock,
            builder -> {})) {
      EngineHealth health = alice.health();
      assertTrue(
          health.toString().contains("identity-based keys of " + ALICE + " is there"),
          health.toString());
      now.set(CliRun.NOW.plus(Duration.ofDays(60)));
      EngineHealth over = alice.health();
      assertEquals(EngineHealth.Status.DOWN, over.status(), over.toString());
      assertTrue(
          over.toString().contains("has no identity-based keys of " + ALICE), over.toString());
    }
  }

  @Test
  void aKmsWhoseMasterKeysAreInTheToken() throws Exception {
    kmsInToken();
    assertFalse(Files.readString(Path.of(kms)).contains("MasterSecret"));
    CliRun again = on("alice", "kms", "init", "--kms", kms + "2", "--uri", "kms.example.org");
    assertEquals(ExitCode.REFUSED.code(), again.exitCode(), again.err());
    assertFalse(Files.exists(Path.of(kms + "2")));
    CliRun inTheWay = on("bob", "kms", "init", "--kms", kms, "--uri", "kms.example.org");
    assertEquals(ExitCode.BAD_DATA.code(), inTheWay.exitCode());
    assertFalse(on("bob", "keys", "list").out().contains("master"));

    for (String user : List.of(ALICE, BOB)) {
      CliRun issued =
          on("alice", "kms", "issue", user, "--kms", kms, "--into-token", "--policy", "strict");
      assertEquals(0, issued.exitCode(), issued.err());
    }
    CliRun clear =
        on(
            "alice",
            "kms",
            "issue",
            ALICE,
            "--kms",
            kms,
            "--out",
            directory.resolve("x").toString());
    assertEquals(ExitCode.REFUSED.code(), clear.exitCode(), clear.err());
    String listed = on("alice", "keys", "list").out();
    for (String type : List.of("RSK", "SSK", "SAKKE master", "ECCSI master")) {
      assertTrue(listed.contains(type), listed);
    }
    String alices = configuration("alice", ALICE, BOB, "");
    CliRun initiated = run(new byte[0], "initiate", "--config", alices);
    assertAllInToken(json(initiated), "SSK", "SSV");
    // The same token has Bob's keys.
    CliRun responded = answer(initiated, configuration("alice", BOB, ALICE, ""));
    assertAllInToken(json(responded), "RSK", "SSV");
    CliRun elsewhere = on("bob", "kms", "issue", ALICE, "--kms", kms, "--into-token");
    assertEquals(ExitCode.REFUSED.code(), elsewhere.exitCode());
  }

  @Test
  void issuedKeysGoWrappedFromTokenToToken() throws Exception {
    kmsInToken();
    String request = directory.resolve("bob.csr").toString();
    assertEquals(0, on("bob", "keys", "generate", "rsa-2048", "transport").exitCode());
    assertEquals(
        0,
        on("bob", "keys", "request", "transport", "--subject", "CN=bob", "--out", request)
            .exitCode());
    String wrapped = directory.resolve("bob.wrapped").toString();
    CliRun issued =
        on(
            "alice",
            "kms",
            "issue",
            BOB,
            "--kms",
            kms,
            "--to",
            request,
            "--out",
            wrapped,
            "--policy",
            "strict");
    assertEquals(0, issued.exitCode(), issued.err());
    CliRun without = on("bob", "keys", "import-identity", wrapped);
    assertEquals(ExitCode.USAGE.code(), without.exitCode());
    ObjectNode changed = (ObjectNode) JSON.readTree(Path.of(wrapped).toFile());
    for (String field :
        List.of("UserDecryptKeyWrapped", "UserSigningKeySSKWrapped", "UserPubTokenPVT")) {
      String hex = changed.at("/users/0/" + field).asText();
      ObjectNode bad = changed.deepCopy();
      ((ObjectNode) bad.at("/users/0"))
          .put(
              field,
              hex.substring(0, 300 % hex.length()) + "0" + hex.substring(300 % hex.length() + 1));
      if (bad.equals(changed)) {
        ((ObjectNode) bad.at("/users/0"))
            .put(
                field,
                hex.substring(0, 300 % hex.length()) + "1" + hex.substring(300 % hex.length() + 1));
      }
      Path file = directory.resolve("bad.wrapped");
      JSON.writeValue(file.toFile(), bad);
      CliRun refused = on("bob", "keys", "import-identity", file.toString(), "--with", "transport");
      assertTrue(refused.exitCode() != 0, field);
      assertFalse(on("bob", "keys", "list").out().contains("RSK "), field);
    }
    CliRun imported =
        on("bob", "keys", "import-identity", wrapped, "--with", "transport", "--json");
    assertEquals("TOKEN", json(imported).get("custody").asText());
    assertEquals(0, on("alice", "kms", "issue", ALICE, "--kms", kms, "--into-token").exitCode());
    CliRun initiated =
        run(new byte[0], "initiate", "--config", configuration("alice", ALICE, BOB, ""));
    JsonNode bob = json(answer(initiated, configuration("bob", BOB, ALICE, "")));
    assertAllInToken(bob, "RSK", "SSV", "TEK");
    for (JsonNode entry : bob.get("custody")) {
      if (entry.get("secret").asText().equals("RSK")) {
        assertEquals("UNWRAPPED", entry.get("origin").asText());
      }
    }
  }

  @Test
  void telUrisAndMonths() throws Exception {
    kmsInFile("--scheme", "tel");
    String alice = "tel:+447700900123";
    String bob = "tel:+447700900987";
    Path november = issued(bob, "--identifier", bob, "--period", "2026-11");
    Path december = issued(bob, "--identifier", bob, "--period", "2026-12", "--json");
    assertEquals(
        "323032362d31310074656c3a2b34343737303039303039383700",
        JSON.readTree(november.toFile()).at("/users/0/UserID").asText());
    assertEquals(0, on("bob", "keys", "import-identity", november.toString()).exitCode());
    assertEquals(0, on("bob", "keys", "import-identity", december.toString()).exitCode());
    assertEquals(0, on("alice", "keys", "import-identity", issued(alice).toString()).exitCode());

    String alices = configuration("alice", alice, bob, "");
    CliRun initiated = run(new byte[0], "initiate", "--config", alices);
    json(initiated);
    // Both periods' keys at once (RFC 6509 3.3), and by name.
    CliRun wide = answer(initiated, configuration("bob", bob, alice, "  margin: 10d"));
    assertAllInToken(json(wide), "RSK");
    String named =
        """
          keys:
            - period: 2026-11
              rsk: { label: "RSK %1$s kms.example.org 2026-11" }
              ssk: { uri: "pkcs11:token=bob;object=SSK%%20%1$s%%20kms.example.org%%202026-11" }
        """
            .formatted(bob);
    assertAllInToken(json(answer(initiated, configuration("bob", bob, alice, named))), "RSK");
    CliRun other =
        answer(
            initiated,
            configuration("bob", bob, alice, named.replace("period: 2026-11", "period: 2026-12")));
    assertEquals(ExitCode.REFUSED.code(), other.exitCode());
    assertTrue(other.err().contains("is not for " + bob + " in key period 2026-12"), other.err());

    CliRun sip = run(new byte[0], "kms", "issue", ALICE, "--kms", kms, "--out", kms + ".x");
    assertEquals(ExitCode.USAGE.code(), sip.exitCode());
    CliRun month =
        run(
            new byte[0],
            "kms",
            "issue",
            bob,
            "--kms",
            kms,
            "--out",
            kms + ".x",
            "--period",
            "1511");
    assertEquals(ExitCode.USAGE.code(), month.exitCode());

    // Another KMS: a tel URI and a month give the same identifier there (RFC 6509 3.2).
    kms = directory.resolve("another.json").toString();
    kmsInFile("--scheme", "tel");
    CliRun foreign = answer(initiated, configuration("bob", bob, alice, named));
    assertEquals(ExitCode.REFUSED.code(), foreign.exitCode(), foreign.err());
    assertTrue(foreign.err().contains("is not for " + bob + " in key period"), foreign.err());
  }

  private Path vectors() throws IOException {
    Path vectors = directory.resolve("vectors.json");
    try (InputStream in = McxVectors.class.getResourceAsStream("mcx-mikey-sakke.json")) {
      Files.copy(in, vectors);
    }
    JSON.writeValue(Path.of(certificate).toFile(), JSON.readTree(vectors.toFile()).get("kms"));
    return vectors;
  }

  @Test
  void aMessageOfAnotherImplementation() throws Exception {
    assertEquals(0, on("bob", "keys", "import-identity", vectors().toString()).exitCode());
    String configuration =
        configuration("bob", "sip:alice@streamwide.com", "sip:gms@streamwide.com", "");
    String message = Base64.getEncoder().encodeToString(McxVectors.message().toArray()) + "\n";
    String[] respond = {
      "respond", "--mode", "sakke", "--config", configuration, "--stored", "--margin", "400"
    };
    CliRun responded = run(message.getBytes(StandardCharsets.US_ASCII), respond);
    JsonNode report = json(responded);
    assertAllInToken(report, "RSK", "SSV", "TEK");
    assertEquals(0x06A12AEA, report.get("csbId").asInt());
    assertEquals("AES-GCM-128", report.at("/sessions/0/encryption").asText());
    byte[] changed = McxVectors.message().toArray();
    changed[changed.length - 1] ^= 1;
    CliRun refused =
        run(
            (Base64.getEncoder().encodeToString(changed) + "\n")
                .getBytes(StandardCharsets.US_ASCII),
            respond);
    assertEquals(ExitCode.EXCHANGE_FAILED.code(), refused.exitCode());
    assertTrue(refused.err().contains("does not authenticate"), refused.err());
  }

  @Test
  void whatIsNotTheKmssIsNotImported() throws Exception {
    kmsInFile();
    ObjectNode issued = (ObjectNode) JSON.readTree(issued(BOB).toFile());
    String rsk = issued.at("/users/0/UserDecryptKey").asText();
    assertImportRefused(issued, "UserDecryptKey", rsk.substring(0, 512) + "00");
    assertImportRefused(issued, "UserSigningKeySSK", "00".repeat(31) + "01");
    assertImportRefused(issued, "UserSigningKeySSK", "00".repeat(32));
    assertImportRefused(issued, "UserUri", ALICE);
    Path good = directory.resolve("good.json");
    JSON.writeValue(good.toFile(), issued);
    assertEquals(0, on("bob", "keys", "import-identity", good.toString()).exitCode());
    CliRun twice = on("bob", "keys", "import-identity", good.toString());
    assertEquals(ExitCode.REFUSED.code(), twice.exitCode());
    assertTrue(twice.err().contains("already"), twice.err());
    CliRun software =
        run(
            new byte[0],
            "keys",
            "import-identity",
            good.toString(),
            "--module",
            tokens.modulePath().toString(),
            "--token-label",
            "bob",
            "--pin-file",
            tokens.pinFile("bob").toString());
    assertEquals(ExitCode.UNAVAILABLE.code(), software.exitCode(), software.err());
  }

  private void assertImportRefused(ObjectNode issued, String field, String value) throws Exception {
    ObjectNode bad = issued.deepCopy();
    ((ObjectNode) bad.at("/users/0")).put(field, value);
    Path file = directory.resolve("bad.json");
    JSON.writeValue(file.toFile(), bad);
    CliRun refused = on("bob", "keys", "import-identity", file.toString());
    assertTrue(refused.exitCode() != 0, field);
    assertFalse(refused.err().contains(value), refused.err());
    assertFalse(on("bob", "keys", "list").out().contains("RSK"), field);
  }
}
