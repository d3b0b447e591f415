package org.mikeyhsm.hsm.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.hsm.CModules;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.MikeyTokenModule;
import org.mikeyhsm.hsm.token.NssDatabase;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpMasterKey;
import org.mikeyhsm.softhsm.TokenDirectory;

/**
 * A strict call on libmikeytoken, looked at from outside: every PKCS#11 call that the process makes
 * is recorded, and its memory is searched for keys that this process, the peer with software keys,
 * computes. With {@code -Dmikeyhsm.leak=true} the observed process breaks custody on purpose, and
 * the first test here must fail.
 */
@Tag("softhsm")
class ProofByLookingTest {
  private static final String LABEL = "mikeytoken proof";
  private static final String PIN = "Proof-Pin-4711";

  @TempDir private Path directory;

  private final byte[] psk = new byte[24];
  private Looking looking;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Secret> secrets = new ArrayList<>();

  @BeforeEach
  void prepare() {
    looking = new Looking(directory, PIN);
  }

  @Test
  void aStrictCallLeavesNoSecretOutsideTheToken() throws Exception {
    inspect(Boolean.getBoolean("mikeyhsm.leak"));
    assertEquals(List.of(), looking.breaches());
  }

  @Test
  void aDerivedKeyThatIsReimportedIsSeenInTheLogAndInMemory() throws Exception {
    inspect(true);
    List<String> breaches = looking.breaches();
    assertTrue(
        breaches.stream().anyMatch(b -> b.startsWith("log: C_CreateObject")), breaches::toString);
    assertTrue(
        breaches.stream().anyMatch(b -> b.startsWith("heap: TEK, octets")), breaches::toString);
    assertTrue(
        breaches.stream().anyMatch(b -> b.startsWith("memory: TEK, octets")), breaches::toString);
    assertFalse(breaches.stream().anyMatch(b -> b.contains("PSK")), breaches::toString);
  }

  /**
   * The module in another process, behind caml-crush: no secret was ever in the JVM's own. Its
   * server killed, calls fail by typed exceptions, and go on when both were opened anew.
   */
  @Test
  void aStrictCallWhoseModuleIsInAnotherProcess() throws Exception {
    TokenDirectory tokens = tokens();
    try (ModuleProcess module =
        ModuleProcess.start(
            Files.createTempDirectory("mikey"), mikeyToken(), Map.copyOf(environment))) {
      environment.putAll(module.clientEnvironment());
      Path client = ModuleProcess.library();
      try (ObservedProcess provisioning = start("provision", client, tokens, Boundary.PROCESS)) {
        provisioning.say(HexFormat.of().formatHex(psk));
        assertEquals(0, provisioning.end());
      }
      try (ObservedProcess observed = start("run", client, tokens, Boundary.PROCESS)) {
        assertEquals("ready", observed.answer());
        assertEquals("TOKEN PROCESS", call(observed, false));
        assertEquals(List.of(), looking.breaches());
        MemorySearch search = new MemorySearch(secrets);
        for (long pid : module.pids()) {
          assertEquals(Map.of(), search.inProcess(pid), "at rest in the module's own process");
        }

        module.kill();
        assertTrue(observed.tryTo("initiate").startsWith("failed "));
        module.restart();
        // Its client never connects again; another copy of it, in the same JVM, does.
        Path copy = Files.copy(client, directory.resolve("client-again.so"));
        observed.tell("reopen " + copy);
        observed.tell("plant");
        call(observed, false);
        assertEquals(List.of(), looking.breaches());
        assertEquals(0, observed.end());
      }
    }
  }

