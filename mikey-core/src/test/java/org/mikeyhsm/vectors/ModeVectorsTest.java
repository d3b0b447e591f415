package org.mikeyhsm.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mikeyhsm.CommittedFile;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.dh.DhInitiator;
import org.mikeyhsm.mode.dh.DhOffer;
import org.mikeyhsm.mode.dh.DhResponder;
import org.mikeyhsm.mode.dhhmac.DhhmacInitiator;
import org.mikeyhsm.mode.dhhmac.DhhmacOffer;
import org.mikeyhsm.mode.dhhmac.DhhmacResponder;
import org.mikeyhsm.mode.dhhmac.DhhmacSettings;
import org.mikeyhsm.mode.pk.PkInitiator;
import org.mikeyhsm.mode.pk.PkOffer;
import org.mikeyhsm.mode.pk.PkResponder;
import org.mikeyhsm.mode.pk.PkResponderSettings;
import org.mikeyhsm.mode.pki.CertificateDirectory;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.mode.pki.TestPki;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.rsar.RsarGroup;
import org.mikeyhsm.mode.rsar.RsarInitiator;
import org.mikeyhsm.mode.rsar.RsarOffer;
import org.mikeyhsm.mode.rsar.RsarResponder;
import org.mikeyhsm.mode.rsar.RsarSettings;
import org.mikeyhsm.session.BundleStore;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.ReplayCache;
import org.mikeyhsm.session.ReplaySettings;
import org.mikeyhsm.session.SrtpMasterKey;
import org.mikeyhsm.session.TestClock;
import org.mikeyhsm.session.TimestampSource;
import org.mikeyhsm.trust.CertificateTrust;
import org.mikeyhsm.trust.Certificates;

/**
 * Keeps docs/vectors/pk.json, dh.json, dhhmac.json and rsa-r.json: conversations of the product
 * with itself, whose messages are taken apart and computed again by {@link PlainMode}, and which
 * the product's responders take at every run. With {@code -Dmikeyhsm.regenerate=true} they are made
 * anew.
 */
class ModeVectorsTest {
  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");
  private static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");
  private static final String PSK = "000102030405060708090a0b0c0d0e0f";
  private static final List<SrtpId> STREAMS =
      List.of(new SrtpId(0, 0xCAFEBABE, 0), new SrtpId(0, 0x5EED5EED, 1));

  private final TestClock clock = TestClock.ordinary();
  private SeededRandom initiatorKeys;
  private SeededRandom responderKeys;
  private MikeyContext initiator;
  private MikeyContext responder;
  private PkiIdentity alice;
  private PkiIdentity bob;
  private PkiTrust pki;

  private void meet(String seed) throws Exception {
    initiatorKeys = new SeededRandom(seed + " initiator's keys");
    responderKeys = new SeededRandom(seed + " responder's keys");
    initiator = context(initiatorKeys, seed + " initiator");
    responder = context(responderKeys, seed + " responder");
    alice = identity(ALICE, "alice");
    bob = identity(BOB, "bob");
    pki =
        PkiTrust.of(new CertificateTrust(TestPki.root(), clock))
            .withDirectory(
                CertificateDirectory.of(Map.of(BOB, List.of(TestPki.certificate("bob")))));
  }

  private MikeyContext context(SeededRandom keys, String seed) throws Exception {
    return new MikeyContext(
        new MikeyProvider(keys),
        new SeededRandom(seed),
        new TimestampSource(clock),
        ReplayCache.forNewKeys(ReplaySettings.DEFAULT, clock),
        new BundleStore(),
        DecodeLimits.defaults(),
        Set.of());
  }

  private static PkiIdentity identity(IdPayload id, String name) {
    return PkiIdentity.of(
        id, new CertifiedKey(TestPki.privateKey(name), List.of(TestPki.certificate(name))));
  }

  private Map<String, String> secret(CryptoSessionBundle before) throws Exception {
    Map<String, String> secret = new LinkedHashMap<>();
    secret.put("initiator", "sip:alice@example.com");
    secret.put("responder", "sip:bob@example.com");
    if (before != null) {
      secret.put("rand", before.terms().rand().toHex());
    }
    return secret;
  }

  private Map<String, String> withExponents(Map<String, String> secret) {
    secret.put("xi", PlainCrypto.hex(initiatorKeys.latest(96)));
    secret.put("xr", PlainCrypto.hex(responderKeys.latest(96)));
    return secret;
  }

