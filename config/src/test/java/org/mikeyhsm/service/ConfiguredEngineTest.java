package org.mikeyhsm.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.custody.SecretClass;
import org.mikeyhsm.engine.EngineHealth;
import org.mikeyhsm.engine.EngineMode;
import org.mikeyhsm.engine.EnginePeer;
import org.mikeyhsm.engine.Initiated;
import org.mikeyhsm.engine.MikeyEngine;
import org.mikeyhsm.engine.MikeySession;
import org.mikeyhsm.engine.Outcome;
import org.mikeyhsm.engine.Streams;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.provisioning.StoredObjects;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.PinRefusedException;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;
import org.mikeyhsm.session.SrtpMasterKey;

/** Engines from configurations, on tokens of libmikeytoken; the peer has its key in host memory. */
@Tag("softhsm")
class ConfiguredEngineTest {
  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.org");
  private static final IdPayload BOB = IdPayload.uri("sip:bob@example.org");
  private static final Streams STREAMS = Streams.of(7, 0);

  @TempDir private Path scratch;

  private EngineTokens tokens;

  @BeforeEach
  void makeTokens() throws Exception {
    tokens = EngineTokens.make(scratch);
  }

  private MikeyEngine alice() throws Exception {
    return ConfiguredEngine.open(
        tokens.configuration("alice"), tokens.environment(), Clock.systemUTC(), builder -> {});
  }

  private static MikeyEngine bob(SoftwareKey psk) {
    return MikeyEngine.builder(new MikeyProvider(), BOB)
        .peer(EnginePeer.of(ALICE).withPsk(psk))
        .build();
  }

  @Test
  void underStrictEveryKeyStaysInTheToken() throws Exception {
    for (EngineMode mode : List.of(EngineMode.PSK, EngineMode.DHHMAC)) {
      tokens.write("alice", "bob", "strict", "modes: [" + mode + "]");
      try (SoftwareKey psk = SoftwareKey.preShared(EngineTokens.PSK);
          MikeyEngine alice = alice();
          MikeyEngine bob = bob(psk);
          Initiated initiated = alice.initiate(BOB, STREAMS);
          Outcome answered = bob.respond(initiated.message());
          MikeySession session =
              initiated.awaiting().receive(answered.reply().orElseThrow()).orThrow();
          SrtpMasterKey alices = session.srtpMasterKey(1, KeyPlace.PROVIDER);
          SrtpMasterKey bobs = answered.orThrow().srtpMasterKey(1, KeyPlace.PROVIDER)) {
        assertEquals(mode, session.mode());
        assertEquals(bobs.masterSalt(), alices.masterSalt());
        session
            .custody()
            .entries()
            .forEach(
                entry ->
                    assertEquals(
                        entry.secret().secretClass() == SecretClass.SALT
                            ? CustodyLevel.PUBLIC
                            : CustodyLevel.TOKEN,
                        entry.custody().level(),
                        entry.toString()));
        assertThrows(CustodyRefusedException.class, () -> session.srtpMasterKey(2, KeyPlace.HOST));
      }
    }
  }

  @Test
  void aHostHasEnginesOnSeveralTokensOfOneLibrary() throws Exception {
    EngineHost host = new EngineHost(tokens.environment(), Clock.systemUTC());
    try (host) {
      MikeyEngine alice = host.open(tokens.configuration("alice"), builder -> {});
      MikeyEngine bob = host.open(tokens.configuration("bob"), builder -> {});
      try (Initiated initiated = alice.initiate(BOB, STREAMS);
          Outcome answered = bob.respond(initiated.message());
          MikeySession session =
              initiated.awaiting().receive(answered.reply().orElseThrow()).orThrow()) {
        assertEquals(ALICE, answered.orThrow().peer());
        assertEquals(BOB, session.peer());
      }
      alice.close();
      assertEquals(EngineHealth.Status.UP, bob.health().status(), "the library is still open");
    }
    assertThrows(
        IllegalStateException.class, () -> host.open(tokens.configuration("alice"), builder -> {}));
    alice().close();
  }