  /** What docs/performance.md lists: a call more is seen here. */
  @Test
  void anExchangeMakesTheseCallsAndNoMore() throws Exception {
    TokenDirectory tokens = tokens();
    Path log = directory.resolve("calls.log");
    environment.put("MIKEYHSM_STACKED_BASE", mikeyToken().toString());
    try (ObservedProcess provisioning = start("provision", library(), tokens, Boundary.MODULE)) {
      provisioning.say(HexFormat.of().formatHex(psk));
      assertEquals(0, provisioning.end());
    }
    environment.put("MIKEYHSM_STACKED_LOG", log.toString());
    MikeyContext context = MikeyContext.forNewKeys(new MikeyProvider(), Clock.systemUTC());
    try (ObservedProcess observed = start("run", library(), tokens, Boundary.MODULE);
        SoftwareKey key = SoftwareKey.preShared(psk.clone())) {
      assertEquals("ready", observed.answer());
      PskCredential credential =
          new PskCredential(SessionChild.OBSERVER, SessionChild.OBSERVED, key);
      // The first call opens sessions and asks for mechanisms.
      for (int i = 0; i < 2; i++) {
        PskInitiator initiator =
            PskInitiator.initial(context, credential, PskOffer.of(List.of(new SrtpId(0, 1, 0))));
        int before = CallLog.of(log).calls().size();
        Octets answer = Octets.ofHex(observed.tell("respond " + initiator.start().toHex()));
        int answered = CallLog.of(log).calls().size();
        observed.tell("srtp");
        int protectedPackets = CallLog.of(log).calls().size();
        observed.tell("hangup");
        CallLog all = CallLog.of(log);
        if (i > 0) {
          assertEquals(
              "{C_DeriveKey=3, C_DestroyObject=3, C_GetAttributeValue=4, C_Sign=2,"
                  + " C_SignInit=2, C_UnwrapKey=1}",
              all.from(before).to(answered - before).counts().toString());
          assertEquals(
              "{C_DeriveKey=5, C_DestroyObject=2, C_Encrypt=1, C_EncryptInit=1,"
                  + " C_GetAttributeValue=8, C_Sign=1, C_SignInit=1}",
              all.from(answered).to(protectedPackets - answered).counts().toString());
          assertEquals("{C_DestroyObject=4}", all.from(protectedPackets).counts().toString());
        }
        initiator.receive(answer).close();
        initiator.close();
      }
      assertEquals(0, observed.end());
    }
  }

  /** NSS keeps copies in the memory of the process: docs/custody.md. None is on the heap. */
  @Test
  void aStrictCallOnNssLeavesNoSecretOnTheHeap() throws Exception {
    new SecureRandom().nextBytes(psk);
    Path pin = Files.writeString(directory.resolve("pin"), PIN + "\n");
    Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-------"));
    String[] place = {
      NssDatabase.library().toString(),
      "nss proof",
      pin.toString(),
      Boundary.MODULE.name(),
      Files.createDirectory(directory.resolve("nss")).toString()
    };
    try (ObservedProcess provisioning = start("provision", place)) {
      provisioning.say(HexFormat.of().formatHex(psk));
      assertEquals(0, provisioning.end());
    }
    try (ObservedProcess observed = start("run", place)) {
      assertEquals("ready", observed.answer());
      assertEquals("TOKEN MODULE", call(observed, false));
      assertEquals(0, observed.end());
    }
    assertEquals(List.of(), looking.breaches().stream().filter(b -> b.startsWith("heap")).toList());
    assertTrue(
        looking.breaches().stream().anyMatch(b -> b.startsWith("memory: TGK, octets")),
        "if NSS leaves no TGK in memory any more, docs/custody.md can say so");
  }

  private TokenDirectory tokens() {
    new SecureRandom().nextBytes(psk);
    TokenDirectory tokens =
        TokenDirectory.at(
            Path.of(System.getProperty("mikeyhsm.root"), "hsm-provider/target/softhsm-proof"));
    tokens.remake(LABEL, PIN, Map.of());
    environment.put("SOFTHSM2_CONF", tokens.confFile().toString());
    environment.put("MIKEYTOKEN_BASE", tokens.modulePath().toString());
    return tokens;
  }

  private static Path mikeyToken() {
    Properties properties = new Properties();
    properties.setProperty(MikeyTokenModule.HOME_PROPERTY, System.getProperty("mikeyhsm.root"));
    return MikeyTokenModule.find(Optional.empty(), properties, Map.of());
  }

  private void inspect(boolean leak) throws Exception {
    TokenDirectory tokens = tokens();
    Path log = directory.resolve("calls.log");
    environment.put("MIKEYHSM_STACKED_BASE", mikeyToken().toString());

    try (ObservedProcess provisioning = start("provision", library(), tokens, Boundary.MODULE)) {
      provisioning.say(HexFormat.of().formatHex(psk));
      assertEquals(0, provisioning.end());
    }
    environment.put("MIKEYHSM_STACKED_LOG", log.toString());
    try (ObservedProcess observed = start("run", library(), tokens, Boundary.MODULE)) {
      assertEquals("ready", observed.answer());
      assertEquals("TOKEN MODULE", call(observed, leak));
      assertEquals(0, observed.end());
    }
    CallLog calls = CallLog.of(log);
    assertTrue(calls.counts().containsKey("C_DeriveKey"), () -> calls.counts().toString());
    for (String line : calls.breaches(keysOfPackets(calls), salts(calls))) {
      looking.breaches().add("log: " + line);
    }
  }

  private static Path library() {
    return CModules.library("stacked");
  }