  private Map<String, Object> vector(
      String mode, String name, String note, Map<String, String> secret, List<Octets> said)
      throws Exception {
    Map<String, Object> vector = new LinkedHashMap<>();
    vector.put("name", name);
    vector.put("note", note);
    vector.put("secret", secret);
    vector.put("message", said.get(0).toHex());
    vector.put("response", said.get(1).toHex());
    vector.put("inside", compute(mode, secret, said.get(0).toHex(), said.get(1).toHex()));
    return vector;
  }

  private static Map<String, Object> compute(
      String mode, Map<String, String> secret, String message, String response)
      throws GeneralSecurityException {
    PlainMode plain = new PlainMode(secret, message, response);
    return switch (mode) {
      case "pk" -> plain.pk();
      case "dh" -> plain.dh();
      case "dhhmac" -> plain.dhhmac();
      default -> plain.rsar();
    };
  }

  private static String tgk(Map<String, Object> vector) {
    Map<?, ?> inside = (Map<?, ?>) vector.get("inside");
    if (inside.get("kemac") instanceof Map<?, ?> kemac) {
      String plaintext = (String) kemac.get("plaintext");
      return plaintext.substring(plaintext.length() - 32);
    }
    return (String) inside.get("tgk");
  }

  // RFC 3830 section 3.2.

  private List<Map<String, Object>> pk() throws Exception {
    meet("pk");
    try (EnvelopeCache mine = EnvelopeCache.of(initiator);
        EnvelopeCache theirs = EnvelopeCache.of(responder);
        PkResponder answering =
            new PkResponder(responder, List.of(bob), pki, theirs, PkResponderSettings.DEFAULT)) {
      List<Octets> said = new ArrayList<>();
      PkInitiator asking =
          PkInitiator.initial(initiator, alice, BOB, pki, mine, PkOffer.of(STREAMS));
      said.add(asking.start());
      said.add(answering.receive(said.get(0)).response().orElseThrow());
      CryptoSessionBundle bundle = asking.receive(said.get(1));
      Map<String, Object> first =
          vector(
              "pk",
              "pkcs1",
              "RSA PKCS#1 v1.5 envelope and signature (SHA-1), CHASH, V",
              secret(null),
              said);

      clock.move(Duration.ofMinutes(1));
      List<Octets> again = new ArrayList<>();
      PkInitiator updating =
          PkInitiator.update(
              initiator,
              alice,
              pki,
              mine,
              PkOffer.of(STREAMS).withKeys(List.of()).withCertHash(Optional.empty()),
              bundle);
      again.add(updating.start());
      again.add(answering.receive(again.get(0)).response().orElseThrow());
      updating.receive(again.get(1));
      Map<String, String> secret = secret(bundle);
      secret.put("tgk", tgk(first));
      return List.of(
          first,
          vector(
              "pk",
              "pkcs1-update-without-keys",
              "CSB update of pkcs1: no RAND, a new envelope key, the identity alone in KEMAC",
              secret,
              again));
    }
  }

  // RFC 3830 section 3.3.

  private List<Map<String, Object>> dh() throws Exception {
    List<Map<String, Object>> vectors = new ArrayList<>();
    meet("dh");
    DhGroup group = DhGroup.OAKLEY_5;
    DhResponder answering = new DhResponder(responder, List.of(bob), pki, Set.of(group));
    List<Octets> said = new ArrayList<>();
    DhInitiator asking =
        DhInitiator.initial(
            initiator, alice, BOB, pki, DhOffer.of(STREAMS).withGroup(Optional.of(group)));
    said.add(asking.start());
    said.add(answering.receive(said.get(0)).response().orElseThrow());
    CryptoSessionBundle bundle = asking.receive(said.get(1));
    vectors.add(
        vector(
            "dh",
            "oakley-5",
            "OAKLEY 5; the TGK has 192 octets, 6 blocks of the PRF",
            withExponents(secret(null)),
            said));

    clock.move(Duration.ofMinutes(1));
    List<Octets> again = new ArrayList<>();
    DhInitiator updating =
        DhInitiator.update(
            initiator, alice, pki, DhOffer.of(STREAMS).withGroup(Optional.empty()), bundle);
    again.add(updating.start());
    again.add(answering.receive(again.get(0)).response().orElseThrow());
    updating.receive(again.get(1));
    Map<String, String> secret = secret(bundle);
    secret.put("tgk", tgk(vectors.get(0)));
    vectors.add(
        vector(
            "dh",
            "oakley-5-update-without-keys",
            "CSB update of oakley-5: no RAND, no DH payloads",
            secret,
            again));
    return vectors;
  }

