package org.mikeyhsm.hsm.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.crypto.eccsi.KmsSecretAuthenticationKey;
import org.mikeyhsm.crypto.eccsi.SigningKeyPair;
import org.mikeyhsm.crypto.sakke.KmsMasterSecret;
import org.mikeyhsm.crypto.sakke.KmsPublicKey;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.hsm.CModules;
import org.mikeyhsm.hsm.cryptoki.MechanismType;
import org.mikeyhsm.hsm.token.MikeyTokenModule;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.sakke.KmsDirectory;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.SakkeInitiator;
import org.mikeyhsm.mode.sakke.SakkeOffer;
import org.mikeyhsm.mode.sakke.SakkeRecipient;
import org.mikeyhsm.mode.sakke.SakkeResponder;
import org.mikeyhsm.mode.sakke.SakkeResponderSettings;
import org.mikeyhsm.mode.sakke.SakkeSent;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.mode.sakke.UserKeys;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpMasterKey;
import org.mikeyhsm.softhsm.TokenDirectory;

/**
 * Strict MIKEY-SAKKE calls on libmikeytoken, looked at from outside as {@link ProofByLookingTest}
 * does: RSK, SSK, SSV and what comes of them are never on the heap, and at rest nowhere but in the
 * tables of lines, in the module's locked memory. This process is the KMS and the peer, with
 * software keys. With {@code -Dmikeyhsm.leak=true} the first test must fail.
 */
@Tag("softhsm")
class SakkeProofTest {
  private static final String LABEL = "mikeytoken sakke proof";
  private static final String PIN = "Sakke-Pin-4711";

  @TempDir private Path directory;

  private final SecureRandom random = new SecureRandom();
  private final KmsMasterSecret master = KmsMasterSecret.generate(random);
  private final KmsSecretAuthenticationKey ksak = KmsSecretAuthenticationKey.generate(random);
  private final Instant time = Instant.now();
  private final Map<String, String> environment = new HashMap<>();

  private KmsDomain kms;
  private Looking looking;
  private SakkeSecrets secrets;
  private final Map<IdPayload, byte[]> rsks = new HashMap<>();

  @BeforeEach
  void makeKms() throws Exception {
    kms =
        SakkeChild.kms(
            Octets.of(master.publicKey().encoded()), Octets.of(ksak.publicKey().encoded()));
    looking = new Looking(directory, PIN);
    for (IdPayload user : List.of(SakkeChild.OBSERVED, SakkeChild.OBSERVER)) {
      rsks.put(user, master.issue(identifier(user).toArray()));
    }
  }

  @AfterEach
  void close() {
    master.close();
    ksak.close();
  }

  private Octets identifier(IdPayload user) {
    return kms.scheme().identifier(user, time);
  }

  @Test
  void strictCallsLeaveNothingButTheTablesOfLines() throws Exception {
    inspect(Boolean.getBoolean("mikeyhsm.leak"));
    assertEquals(List.of(), looking.breaches());
  }

  @Test
  void anRskThatIsInHostMemoryIsSeen() throws Exception {
    inspect(true);
    List<String> breaches = looking.breaches();
    for (String seen :
        List.of("log: C_CreateObject", "heap: RSK x, octets", "memory: RSK x, octets")) {
      assertTrue(breaches.stream().anyMatch(b -> b.startsWith(seen)), seen + breaches);
    }
    assertFalse(breaches.stream().anyMatch(b -> b.contains("SSK")), breaches::toString);
  }