  @Test
  void aHostClosesEverythingWhateverFails() throws Exception {
    EngineHost host = new EngineHost(tokens.environment(), Clock.systemUTC());
    host.open(
        tokens.configuration("alice"),
        builder ->
            builder.closing(
                () -> {
                  throw new IllegalStateException("for the test");
                }));
    host.open(tokens.configuration("bob"), builder -> {});
    assertThrows(IllegalStateException.class, host::close);
    // The library can be opened anew.
    alice().close();
  }

  @Test
  void anOldAndANewPreSharedKeyAreValidAtOnce() throws Exception {
    byte[] newer = EngineTokens.PSK.clone();
    newer[0] ^= 1;
    tokens.on(
        "alice",
        token -> {
          try (SecretOctets octets = SecretOctets.copyOf(newer)) {
            KeyImport.preSharedKey(token, "newer", octets);
          } catch (InvalidKeyException e) {
            throw new AssertionError(e);
          }
        });
    Path file = tokens.write("alice", "bob", "strict");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("psk: { label: call }", "psks: [{ label: newer }, { label: call }]"));
    try (MikeyEngine alice = alice()) {
      for (byte[] octets : List.of(EngineTokens.PSK, newer)) {
        try (SoftwareKey psk = SoftwareKey.preShared(octets);
            MikeyEngine bob = bob(psk);
            Initiated initiated = bob.initiate(ALICE, STREAMS);
            Outcome answered = alice.respond(initiated.message())) {
          assertInstanceOf(Outcome.Established.class, answered);
        }
      }
      try (SoftwareKey psk = SoftwareKey.preShared(newer);
          MikeyEngine bob = bob(psk);
          Initiated initiated = alice.initiate(BOB, STREAMS);
          Outcome answered = bob.respond(initiated.message())) {
        assertInstanceOf(Outcome.Established.class, answered, "it begins with the newer");
      }
    }
  }

  @Test
  void healthAsksTheToken() throws Exception {
    try (MikeyEngine alice = alice()) {
      EngineHealth health = alice.health();
      assertEquals(EngineHealth.Status.UP, health.status(), health.toString());
      assertTrue(
          health.findings().stream()
              .anyMatch(
                  finding -> finding.name().equals("key") && finding.detail().contains("call")));
    }
    List<MikeyEngine> closed = new ArrayList<>();
    try (MikeyEngine alice = alice()) {
      closed.add(alice);
    }
    assertEquals(EngineHealth.Status.DOWN, closed.get(0).health().status());
  }

  @Test
  void aKeyThatIsGoneIsSeenAndNamed() throws Exception {
    List<TokenHealth> checks = new ArrayList<>();
    tokens.on(
        "alice",
        token -> {
          TokenHealth check = new TokenHealth(token);
          check.expect("label call", () -> token.preSharedKey("call").close());
          checks.add(check);
          assertTrue(
              check.findings().stream()
                  .allMatch(finding -> finding.status() == EngineHealth.Status.UP));
          new StoredObjects(token).delete("call");
          EngineHealth health = new EngineHealth(check.findings());
          assertEquals(EngineHealth.Status.DOWN, health.status());
          assertTrue(health.findings().get(1).detail().startsWith("label call: "));
        });
    EngineHealth after = new EngineHealth(checks.get(0).findings());
    assertEquals(EngineHealth.Status.DOWN, after.status(), "the token was closed");
    assertThrows(KeyNotFoundException.class, this::alice);
    // What was opened on the way was closed again, or the module could not be opened anew.
    assertThrows(KeyNotFoundException.class, this::alice);
  }

  @Test
  void whatIsWrongIsSaid() throws Exception {
    tokens.write("alice", "bob", "strict", "modes: [ibake]");
    assertTrue(
        assertThrows(IllegalArgumentException.class, this::alice).getMessage().contains("ibake"));
    Path file = Files.writeString(scratch.resolve("no.pem"), "no certificate");
    tokens.write("alice", "bob", "strict", "trust: [" + file + "]");
    assertThrows(CertificateException.class, this::alice);
    tokens.write("alice", "bob", "strict");
    Files.writeString(tokens.pinFile("alice"), "another pin\n");
    assertThrows(PinRefusedException.class, this::alice);
  }

  /** Keeps every log line of this process, of SLF4J, System.Logger and java.util.logging. */
  private static final class Lines extends Handler {
    private final StringBuffer all = new StringBuffer();

    @Override
    public void publish(LogRecord line) {
      all.append(line.getLevel()).append(' ').append(line.getLoggerName()).append(' ');
      all.append(line.getMessage()).append(' ').append(Arrays.toString(line.getParameters()));
      for (Throwable t = line.getThrown(); t != null; t = t.getCause()) {
        all.append(' ').append(t);
      }
      all.append('\n');
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void noLogOfAnExchangeHasAKeyOrThePin() throws Exception {
    tokens.write("alice", "bob", "any");
    Logger root = Logger.getLogger("");
    Level before = root.getLevel();
    Handler[] handlers = root.getHandlers();
    Lines lines = new Lines();
    lines.setLevel(Level.ALL);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream err = System.err;
    List<byte[]> secrets = new ArrayList<>(List.of(EngineTokens.PSK));
    for (Handler handler : handlers) {
      root.removeHandler(handler);
    }
    root.setLevel(Level.ALL);
    root.addHandler(lines);
    try (PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(capture);
      System.setErr(capture);
      exchange(secrets);
    } finally {
      System.setOut(out);
      System.setErr(err);
      root.removeHandler(lines);
      root.setLevel(before);
      for (Handler handler : handlers) {
        root.addHandler(handler);
      }
    }
    String all = lines.all + printed.toString(StandardCharsets.UTF_8);
    assertTrue(all.contains("INFO org.mikeyhsm.engine established psk as initiator"), all);
    assertTrue(all.contains("custody TEK"), all);
    assertTrue(all.contains("authentication"), all);
    for (byte[] secret : secrets) {
      for (String text :
          List.of(
              HexFormat.of().formatHex(secret),
              HexFormat.ofDelimiter(":").formatHex(secret),
              Base64.getEncoder().encodeToString(secret).replaceAll("=*$", ""),
              Arrays.toString(secret).replaceAll("[\\[\\]]", ""))) {
        assertFalse(all.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)), text);
      }
    }
    assertFalse(all.contains(EngineTokens.pin("alice")));
  }

  private void exchange(List<byte[]> secrets) throws Exception {
    try (SoftwareKey psk = SoftwareKey.preShared(EngineTokens.PSK);
        MikeyEngine alice = alice();
        MikeyEngine bob = bob(psk)) {
      try (Initiated initiated = alice.initiate(BOB, STREAMS);
          Outcome answered = bob.respond(initiated.message());
          MikeySession session =
              initiated.awaiting().receive(answered.reply().orElseThrow()).orThrow()) {
        for (int csId = 1; csId <= 2; csId++) {
          // The same key: the token does not hand it out, the peer in host memory does.
          session.srtpMasterKey(csId, KeyPlace.PROVIDER).close();
          try (SrtpMasterKey key = answered.orThrow().srtpMasterKey(csId, KeyPlace.HOST)) {
            secrets.add(SoftwareKey.export(key.tek()));
          }
        }
      }
      try (Initiated initiated = bob.initiate(ALICE, STREAMS)) {
        byte[] wrong = initiated.message().toArray();
        wrong[wrong.length - 1] ^= 1;
        assertInstanceOf(Outcome.Refused.class, alice.respond(Octets.of(wrong)));
      }
    }
    assertEquals(3, secrets.size());
  }
}
