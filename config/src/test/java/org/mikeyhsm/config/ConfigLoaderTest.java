package org.mikeyhsm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.custody.CustodyPolicy;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.mode.pki.EnvelopeScheme;
import org.mikeyhsm.mode.pki.SignatureScheme;
import org.mikeyhsm.mode.sakke.SentIdentities;
import org.mikeyhsm.session.ReplaySettings;
import org.mikeyhsm.trust.Revocation;

class ConfigLoaderTest {
  @TempDir private Path directory;

  @Test
  void theSmallestHasEveryDefault() throws Exception {
    Configuration configuration = Written.load(directory, Written.SMALLEST);
    assertEquals("sip:alice@example.org", configuration.identity());
    assertEquals(Optional.of(directory.resolve("lib/p11.so")), configuration.token().module());
    assertEquals(Boundary.MODULE, configuration.token().boundary());
    assertEquals("labelled alice", configuration.token().selector().toString());
    assertEquals(new PinSettings.File(directory.resolve("alice.pin")), configuration.token().pin());
    assertEquals(CustodyPolicy.ANY, configuration.policy());
    assertEquals(List.of(Mode.PSK), configuration.modes());
    assertEquals(EncrAlg.AES_CM_128, configuration.algorithms().encryption());
    assertEquals(16, configuration.algorithms().tgkOctets());
    assertEquals(List.of(SrtpProfile.AES_CM_128_HMAC_SHA1_80), configuration.srtpProfiles());
    assertEquals(
        new ExchangeSettings(true, Duration.ofSeconds(10), 2269, Optional.empty()),
        configuration.exchange());
    assertEquals(ReplaySettings.DEFAULT, configuration.replay());
    assertEquals(DecodeLimits.defaults(), configuration.limits());
    assertEquals(List.of(), configuration.peers());
  }

  @Test
  void everythingCanBeSaid() throws Exception {
    Configuration configuration =
        Written.load(
            directory,
            """
            identity: alice@example.org
            token:
              module: /usr/lib/p11.so
              parameters: "a='b'"
              uri: "pkcs11:token=x;serial=1"
              boundary: hardware
              pin: { command: [/bin/echo, "1234"] }
            policy: { preset: strict, boundary: hardware }
            key-pair: { id: 0a0B }
            certificate: a.pem
            trust: [ca.pem, /etc/ca2.pem]
            peers:
              - identity: sip:bob@example.org
                psk: { label: 1234 }
              - identity: tel:+15551234
                psk: { uri: "pkcs11:token=x;object=y" }
                kms: other.example.org
            modes: [psk, sakke]
            sakke:
              kms: [kms.json, /etc/other.json]
              keys:
                - { period: 1511, rsk: { label: r }, ssk: { id: "01" } }
                - { kms: other.example.org, period: 2026-11, rsk: { label: a }, ssk: { label: b } }
              prf: mikey-1
              identities: hashed
              margin: 36h
            algorithms:
              encryption: aes-kw-128
              tgk-octets: 28
              signature: rsa-pss-sha256
              envelope: rsa-oaep
              dh-groups: [oakley-2, oakley-5]
            srtp: { profiles: [aes-cm-128-hmac-sha1-32] }
            exchange: { verification: false, timeout: 2m, udp-port: 4000, replay-state: replays }
            clock: { skew: 30s }
            replay: { messages-per-peer: 2, peers: 3 }
            limits: { message-octets: 1000, payloads: 20 }
            revocation: { check: crl, lists: [root.crl] }
            certificate-hosts: ["certs.example.org:8080"]
            """);
    assertEquals(Revocation.CRL, configuration.trust().revocation());
    assertEquals(List.of(directory.resolve("root.crl")), configuration.trust().revocationLists());
    assertEquals(List.of("certs.example.org:8080"), configuration.trust().certificateHosts());
    assertEquals(SignatureScheme.PSS_SHA256, configuration.algorithms().signature());
    assertEquals(EnvelopeScheme.OAEP, configuration.algorithms().envelope());
    assertEquals(
        List.of(DhGroup.OAKLEY_2, DhGroup.OAKLEY_5), configuration.algorithms().dhGroups());
    assertEquals(CustodyPolicy.STRICT.within(Boundary.HARDWARE), configuration.policy());
    assertEquals(Optional.of(new KeyReference.Id(Octets.ofHex("0a0b"))), configuration.keyPair());
    assertEquals(
        List.of(directory.resolve("ca.pem"), Path.of("/etc/ca2.pem")),
        configuration.trust().anchors());
    assertEquals(Optional.of(new KeyReference.Label("1234")), configuration.peers().get(0).psk());
    SakkeSettings sakke = configuration.sakke();
    assertEquals(List.of(directory.resolve("kms.json"), Path.of("/etc/other.json")), sakke.kms());
    assertEquals("1511", sakke.keys().get(0).period());
    assertEquals(new KeyReference.Id(Octets.ofHex("01")), sakke.keys().get(0).ssk());
    assertEquals(Optional.of("other.example.org"), sakke.keys().get(1).kms());
    assertEquals(PrfFunc.MIKEY_1, sakke.prf());
    assertEquals(SentIdentities.HASHED, sakke.identities());
    assertEquals(Duration.ofHours(36), sakke.margin());
    assertEquals(Optional.of("other.example.org"), configuration.peers().get(1).kms());
    assertEquals(28, configuration.algorithms().tgkOctets());
    assertEquals(new ReplaySettings(Duration.ofSeconds(30), 2, 3), configuration.replay());
    assertEquals(new DecodeLimits(1000, 20), configuration.limits());
    assertEquals(
        new ExchangeSettings(
            false, Duration.ofMinutes(2), 4000, Optional.of(directory.resolve("replays"))),
        configuration.exchange());
  }