  private void inspect(boolean leak) throws Exception {
    TokenDirectory tokens =
        TokenDirectory.at(
            Path.of(System.getProperty("mikeyhsm.root"), "hsm-provider/target/softhsm-sakke"));
    tokens.remake(LABEL, PIN, Map.of());
    environment.put("SOFTHSM2_CONF", tokens.confFile().toString());
    environment.put("MIKEYTOKEN_BASE", tokens.modulePath().toString());
    Properties properties = new Properties();
    properties.setProperty(MikeyTokenModule.HOME_PROPERTY, System.getProperty("mikeyhsm.root"));
    environment.put(
        "MIKEYHSM_STACKED_BASE",
        MikeyTokenModule.find(Optional.empty(), properties, Map.of()).toString());
    String publicKeys =
        String.join(
            " ",
            HexFormat.of().formatHex(master.publicKey().encoded()),
            HexFormat.of().formatHex(ksak.publicKey().encoded()),
            time.toString());
    try (ObservedProcess provisioning = start("provision", tokens);
        SigningKeyPair pair = ksak.issue(identifier(SakkeChild.OBSERVED).toArray(), random)) {
      byte[] rsk = rsks.get(SakkeChild.OBSERVED);
      byte[] ssk = pair.ssk();
      secrets = new SakkeSecrets(kmsKey(), rsk, ssk);
      provisioning.say(
          String.join(
              " ",
              publicKeys,
              HexFormat.of().formatHex(rsk),
              HexFormat.of().formatHex(ssk),
              HexFormat.of().formatHex(pair.pvt())));
      assertEquals(0, provisioning.end());
    }
    Path log = directory.resolve("calls.log");
    environment.put("MIKEYHSM_STACKED_LOG", log.toString());
    try (ObservedProcess observed = start("run", tokens)) {
      observed.say(publicKeys);
      assertEquals("ready", observed.answer());
      calls(observed, leak);
      assertEquals(0, observed.end());
    }
    CallLog calls = CallLog.of(log);
    assertTrue(calls.counts().containsKey("C_UnwrapKey"), () -> calls.counts().toString());
    looking
        .breaches()
        .addAll(
            calls.breaches(keysThatSign(calls), publicResults(calls)).stream()
                .map(line -> "log: " + line)
                .toList());
  }

  private KmsPublicKey kmsKey() throws Exception {
    return KmsPublicKey.decode(master.publicKey().encoded());
  }

  /** Calls from both sides, looked at at every stage. */
  private void calls(ObservedProcess observed, boolean leak) throws Exception {
    observed.tell("plant");
    List<Secret> nowhere = new ArrayList<>(secrets.longTerm());
    look(observed, "logged in", nowhere, false);

    MikeyContext context = MikeyContext.forNewKeys(new MikeyProvider(), Clock.systemUTC());
    try (SakkeUser observer = softwareUser(context)) {
      Octets sent = Octets.ofHex(observed.tell("initiate"));
      nowhere.addAll(
          SakkeSecrets.ofMessage(
              "sent ",
              sent,
              rsks.get(SakkeChild.OBSERVER),
              kmsKey(),
              identifier(SakkeChild.OBSERVER)));
      SakkeResponder responder =
          new SakkeResponder(
              context,
              List.of(observer),
              KmsDirectory.of(List.of(kms)),
              SakkeResponderSettings.DEFAULT);
      try (Accepted accepted = responder.receive(sent)) {
        assertTek(accepted.bundle(), nowhere);
      }
      look(observed, "message sent", nowhere, false);
      observed.tell("srtp");
      look(observed, "packets protected", nowhere, false);

      try (SakkeSent call =
          new SakkeInitiator(context, observer)
              .call(
                  new SakkeRecipient(SakkeChild.OBSERVED, kms),
                  SakkeOffer.of(List.of(new SrtpId(0, 1, 0))))) {
        Octets message = call.messages().get(0).octets();
        nowhere.addAll(secrets.ofMessage("", message, identifier(SakkeChild.OBSERVED)));
        assertTek(call.bundle(), nowhere);
        observed.tell("respond " + message.toHex());
      }
      look(observed, "call received", nowhere, true);
      observed.tell("srtp");
      if (leak) {
        observed.tell("leakrsk " + HexFormat.of().formatHex(rsks.get(SakkeChild.OBSERVED)));
      }
      look(observed, "packets of the second call", nowhere, true);
    }
    assertEquals("TOKEN MODULE", observed.tell("custody"));
    String report = observed.tell("report");
    assertTrue(report.contains("tables of its lines stay in locked memory"), report);
    observed.tell("hangup");
    assertEquals("0", observed.tell("objects").split(" ")[0]);
    look(observed, "hung up", nowhere, true);
    observed.tell("logout");
    look(observed, "logged out", nowhere, false);
  }

