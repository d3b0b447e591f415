package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.cli.keys.TestCertificates;
import org.mikeyhsm.softhsm.TokenDirectory;

/** The commands token, keys and doctor on SoftHSM2, inside the test JVM. */
@Tag("softhsm")
class ProvisioningCommandsTest {
  private static final byte[] PSK = "16 octets of key".getBytes(StandardCharsets.US_ASCII);

  private static final String EXAMPLE =
      Path.of(System.getProperty("mikeyhsm.root"), "config/examples/softhsm2.yaml").toString();

  @TempDir private Path directory;

  private TokenDirectory tokens;

  @BeforeEach
  void makeToken() {
    tokens = TokenDirectory.ofTests();
    tokens.remake("cli", "cli's pin", Map.of("call", PSK));
  }

  private CliRun run(byte[] input, Map<String, String> environment, String... arguments) {
    return CliRun.with(input, environment, arguments);
  }

  /** With the token and its PIN named. */
  private CliRun on(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--module",
            tokens.modulePath().toString(),
            "--token-label",
            "cli",
            "--pin-file",
            tokens.pinFile("cli").toString()));
    return CliRun.of(all.toArray(String[]::new));
  }

  private JsonNode json(CliRun run) {
    assertEquals(0, run.exitCode(), run.err());
    assertEquals("", run.err());
    return DemoCommandTest.parse(run.out());
  }

  private List<String> labels() {
    List<String> labels = new ArrayList<>();
    json(on("keys", "list", "--json"))
        .get("objects")
        .forEach(o -> labels.add(o.get("label").textValue()));
    return labels;
  }

  @Test
  void slotsAreListedAndATokenDescribedWithoutAPin() {
    JsonNode slots =
        json(CliRun.of("token", "list", "--json", "--module", tokens.modulePath().toString()))
            .get("slots");
    assertTrue(slots.size() >= 2);
    JsonNode info =
        json(
            CliRun.of(
                "token",
                "info",
                "--json",
                "--module",
                tokens.modulePath().toString(),
                "--token-label",
                "cli"));
    assertEquals("ready", info.get("state").textValue());
    assertTrue(info.get("uri").textValue().startsWith("pkcs11:token=cli;serial="));
    assertTrue(info.get("mechanisms").toString().contains("\"CKM_AES_ECB_ENCRYPT_DATA\""));
    CliRun none =
        CliRun.of(
            "token", "info", "--module", tokens.modulePath().toString(), "--token-label", "none");
    assertEquals(69, none.exitCode());
    assertEquals(64, CliRun.of("token", "list").exitCode(), "no module is named");
    assertEquals(69, CliRun.of("token", "list", "--module", directory + "/none.so").exitCode());
  }

  @Test
  void aTokenIsInitializedAndErasedOnlyWhenConfirmed() throws Exception {
    String label = "made " + UUID.randomUUID().toString().substring(0, 8);
    Path officer = Files.writeString(directory.resolve("so"), "87654321\n");
    Path pin = Files.writeString(directory.resolve("pin"), "12345678\n");
    for (Path file : List.of(officer, pin)) {
      file.toFile().setReadable(false, false);
      file.toFile().setWritable(false, false);
      file.toFile().setReadable(true, true);
    }
    List<String> init =
        List.of(
            "token",
            "init",
            "--json",
            "--module",
            tokens.modulePath().toString(),
            "--token-label",
            label,
            "--so-pin-file",
            officer.toString(),
            "--pin-file",
            pin.toString());
    assertTrue(json(CliRun.of(init.toArray(String[]::new))).get("initialized").booleanValue());
    CliRun again = CliRun.of(init.toArray(String[]::new));
    assertEquals(69, again.exitCode(), "a second one of that label is refused");

    String slot =
        json(CliRun.of(
                "token",
                "info",
                "--json",
                "--module",
                tokens.modulePath().toString(),
                "--token-label",
                label))
            .get("slot")
            .asText();
    List<String> erase = new ArrayList<>(init);
    erase.addAll(List.of("--slot", slot));
    CliRun asked =
        run("no\n".getBytes(StandardCharsets.US_ASCII), Map.of(), erase.toArray(String[]::new));
    assertEquals(64, asked.exitCode());
    assertTrue(asked.err().contains("erased with every key"), asked.err());
    CliRun answered =
        run("yes\n".getBytes(StandardCharsets.US_ASCII), Map.of(), erase.toArray(String[]::new));
    assertEquals(0, answered.exitCode(), answered.err());
  }

  @Test
  void theConfigurationNamesTheNewTokenAndItsPinAndNothingIsMadeWithoutOne() throws Exception {
    String label = "made " + UUID.randomUUID().toString().substring(0, 8);
    Path pin = directory.resolve("pin");
    Path configuration =
        Files.writeString(
            directory.resolve("mikey.yaml"),
            """
            identity: sip:alice@example.org
            token: { module: %s, label: %s, pin: { file: pin } }
            policy: { preset: any }
            """
                .formatted(tokens.modulePath(), label));
    String[] init = {"token", "init", "--config", configuration.toString()};
    assertEquals(69, CliRun.of(init).exitCode(), "there is no PIN file");
    assertFalse(slots().contains(label), "a token without a PIN was left behind");
    Files.copy(tokens.pinFile("cli"), pin, StandardCopyOption.COPY_ATTRIBUTES);
    CliRun made = CliRun.of(init);
    assertEquals(0, made.exitCode(), made.err());
    json(CliRun.of("keys", "list", "--json", "--config", configuration.toString()));
  }

  private String slots() {
    return CliRun.of("token", "list", "--module", tokens.modulePath().toString()).out();
  }

  @Test
  void keysAreGeneratedListedAndDeletedWhenConfirmed() {
    json(on("keys", "generate", "psk", "mine", "--octets", "24", "--json"));
    json(on("keys", "generate", "kek", "kek", "--json"));
    assertEquals(List.of("call", "kek", "mine"), labels());
    for (JsonNode object : json(on("keys", "list", "--json")).get("objects")) {
      assertTrue(object.get("sensitive").booleanValue());
      assertFalse(object.get("extractable").booleanValue());
    }
    assertEquals(78, on("keys", "generate", "psk", "mine").exitCode(), "it is there already");
    assertEquals(64, on("keys", "generate", "psk", "x", "--octets", "16").exitCode());
    assertEquals(64, on("keys", "generate", "des", "x").exitCode());

    CliRun asked = on("keys", "delete", "mine");
    assertEquals(64, asked.exitCode());
    assertTrue(asked.err().contains("--yes"), asked.err());
    assertEquals(3, labels().size());
    json(on("keys", "delete", "mine", "--yes", "--json"));
    assertEquals(List.of("call", "kek"), labels());
    CliRun gone = on("keys", "delete", "mine", "--yes", "--json");
    assertEquals(78, gone.exitCode());
    assertEquals(78, DemoCommandTest.parse(gone.out()).get("exitCode").intValue());
  }

  @Test
  void aKeyIsNeitherLockedNorHandedOverWhenTheFileCannotBeWritten() throws Exception {
    json(on("keys", "generate", "psk", "mine", "--shareable", "--json"));
    json(on("keys", "generate", "rsa-2048", "peer", "--json"));
    Path request = directory.resolve("csr");
    json(on("keys", "request", "peer", "--subject", "CN=p", "--out", request.toString(), "--json"));
    Path there = Files.writeString(directory.resolve("there"), "x");
    assertEquals(
        65,
        on("keys", "wrap-export", "mine", "--to", request.toString(), "--out", there.toString())
            .exitCode());
    Path out = directory.resolve("out");
    json(
        on(
            "keys",
            "wrap-export",
            "mine",
            "--to",
            request.toString(),
            "--out",
            out.toString(),
            "--json"));
    assertEquals(
        78,
        on("keys", "wrap-export", "mine", "--to", request.toString(), "--out", directory + "/o2")
            .exitCode(),
        "it is locked now");
    json(on("keys", "generate", "rsa-2048", "wrong", "--json"));
    CliRun wrong = on("keys", "import", "psk", "x", "--in", out.toString(), "--with", "wrong");
    assertEquals(78, wrong.exitCode());
    assertTrue(wrong.err().contains("wrapped for another key"), wrong.err());
    assertEquals(64, on("keys", "import", "psk", "x", "--in", out.toString()).exitCode());
  }

  @Test
  void aKekHandsAKeyOverAndWhatCannotBeImportedSaysWhy() {
    json(on("keys", "generate", "rsa-2048", "pair", "--json"));
    String csr = directory.resolve("csr").toString();
    String kek = directory.resolve("kek").toString();
    String psk = directory.resolve("psk").toString();
    json(on("keys", "request", "pair", "--subject", "CN=p", "--out", csr, "--json"));
    json(on("keys", "generate", "kek", "kek", "--shareable", "--json"));
    json(on("keys", "wrap-export", "kek", "--to", csr, "--out", kek, "--json"));
    json(on("keys", "import", "kek", "kek2", "--in", kek, "--with", "pair", "--json"));
    json(on("keys", "generate", "psk", "next", "--shareable", "--json"));
    JsonNode wrapped =
        json(on("keys", "wrap-export", "next", "--under", "kek", "--out", psk, "--json"));
    assertEquals("kek", wrapped.get("kek").textValue());
    json(on("keys", "import", "psk", "next2", "--in", psk, "--with", "kek2", "--json"));
    assertTrue(labels().containsAll(List.of("kek2", "next2")));

    CliRun asKek = on("keys", "import", "kek", "x", "--in", psk, "--with", "kek2");
    assertEquals(78, asKek.exitCode());
    assertTrue(asKek.err().contains("holds a PSK"), asKek.err());
    CliRun both = on("keys", "wrap-export", "x", "--to", csr, "--under", "kek", "--out", psk);
    assertEquals(64, both.exitCode(), both.err());
    CliRun identity = on("keys", "import", "identity", "x", "--in", psk, "--json");
    assertEquals(78, identity.exitCode());
    assertTrue(identity.err().contains("RSK, SSK"), identity.err());
  }

  @Test
  void aRequestAsksForIdentities() throws Exception {
    json(on("keys", "generate", "rsa-2048", "pair", "--json"));
    String request =
        on(
                "keys",
                "request",
                "pair",
                "--subject",
                "CN=p",
                "--identity",
                "sip:p@example.org,p@example.org")
            .out();
    String text =
        new String(
            Base64.getMimeDecoder().decode(request.replaceAll("-----[A-Z ]+-----", "")),
            StandardCharsets.ISO_8859_1);
    // GeneralName [6] and [1], with their lengths (RFC 5280 4.2.1.6).
    assertTrue(text.contains("\u0086\u0011sip:p@example.org"), "the URI");
    assertTrue(text.contains("\u0081\rp@example.org"), "the e-mail address");
  }

  @Test
  void aCertificateGoesBesideItsOwnKeyOnly() throws Exception {
    json(on("keys", "generate", "ec-p256", "alice", "--json"));
    String request = on("keys", "request", "alice", "--subject", "CN=alice").out();
    assertTrue(request.startsWith("-----BEGIN CERTIFICATE REQUEST-----\n"), request);
    assertEquals(65, on("keys", "request", "alice", "--subject", "alice").exitCode());

    TestCertificates ca = new TestCertificates("CN=ca");
    byte[] info = publicKeyInfo(request);
    Path own =
        ca.issue(directory.resolve("a"), "CN=alice", info, CliRun.NOW, CliRun.NOW.plusSeconds(99));
    Path other =
        ca.issue(
            directory.resolve("b"),
            "CN=alice",
            TestCertificates.rsa(2048).getPublic().getEncoded(),
            CliRun.NOW,
            CliRun.NOW.plusSeconds(99));
    assertEquals(
        78, on("keys", "import", "certificate", "alice", "--in", other.toString()).exitCode());
    json(on("keys", "import", "certificate", "alice", "--in", own.toString(), "--json"));
    assertEquals(List.of("alice", "alice", "alice", "call"), labels());
  }

  private static byte[] publicKeyInfo(String request) throws Exception {
    return CertificationRequest.getInstance(
            Base64.getMimeDecoder().decode(request.replaceAll("-----[A-Z ]+-----", "")))
        .getCertificationRequestInfo()
        .getSubjectPublicKeyInfo()
        .getEncoded();
  }

  @Test
  void aCertificateWithoutAnIdentityIsImportedWithAWarning() throws Exception {
    json(on("keys", "generate", "ec-p256", "alice", "--json"));
    String request = on("keys", "request", "alice", "--subject", "CN=alice").out();
    byte[] info = publicKeyInfo(request);
    Path nameless =
        new TestCertificates("CN=ca")
            .issueNameless(directory.resolve("c"), info, CliRun.NOW, CliRun.NOW.plusSeconds(99));
    CliRun run = on("keys", "import", "certificate", "alice", "--in", nameless.toString());
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.err().contains("has no subjectAltName"), run.err());
    assertTrue(run.err().contains("keys request --identity"), run.err());
  }

  @Test
  void theDoctorNeedsNeitherConfigurationNorPin() {
    JsonNode examination =
        json(
            CliRun.of(
                "doctor",
                "--json",
                "--module",
                tokens.modulePath().toString(),
                "--token-label",
                "cli"));
    assertTrue(examination.get("healthy").booleanValue());
    assertEquals("TOKEN", level(examination, "psk", "PSK"));
    assertEquals("TRANSIENT", level(examination, "psk", "TGK"));
    assertEquals("TOKEN", level(examination, "dh", "EPHEMERAL"));
    for (JsonNode capability : examination.get("capabilities")) {
      if (capability.get("level").textValue().equals("TRANSIENT")) {
        assertTrue(capability.get("missing").toString().contains("CKM_"), capability.toString());
      }
    }
    CliRun none =
        CliRun.of("doctor", "--module", tokens.modulePath().toString(), "--token-label", "none");
    assertEquals(78, none.exitCode());
    assertTrue(none.out().startsWith("problem token: there is no token labelled none"), none.out());
  }

  private static String level(JsonNode examination, String mode, String secretClass) {
    for (JsonNode capability : examination.get("capabilities")) {
      if (capability.get("mode").textValue().equals(mode)
          && capability.get("class").textValue().equals(secretClass)) {
        return capability.get("level").textValue();
      }
    }
    throw new AssertionError("no " + secretClass + " in " + examination);
  }

  /** The example as it is, with this machine's places and names over it. */
  private Map<String, String> here(String... more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("MIKEY_CONFIG__TOKEN__MODULE", tokens.modulePath().toString());
    environment.put("MIKEY_CONFIG__TOKEN__LABEL", "cli");
    environment.put("MIKEY_CONFIG__TOKEN__PIN__FILE", tokens.pinFile("cli").toString());
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return environment;
  }

  @Test
  void theDoctorLooksAtEverythingThatTheExampleNames() {
    CliRun good = run(new byte[0], here(), "doctor", "--config", EXAMPLE);
    assertEquals(0, good.exitCode(), good.err() + good.out());
    assertTrue(
        good.out().contains("ok      psk of sip:bob@example.org: label call, 128 bits"),
        good.out());
    assertTrue(good.out().contains("ok      login"), good.out());

    CliRun strict =
        run(
            new byte[0],
            here("MIKEY_CONFIG__POLICY__PRESET", "strict"),
            "doctor",
            "--config",
            EXAMPLE);
    assertEquals(78, strict.exitCode());
    assertTrue(
        strict.out().contains("mode psk: TGK reaches TRANSIENT, TOKEN is demanded"), strict.out());
    assertFalse(strict.out().contains("mode dh: "), "it is not among the modes in use");

    CliRun hardware =
        run(
            new byte[0],
            here("MIKEY_CONFIG__TOKEN__BOUNDARY", "hardware"),
            "doctor",
            "--config",
            EXAMPLE);
    assertEquals(78, hardware.exitCode());
    assertTrue(hardware.out().contains("CKF_HW_SLOT"), hardware.out());
  }

  @Test
  void theDoctorTellsAMissingKeyAndARefusedPin() throws Exception {
    tokens.remake("cli", "cli's pin", Map.of());
    CliRun missing = run(new byte[0], here(), "doctor", "--config", EXAMPLE);
    assertEquals(78, missing.exitCode());
    assertTrue(missing.out().contains("problem psk of sip:bob@example.org"), missing.out());
    assertTrue(missing.out().contains("mikey keys list"), missing.out());

    Map<String, String> environment =
        here("MIKEY_CONFIG__TOKEN__PIN__ENVIRONMENT", "P", "P", "wrong-pin-9");
    environment.remove("MIKEY_CONFIG__TOKEN__PIN__FILE");
    CliRun wrong = run(new byte[0], environment, "doctor", "--json", "--config", EXAMPLE);
    assertEquals(78, wrong.exitCode());
    assertTrue(wrong.out().contains("refused the PIN"), wrong.out());
    assertFalse((wrong.out() + wrong.err()).contains("wrong-pin-9"));
  }

  @Test
  void completionIsAScript() {
    CliRun run = CliRun.of("completion");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("wrap-export"), run.out());
  }
}