  @Test
  void severalTokensAndKeysThatAreChanged() throws ConfigException, IOException {
    Configuration configuration =
        Written.load(
            directory,
            """
            identity: sip:alice@example.org
            token: { module: /lib/a.so, label: alice, pin: { file: pin } }
            pool:
              tokens:
                - { module: /lib/b.so, serial: "77", pin: { environment: PIN_B } }
              timeout: 3s
              first-probe: 2s
              longest-probe: 10s
            policy: { preset: any }
            key-pair: { label: alice-2 }
            former-key-pairs: [{ key: { label: alice-1 }, certificate: alice-1.pem }]
            peers:
              - identity: sip:bob@example.org
                former-certificates: [bob-1.pem]
                psks:
                  - { label: call-2, not-before: "2027-01-01T00:00:00Z" }
                  - { label: call-1, not-after: 2027-01-08T00:00:00Z }
            """);
    assertEquals(2, configuration.tokens().size());
    assertEquals("of serial number 77", configuration.tokens().get(1).selector().toString());
    assertEquals(Duration.ofSeconds(3), configuration.pool().timeout());
    assertEquals(Duration.ofSeconds(2), configuration.pool().firstProbe());
    assertEquals(Duration.ofSeconds(10), configuration.pool().longestProbe());
    assertEquals(
        List.of(
            new PskSettings(
                new KeyReference.Label("call-2"),
                Optional.of(Instant.parse("2027-01-01T00:00:00Z")),
                Optional.empty()),
            new PskSettings(
                new KeyReference.Label("call-1"),
                Optional.empty(),
                Optional.of(Instant.parse("2027-01-08T00:00:00Z")))),
        configuration.peers().get(0).psks());
    assertEquals(
        List.of(directory.resolve("bob-1.pem")), configuration.peers().get(0).formerCertificates());
    assertEquals(
        List.of(
            new FormerKeyPair(
                new KeyReference.Label("alice-1"), Optional.of(directory.resolve("alice-1.pem")))),
        configuration.formerKeyPairs());
  }