  // RFC 4650.

  private List<Map<String, Object>> dhhmac() throws Exception {
    meet("dhhmac");
    try (SoftwareKey psk = SoftwareKey.preShared(PlainCrypto.hex(PSK))) {
      DhhmacResponder answering =
          new DhhmacResponder(
              responder,
              PskDirectory.of(new PskCredential(BOB, ALICE, psk)),
              DhhmacSettings.DEFAULT);
      PskCredential credential = new PskCredential(ALICE, BOB, psk);
      List<Octets> said = new ArrayList<>();
      DhhmacInitiator asking =
          DhhmacInitiator.initial(initiator, credential, DhhmacOffer.of(STREAMS), Set.of());
      said.add(asking.start());
      said.add(answering.receive(said.get(0)).response().orElseThrow());
      CryptoSessionBundle bundle = asking.receive(said.get(1));
      Map<String, String> firstSecret = withExponents(secret(null));
      firstSecret.put("psk", PSK);
      Map<String, Object> first =
          vector(
              "dhhmac",
              "oakley-5",
              "OAKLEY 5; KEMAC with Encr alg 0 (NULL in the registry)",
              firstSecret,
              said);

      clock.move(Duration.ofMinutes(1));
      List<Octets> again = new ArrayList<>();
      DhhmacInitiator updating =
          DhhmacInitiator.update(
              initiator, credential, DhhmacOffer.of(STREAMS).withGroup(Optional.empty()), bundle);
      again.add(updating.start());
      again.add(answering.receive(again.get(0)).response().orElseThrow());
      updating.receive(again.get(1));
      Map<String, String> secret = secret(bundle);
      secret.put("psk", PSK);
      secret.put("tgk", tgk(first));
      return List.of(
          first,
          vector(
              "dhhmac",
              "oakley-5-update-without-keys",
              "CSB update of oakley-5: no RAND, no DH payloads",
              secret,
              again));
    }
  }

  // RFC 4738.

  private List<Map<String, Object>> rsar() throws Exception {
    List<Map<String, Object>> vectors = new ArrayList<>();
    vectors.add(
        rsar(
            "unicast",
            "the initiator's RAND; one policy offered and returned",
            RsarOffer.of(STREAMS),
            false));
    vectors.add(
        rsar(
            "unicast-responders-rand",
            "the initiator sends no RAND, so the responder does",
            RsarOffer.of(STREAMS).withRand(false),
            false));
    vectors.add(
        rsar(
            "group",
            "CSB_ID extension: TEKs come from the group's CSB ID and RAND; the message keys from"
                + " the header's CSB ID and the same RAND",
            RsarOffer.ofGroup(),
            true));
    return vectors;
  }

  private Map<String, Object> rsar(String name, String note, RsarOffer offer, boolean inGroup)
      throws Exception {
    meet("rsa-r " + name);
    try (EnvelopeCache mine = EnvelopeCache.of(initiator);
        EnvelopeCache theirs = EnvelopeCache.of(responder);
        RsarGroup group = RsarGroup.create(responder, bob, MediaOffer.of(STREAMS))) {
      RsarResponder answering =
          new RsarResponder(
              responder,
              List.of(bob),
              pki,
              theirs,
              id -> inGroup ? Optional.of(group) : Optional.empty(),
              RsarSettings.DEFAULT);
      List<Octets> said = new ArrayList<>();
      RsarInitiator asking = RsarInitiator.with(initiator, alice, BOB, pki, mine, offer);
      said.add(asking.start());
      said.add(answering.receive(said.get(0)).response().orElseThrow());
      asking.receive(said.get(1)).close();
      return vector("rsa-r", name, note, secret(null), said);
    }
  }

  private List<Map<String, Object>> make(String mode) throws Exception {
    return switch (mode) {
      case "pk" -> pk();
      case "dh" -> dh();
      case "dhhmac" -> dhhmac();
      default -> rsar();
    };
  }

