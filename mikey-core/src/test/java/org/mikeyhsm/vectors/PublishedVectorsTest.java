package org.mikeyhsm.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.CommittedFile;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.psk.NullTransport;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;
import org.mikeyhsm.session.BundleStore;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.ReplayCache;
import org.mikeyhsm.session.ReplaySettings;
import org.mikeyhsm.session.SrtpMasterKey;
import org.mikeyhsm.session.TimestampSource;

/**
 * The published vectors are what RFC 3830 gives, computed by {@link PskVector} from the RFC alone,
 * and what the product's initiator and responder give when they draw the same random octets.
 */
class PublishedVectorsTest {
  private static final Path FILE = CommittedFile.root().resolve("docs/vectors/psk.json");

  private static final String ALICE = "sip:alice@example.com";
  private static final String BOB = "sip:bob@example.com";
  private static final String CSB_ID = "a1b2c3d4";
  private static final String RAND = "101112131415161718191a1b1c1d1e1f";
  private static final String PSK_128 = "000102030405060708090a0b0c0d0e0f";
  private static final String PSK_256 = PSK_128 + "202122232425262728292a2b2c2d2e2f";
  private static final String PSK_384 = PSK_256 + "404142434445464748494a4b4c4d4e4f";
  private static final PskVector.Key TGK =
      new PskVector.Key("c0c1c2c3c4c5c6c7c8c9cacbcccdcecf", "", "");
  private static final PskVector.Key NEW_TGK =
      new PskVector.Key("d0d1d2d3d4d5d6d7d8d9dadbdcdddedf", "", "");

  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  // Each inner list is a conversation: an exchange and the updates that follow, a minute apart.
  private static final List<List<PskVector>> CONVERSATIONS =
      List.of(
          List.of(
              new PskVector(
                  "aes-cm",
                  "AES-CM-128, HMAC-SHA-1-160, verification; the responder fills in the SSRC that"
                      + " was left 0",
                  PSK_128,
                  ALICE,
                  BOB,
                  CSB_ID,
                  RAND,
                  "eeaea94000000000",
                  false,
                  true,
                  1,
                  1,
                  List.of(
                      new PskVector.Stream("cafebabe", "00000000"),
                      new PskVector.Stream("00000000", "00000001")),
                  List.of("cafebabe", "5eed5eed"),
                  List.of(TGK),
                  List.of()),
              new PskVector(
                  "aes-cm-update-with-keys",
                  "CSB update of aes-cm: no RAND, a new timestamp, a new TGK",
                  PSK_128,
                  ALICE,
                  BOB,
                  CSB_ID,
                  RAND,
                  "eeaea97c00000000",
                  true,
                  true,
                  1,
                  1,
                  List.of(
                      new PskVector.Stream("cafebabe", "00000000"),
                      new PskVector.Stream("5eed5eed", "00000001")),
                  List.of("cafebabe", "5eed5eed"),
                  List.of(NEW_TGK),
                  List.of()),
              new PskVector(
                  "aes-cm-update-without-keys",
                  "CSB update of aes-cm-update-with-keys: a further crypto session under the TGK"
                      + " that is there, the KEMAC has no key data",
                  PSK_128,
                  ALICE,
                  BOB,
                  CSB_ID,
                  RAND,
                  "eeaea9b800000000",
                  true,
                  true,
                  1,
                  1,
                  List.of(
                      new PskVector.Stream("cafebabe", "00000000"),
                      new PskVector.Stream("5eed5eed", "00000001"),
                      new PskVector.Stream("0badcafe", "00000000")),
                  List.of("cafebabe", "5eed5eed", "0badcafe"),
                  List.of(),
                  List.of(NEW_TGK))),
          List.of(
              new PskVector(
                  "aes-kw",
                  "AES-KW-128 with the salting key as IV; a TGK of 20 octets makes the key data a"
                      + " multiple of 8; a PSK of exactly 32 octets is one PRF block",
                  PSK_256,
                  ALICE,
                  BOB,
                  CSB_ID,
                  RAND,
                  "eeaea94000000000",
                  false,
                  true,
                  2,
                  1,
                  List.of(new PskVector.Stream("cafebabe", "00000000")),
                  List.of("cafebabe"),
                  List.of(new PskVector.Key("e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3", "", "")),
                  List.of())),
          List.of(
              new PskVector(
                  "null",
                  "Encr alg NULL and MAC alg NULL, for a transport that protects the message",
                  PSK_128,
                  ALICE,
                  BOB,
                  CSB_ID,
                  RAND,
                  "eeaea94000000000",
                  false,
                  false,
                  0,
                  0,
                  List.of(new PskVector.Stream("cafebabe", "00000000")),
                  List.of(),
                  List.of(TGK),
                  List.of())),
          List.of(
              new PskVector(
                  "tgk-salt-spi",
                  "TGK+SALT with an SPI; PSK and TGK are longer than a PRF block: 32 and 16, and 32"
                      + " and 32 octets",
                  PSK_384,
                  ALICE,
                  BOB,
                  CSB_ID,
                  RAND,
                  "eeaea94000000000",
                  false,
                  true,
                  1,
                  1,
                  List.of(new PskVector.Stream("cafebabe", "00000000")),
                  List.of("cafebabe"),
                  List.of(
                      new PskVector.Key(
                          PSK_256 + RAND + PSK_128, "b0b1b2b3b4b5b6b7b8b9babbbcbd", "deadbeef")),
                  List.of())));