  @Test
  void faultsOfPoolsAndChangingKeysHaveTheirLine() throws IOException {
    String head = Written.SMALLEST.stripTrailing() + "\n";
    ConfigFault fault =
        Written.fault(
            directory, head + "pool: { tokens: [{ module: /lib/b.so, label: b, pin: 98765 }] }\n");
    assertEquals("pool.tokens[0].pin", fault.key());
    assertFalse(fault.toString().contains("98765"), fault.toString());
    fault = Written.fault(directory, head + "pool: { first-probe: 1h, longest-probe: 1m }\n");
    assertEquals("pool.longest-probe", fault.key());
    String peer = head + "peers:\n  - identity: sip:b@example.org\n";
    fault = Written.fault(directory, peer + "    psk: { label: a }\n    psks: [{ label: b }]\n");
    assertEquals("peers[0].psks", fault.key());
    fault =
        Written.fault(
            directory,
            peer
                + "    psks: [{ label: a, not-before: 2027-01-02T00:00:00Z,"
                + " not-after: 2027-01-01T00:00:00Z }]\n");
    assertEquals("peers[0].psks[0].not-after", fault.key());
    fault = Written.fault(directory, peer + "    psks: [{ label: a, not-before: tomorrow }]\n");
    assertEquals("peers[0].psks[0].not-before", fault.key());
    fault =
        Written.fault(
            directory,
            peer
                + "    psks: [{ label: a }, { label: b }, { label: c }, { label: d }, { label: e }]\n");
    assertEquals("peers[0].psks", fault.key());
  }

  @Test
  void aPinInTheWrongPlaceIsNotRepeated() throws IOException {
    ConfigFault fault =
        Written.fault(
            directory, Written.SMALLEST.replaceFirst("pin: [^\\n]*?}( }|\\n|$)", "pin: 98765$1"));
    assertEquals("token.pin", fault.key());
    assertFalse(fault.toString().contains("98765"), fault.toString());
    fault =
        Written.fault(
            directory,
            Written.SMALLEST + "key-pair: { uri: \"pkcs11:object=a?pin-value=98765\" }\n");
    assertFalse(fault.toString().contains("98765"), fault.toString());
  }

  @Test
  void aFileThatEverybodyCanWriteIsRefusedAndOneWithoutEndBounded() throws IOException {
    Path file = Files.writeString(directory.resolve("open.yaml"), Written.SMALLEST);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    ConfigException open =
        assertThrows(ConfigException.class, () -> ConfigLoader.load(file, Map.of(), Map.of()));
    assertTrue(open.getMessage().contains("everybody can write"), open.getMessage());
    ConfigException endless =
        assertThrows(
            ConfigException.class,
            () -> ConfigLoader.load(Path.of("/dev/zero"), Map.of(), Map.of()));
    assertTrue(endless.getMessage().contains("more than 1 MiB"), endless.getMessage());
  }

  @Test
  void whatAModeNeedsMustBeThere() throws IOException {
    ConfigFault fault = Written.fault(directory, Written.SMALLEST + "modes: [psk, dh]\n");
    assertEquals("modes", fault.key());
    assertEquals("\"dh\" without key-pair", fault.found());
    fault = Written.fault(directory, Written.SMALLEST + "modes: [sakke]\n");
    assertEquals("\"sakke\" without sakke.kms", fault.found());
    fault =
        Written.fault(
            directory,
            Written.SMALLEST
                + "sakke: { keys: [{ period: 2026-13, rsk: { label: a }, ssk: { label: b } }] }\n");
    assertEquals("sakke.keys[0].period", fault.key());
    fault = Written.fault(directory, Written.SMALLEST + "revocation: { check: crl }\n");
    assertEquals("revocation.check", fault.key());
    fault =
        Written.fault(
            directory, Written.SMALLEST + "revocation: { ocsp-responder: \"http://a b\" }\n");
    assertEquals("revocation.ocsp-responder", fault.key());
    fault =
        Written.fault(
            directory, Written.SMALLEST + "revocation: { ocsp-responder: \"http://a/{}\" }\n");
    assertEquals("revocation.ocsp-responder", fault.key());
  }

  @Test
  void anUnknownKeyIsToldWithLineAndNearestName() throws IOException {
    ConfigFault fault =
        Written.fault(directory, Written.SMALLEST.replace("policy:", "clok: {}\npolicy:"));
    assertEquals(directory.resolve("mikey.yaml").toString(), fault.source());
    assertEquals(6, fault.line());
    assertEquals("clok", fault.key());
    assertEquals(Optional.of("clock"), fault.nearest());
    assertTrue(fault.allowed().contains("identity, token, policy"), fault.allowed());
  }