  @ParameterizedTest
  @CsvSource({
    "pk,RFC 3830 public-key encryption",
    "dh,RFC 3830 Diffie-Hellman",
    "dhhmac,RFC 4650 DHHMAC",
    "rsa-r,RFC 4738 RSA-R",
  })
  void theTextsAndTheFileAgree(String mode, String title) throws Exception {
    Path path = CommittedFile.root().resolve("docs/vectors/" + mode + ".json");
    if (CommittedFile.isRegenerating()) {
      Map<String, Object> file = new LinkedHashMap<>();
      file.put("mode", title);
      file.put("keys", mode.equals("dhhmac") ? Map.of() : keys());
      file.put("vectors", make(mode));
      CommittedFile.check(path, PublishedVectorsTest.write(file));
    }
    JsonNode file = new ObjectMapper().readTree(path.toFile());
    assertTrue(file.get("vectors").size() > 1);
    ObjectMapper mapper = new ObjectMapper();
    for (JsonNode vector : file.get("vectors")) {
      Map<String, String> secret = new LinkedHashMap<>();
      vector
          .get("secret")
          .properties()
          .forEach(field -> secret.put(field.getKey(), field.getValue().asText()));
      JsonNode inside =
          mapper.valueToTree(
              compute(
                  mode, secret, vector.get("message").asText(), vector.get("response").asText()));
      assertEquals(inside, vector.get("inside"), vector.get("name").asText());
    }
  }

  /** Keys as numbers, so that the vectors need no other file. */
  private static Map<String, Object> keys() {
    Map<String, Object> keys = new LinkedHashMap<>();
    for (String name : List.of("alice", "bob")) {
      RSAPrivateCrtKey key = TestPki.privateKey(name);
      Map<String, Object> numbers = new LinkedHashMap<>();
      numbers.put("modulus", key.getModulus().toString(16));
      numbers.put("publicExponent", key.getPublicExponent().toString(16));
      numbers.put("privateExponent", key.getPrivateExponent().toString(16));
      numbers.put("certificate", Certificates.der(TestPki.certificate(name)).toHex());
      keys.put(name, numbers);
    }
    keys.put("root", Certificates.der(TestPki.certificate("root")).toHex());
    return keys;
  }

  /** Whatever a JDK draws when it makes messages: those published are taken. */
  @ParameterizedTest
  @ValueSource(strings = {"pk", "dh", "dhhmac", "rsa-r"})
  void theProductTakesTheFilesMessages(String mode) throws Exception {
    JsonNode file =
        new ObjectMapper()
            .readTree(CommittedFile.root().resolve("docs/vectors/" + mode + ".json").toFile());
    JsonNode vector = file.get("vectors").get(0);
    meet("taking");
    Octets message = Octets.ofHex(vector.get("message").asText());
    try (EnvelopeCache cache = EnvelopeCache.of(responder);
        PkResponder byPk =
            new PkResponder(responder, List.of(bob), pki, cache, PkResponderSettings.DEFAULT);
        SoftwareKey psk = SoftwareKey.preShared(PlainCrypto.hex(PSK));
        Accepted accepted =
            switch (mode) {
              case "pk" -> byPk.receive(message);
              case "dh" ->
                  new DhResponder(responder, List.of(bob), pki, Set.of(DhGroup.OAKLEY_5))
                      .receive(message);
              case "dhhmac" ->
                  new DhhmacResponder(
                          responder,
                          PskDirectory.of(new PskCredential(BOB, ALICE, psk)),
                          DhhmacSettings.DEFAULT)
                      .receive(message);
              default ->
                  new RsarResponder(
                          responder,
                          List.of(bob),
                          pki,
                          cache,
                          RsarResponder.GroupDirectory.none(),
                          RsarSettings.DEFAULT)
                      .receive(message);
            }) {
      assertEquals(ALICE, accepted.bundle().terms().initiator());
      if (mode.equals("pk")) {
        assertEquals(vector.get("response").asText(), accepted.response().orElseThrow().toHex());
        try (SrtpMasterKey key = accepted.bundle().srtpMasterKey(1, KeyPlace.HOST)) {
          assertEquals(
              vector.get("inside").get("cryptoSessions").get(0).get("tek").get("output").asText(),
              PlainCrypto.hex(SoftwareKey.export(key.tek())));
        }
      }
    }
  }
}