  private ObservedProcess start(String what, Path library, TokenDirectory tokens, Boundary boundary)
      throws IOException {
    return start(
        what, library.toString(), LABEL, tokens.pinFile(LABEL).toString(), boundary.name());
  }

  private ObservedProcess start(String what, String... place) throws IOException {
    return ObservedProcess.start(
        SessionChild.class,
        environment,
        directory.resolve(what + ".txt"),
        Stream.concat(Stream.of(what), Stream.of(place)).toArray(String[]::new));
  }

  /**
   * The keys whose work is C_Sign, C_Verify and C_Encrypt: what CKM_MIKEY_PRF made with CKA_SIGN
   * (auth_key), and what CKM_MIKEY_SRTP_KDF made (SRTP session keys).
   */
  private static Set<Long> keysOfPackets(CallLog calls) {
    Set<Long> keys = new HashSet<>(calls.madeBy(MechanismType.MIKEY_SRTP_KDF.code()));
    Set<Long> derived = calls.madeBy(MechanismType.MIKEY_PRF.code());
    calls.calls().stream()
        .filter(call -> call.field("template").contains("0x108=1"))
        .map(call -> call.field("made"))
        .filter(made -> !made.isEmpty())
        .map(Long::valueOf)
        .filter(derived::contains)
        .forEach(keys::add);
    return keys;
  }

  private static Set<Long> salts(CallLog calls) {
    Set<Long> salts = new HashSet<>(calls.madeBy(MechanismType.MIKEY_PRF_SALT.code()));
    salts.addAll(calls.madeBy(MechanismType.MIKEY_SRTP_KDF_SALT.code()));
    return salts;
  }

  /** Two calls, one from each side, looked at at every stage. */
  private String call(ObservedProcess observed, boolean leak)
      throws GeneralSecurityException, MikeyException, IOException {
    observed.tell("plant");
    secrets.clear();
    secrets.add(new Secret("PSK", psk));
    looking.look(observed, "logged in", secrets);

    MikeyProvider software = new MikeyProvider();
    MikeyContext context = MikeyContext.forNewKeys(software, Clock.systemUTC());
    try (SoftwareKey key = SoftwareKey.preShared(psk.clone())) {
      PskCredential credential =
          new PskCredential(SessionChild.OBSERVER, SessionChild.OBSERVED, key);

      Octets sent = Octets.ofHex(observed.tell("initiate"));
      secrets.addAll(named("sent ", PskSecrets.of(psk, sent)));
      looking.look(observed, "message sent", secrets);
      PskResponder responder =
          new PskResponder(
              context, PskDirectory.of(List.of(credential)), PskResponderSettings.DEFAULT);
      try (Accepted accepted = responder.receive(sent)) {
        assertTek(accepted.bundle(), secrets);
        observed.tell("complete " + accepted.response().orElseThrow().toHex());
      }
      looking.look(observed, "answer received", secrets);
      observed.tell("srtp");
      looking.look(observed, "packets protected", secrets);

      try (PskInitiator initiator =
          PskInitiator.initial(context, credential, PskOffer.of(List.of(new SrtpId(0, 1, 0))))) {
        Octets received = initiator.start();
        secrets.addAll(PskSecrets.of(psk, received));
        Octets answer = Octets.ofHex(observed.tell("respond " + received.toHex()));
        try (CryptoSessionBundle bundle = initiator.receive(answer)) {
          assertTek(bundle, secrets);
        }
      }
      looking.look(observed, "call answered", secrets);
      observed.tell("srtp");
      if (leak) {
        observed.tell("leak " + HexFormat.of().formatHex(octets("TEK", secrets)));
      }
      looking.look(observed, "packets of the second call", secrets);
    }
    String custody = observed.tell("custody");
    observed.tell("hangup");
    looking.look(observed, "hung up", secrets);
    assertEquals("0", observed.tell("objects").split(" ")[0]);
    return custody;
  }

  private static List<Secret> named(String prefix, List<Secret> secrets) {
    return secrets.stream().map(s -> new Secret(prefix + s.name(), s.octets())).toList();
  }

  private static byte[] octets(String name, List<Secret> secrets) {
    return secrets.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow().octets();
  }

  /** What is searched for is what the call's keys are. */
  private static void assertTek(CryptoSessionBundle bundle, List<Secret> secrets)
      throws GeneralSecurityException {
    try (SrtpMasterKey master = bundle.srtpMasterKey(1, KeyPlace.HOST)) {
      byte[] tek = SoftwareKey.export(master.tek());
      assertTrue(
          secrets.stream()
              .filter(s -> s.name().endsWith("TEK"))
              .anyMatch(s -> Arrays.equals(s.octets(), tek)));
    }
  }
}