  /** A clock that is set. */
  private static final class SetClock extends Clock {
    private Instant now = NOON;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @Test
  void theRfcTheProductAndTheFileAgree()
      throws GeneralSecurityException, IOException, MikeyException {
    List<Object> vectors = new ArrayList<>();
    for (List<PskVector> conversation : CONVERSATIONS) {
      List<PskVector.Result> results = new ArrayList<>();
      for (PskVector vector : conversation) {
        results.add(vector.compute());
      }
      results.forEach(result -> vectors.add(result.json()));
      compareWithProduct(conversation, results);
    }
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("mode", "RFC 3830 pre-shared key");
    file.put("vectors", vectors);
    CommittedFile.check(FILE, write(file));
  }

  static byte[] write(Object value) throws IOException {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    String text = new ObjectMapper().writer(printer).writeValueAsString(value);
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void compareWithProduct(
      List<PskVector> conversation, List<PskVector.Result> results)
      throws GeneralSecurityException, MikeyException {
    SetClock clock = new SetClock();
    ScriptedRandom keys = new ScriptedRandom();
    ScriptedRandom initiatorRandom = new ScriptedRandom();
    ScriptedRandom responderRandom = new ScriptedRandom();
    MikeyContext initiatorContext = context(new MikeyProvider(keys), initiatorRandom, clock);
    MikeyContext responderContext =
        context(new MikeyProvider(new ScriptedRandom()), responderRandom, clock);
    Optional<CryptoSessionBundle> established = Optional.empty();
    for (int i = 0; i < conversation.size(); i++) {
      PskVector vector = conversation.get(i);
      PskVector.Result expected = results.get(i);
      script(vector, keys, initiatorRandom, responderRandom);
      Octets psk = Octets.ofHex(vector.psk());
      IdPayload alice = IdPayload.uri(vector.initiator());
      IdPayload bob = IdPayload.uri(vector.responder());
      try (SoftwareKey alicesKey = SoftwareKey.preShared(psk.toArray());
          SoftwareKey bobsKey = SoftwareKey.preShared(psk.toArray())) {
        PskCredential alices = new PskCredential(alice, bob, alicesKey);
        PskInitiator initiator =
            established.isPresent()
                ? PskInitiator.update(initiatorContext, alices, offer(vector), established.get())
                : PskInitiator.initial(initiatorContext, alices, offer(vector));
        PskResponder responder =
            new PskResponder(
                responderContext,
                PskDirectory.of(new PskCredential(bob, alice, bobsKey)),
                new PskResponderSettings(
                    NullTransport.UNDERLYING_PROTOCOL_PROTECTS, KeyPlace.PROVIDER));
        Octets message = initiator.start();
        assertEquals(expected.message(), message.toHex(), vector.name());
        Accepted accepted = responder.receive(message);
        assertEquals(
            expected.response(), accepted.response().map(Octets::toHex).orElse(""), vector.name());
        CryptoSessionBundle bundle =
            vector.v() ? initiator.receive(accepted.response().orElseThrow()) : initiator.bundle();
        compareKeys(vector, expected, accepted.bundle());
        compareKeys(vector, expected, bundle);
        established = Optional.of(bundle);
      }
      assertTrue(
          keys.isUsedUp() && initiatorRandom.isUsedUp() && responderRandom.isUsedUp(),
          vector.name());
      clock.now = clock.now.plusSeconds(60);
    }
  }

  private static MikeyContext context(MikeyProvider provider, ScriptedRandom random, Clock clock) {
    return new MikeyContext(
        provider,
        random,
        new TimestampSource(clock),
        ReplayCache.forNewKeys(ReplaySettings.DEFAULT, clock),
        new BundleStore(),
        DecodeLimits.defaults(),
        Set.of());
  }

  /** The random octets, in the order in which the product draws them. */
  private static void script(
      PskVector vector,
      ScriptedRandom keys,
      ScriptedRandom initiatorRandom,
      ScriptedRandom responderRandom) {
    if (!vector.update()) {
      initiatorRandom.expect(vector.csbId(), vector.rand());
    }
    vector.keys().forEach(key -> keys.expect(key.tgk(), key.salt()));
    for (int i = 0; i < vector.streams().size(); i++) {
      if (vector.streams().get(i).ssrc().equals("00000000")) {
        responderRandom.expect(vector.answeredSsrcs().get(i));
      }
    }
  }

  private static PskOffer offer(PskVector vector) {
    List<SrtpId> streams =
        vector.streams().stream()
            .map(
                stream ->
                    new SrtpId(
                        0,
                        HexFormat.fromHexDigits(stream.ssrc()),
                        HexFormat.fromHexDigits(stream.roc())))
            .toList();
    List<KeyDataRequest> keys =
        vector.keys().stream()
            .map(
                key ->
                    new KeyDataRequest(
                        key.salt().isEmpty() ? KeyDataType.TGK : KeyDataType.TGK_SALT,
                        key.tgk().length() / 2,
                        key.salt().length() / 2,
                        key.spi().isEmpty()
                            ? KeyValidity.none()
                            : new KeyValidity.Spi(Octets.ofHex(key.spi())),
                        KeyPlace.PROVIDER))
            .toList();
    return PskOffer.of(streams)
        .withKeys(keys)
        .withVerification(vector.v())
        .withAlgorithms(
            new EncrAlg(vector.encrAlg()),
            new MacAlg(vector.macAlg()),
            NullTransport.UNDERLYING_PROTOCOL_PROTECTS);
  }

  private static void compareKeys(
      PskVector vector, PskVector.Result expected, CryptoSessionBundle bundle)
      throws GeneralSecurityException {
    for (int i = 0; i < vector.streams().size(); i++) {
      try (SrtpMasterKey key = bundle.srtpMasterKey(i + 1, KeyPlace.HOST)) {
        assertEquals(
            expected.teks().get(i),
            HexFormat.of().formatHex(SoftwareKey.export(key.tek())),
            vector.name());
        assertEquals(expected.salts().get(i), key.masterSalt().toHex(), vector.name());
      }
    }
  }
}