  /** Nothing anywhere, and of the tables nothing but in locked memory, where they are if in use. */
  private void look(ObservedProcess observed, String stage, List<Secret> nowhere, boolean tables)
      throws IOException {
    looking.look(observed, stage, nowhere);
    MemorySearch lines = new MemorySearch(secrets.tables());
    Map<String, Integer> locked = lines.inProcess(observed.pid(), MemorySearch.Part.LOCKED);
    assertEquals(tables, !locked.isEmpty(), stage + locked);
    looking.note("memory: ", stage, lines.inProcess(observed.pid(), MemorySearch.Part.OTHER));
    looking.note("heap: ", stage, observed.lookInHeap(lines, directory));
  }

  /** What is searched for is what the call's keys are. */
  private static void assertTek(CryptoSessionBundle bundle, List<Secret> secrets) throws Exception {
    try (SrtpMasterKey key = bundle.srtpMasterKey(1, KeyPlace.HOST)) {
      byte[] tek = SoftwareKey.export(key.tek());
      assertTrue(
          secrets.stream()
              .filter(s -> s.name().endsWith("TEK"))
              .anyMatch(s -> Arrays.equals(s.octets(), tek)));
    }
  }

  private SakkeUser softwareUser(MikeyContext context) throws Exception {
    byte[] identifier = identifier(SakkeChild.OBSERVER).toArray();
    try (SigningKeyPair pair = ksak.issue(identifier, random);
        SecretOctets rsk = SecretOctets.copyOf(rsks.get(SakkeChild.OBSERVER));
        SecretOctets ssk = SecretOctets.copyOf(pair.ssk())) {
      UserKeys keys =
          UserKeys.take(
              context.provider(), kms, SakkeChild.OBSERVER, time, rsk, ssk, Octets.of(pair.pvt()));
      return new SakkeUser(SakkeChild.OBSERVER, List.of(keys));
    }
  }

  /** SRTP session keys; and whatever signs by CKM_MIKEY_ECCSI, which tells nothing of an SSK. */
  private static Set<Long> keysThatSign(CallLog calls) {
    Set<Long> keys = new HashSet<>(calls.madeBy(MechanismType.MIKEY_SRTP_KDF.code()));
    String eccsi = "0x" + Long.toHexString(MechanismType.MIKEY_ECCSI.code());
    calls.calls().stream()
        .filter(call -> call.function().equals("C_SignInit"))
        .filter(call -> call.field("mechanism").equals(eccsi))
        .map(call -> Long.valueOf(call.field("object")))
        .forEach(keys::add);
    return keys;
  }

  /** Salts, and Encapsulated Data. */
  private static Set<Long> publicResults(CallLog calls) {
    Set<Long> results = new HashSet<>(calls.madeBy(MechanismType.MIKEY_PRF_SALT.code()));
    results.addAll(calls.madeBy(MechanismType.MIKEY_SRTP_KDF_SALT.code()));
    results.addAll(calls.madeBy(MechanismType.MIKEY_SAKKE_ENCAPSULATE.code()));
    return results;
  }

  private ObservedProcess start(String what, TokenDirectory tokens) throws IOException {
    return ObservedProcess.start(
        SakkeChild.class,
        environment,
        directory.resolve(what + ".txt"),
        what,
        CModules.library("stacked").toString(),
        LABEL,
        tokens.pinFile(LABEL).toString(),
        Boundary.MODULE.name());
  }
}