  @Test
  void aWrongWordIsToldWithWhatIsAllowed() throws IOException {
    ConfigFault fault =
        Written.fault(directory, Written.SMALLEST.replace("preset: any", "preset: strikt"));
    assertEquals("policy.preset", fault.key());
    assertEquals("\"strikt\"", fault.found());
    assertEquals("any, hardware, strict", fault.allowed());
    assertEquals(Optional.of("strict"), fault.nearest());
    assertTrue(
        fault
            .toString()
            .endsWith(
                "mikey.yaml:6: policy.preset: found \"strikt\"; did you mean strict?; allowed: any,"
                    + " hardware, strict"),
        fault.toString());
  }

  @Test
  void allFaultsAreToldAtOnce() throws IOException {
    List<ConfigFault> faults =
        Written.faults(
            directory,
            """
            identity: alice
            token:
              module: p11.so
              label: alice
              serial: 12
              pin: { fiel: a.pin }
            exchange: { timeout: 10, verification: yes, udp-port: 70000 }
            peers:
              - psk: { id: abc }
            """);
    assertEquals(
        List.of(
            "identity@1",
            "token.pin.fiel@6",
            "token.pin@6",
            "token@3",
            "exchange.timeout@7",
            "exchange.verification@7",
            "exchange.udp-port@7",
            "peers[0].psk.id@9",
            "peers[0].identity@9",
            "policy@1"),
        faults.stream().map(fault -> fault.key() + "@" + fault.line()).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "just a text",
        "- a\n- b",
        "identity: [",
        "a: &x 1\nb: *x",
        "identity: a@b\nidentity: a@b",
        "? [a]\n: b",
        "a: !!javax.script.ScriptEngineManager []",
        "identity: \"\u0001\"",
      })
  void whatIsNoConfigurationIsAFaultAndNothingElse(String text) throws IOException {
    assertTrue(Written.faults(directory, text).size() > 0);
  }

  @Test
  void deepNestingAndLongFilesAreRefused() throws IOException {
    Written.fault(directory, "a: " + "[".repeat(10_000));
    Written.fault(directory, "# " + "x".repeat(1 << 21));
  }

  @Test
  void aFileThatCannotBeReadIsAFault() throws IOException {
    ConfigException missing =
        assertThrows(
            ConfigException.class,
            () -> ConfigLoader.load(directory.resolve("none.yaml"), Map.of(), Map.of()));
    assertEquals("no such file", missing.faults().get(0).found());
    Path latin =
        Files.write(
            directory.resolve("l"), "identity: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
    ConfigException notUtf8 =
        assertThrows(ConfigException.class, () -> ConfigLoader.load(latin, Map.of(), Map.of()));
    assertEquals("octets that are not UTF-8", notUtf8.faults().get(0).found());
  }

  @Test
  void valuesMustGoTogether() throws IOException {
    assertEquals(
        "algorithms.encryption",
        Written.fault(directory, Written.SMALLEST + "algorithms: { encryption: \"null\" }").key());
    assertEquals(
        "algorithms.tgk-octets",
        Written.fault(
                directory,
                Written.SMALLEST + "algorithms: { encryption: aes-kw-128, tgk-octets: 16 }")
            .key());
    assertEquals(
        "peers[1].identity",
        Written.fault(directory, Written.SMALLEST + "peers: [{ identity: a@b }, { identity: a@b }]")
            .key());
    assertEquals(
        "key-pair.uri",
        Written.fault(directory, Written.SMALLEST + "key-pair: { uri: \"pkcs11:token=a\" }").key());
  }

  @Test
  void aUriWithAPinIsRefusedAndNotRepeatedAsGood() throws IOException {
    ConfigFault fault =
        Written.fault(
            directory,
            Written.SMALLEST.replace("label: alice", "uri: \"pkcs11:token=a?pin-value=1\""));
    assertEquals("token.uri", fault.key());
    assertTrue(fault.found().contains("pin-source"), fault.found());
  }
}
