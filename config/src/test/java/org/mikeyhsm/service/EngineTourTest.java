package org.mikeyhsm.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.engine.EngineEvent;
import org.mikeyhsm.engine.EngineHealth;
import org.mikeyhsm.engine.EngineMode;
import org.mikeyhsm.engine.EnginePeer;
import org.mikeyhsm.engine.Initiated;
import org.mikeyhsm.engine.MikeyEngine;
import org.mikeyhsm.engine.MikeySession;
import org.mikeyhsm.engine.OpenExchange;
import org.mikeyhsm.engine.Outcome;
import org.mikeyhsm.engine.Reason;
import org.mikeyhsm.engine.Streams;
import org.mikeyhsm.engine.observe.EngineMetrics;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;

/** The Java of docs/engine.md and of the engine's javadoc: it stands here, and runs. */
class EngineTourTest {
  private static final Path ROOT = Path.of(System.getProperty("mikeyhsm.root"));

  private final IdPayload alice = IdPayload.uri("sip:alice@example.org");
  private final IdPayload bob = IdPayload.uri("sip:bob@example.org");
  private final SoftwareKey psk = SoftwareKey.preShared(new byte[20]);
  private final MikeyProvider provider = new MikeyProvider();
  private final MikeyEngine other = bob();
  private final int ssrc = 7;
  private final Deque<Octets> wire = new ArrayDeque<>();
  private final List<MikeySession> kept = new ArrayList<>();
  private final List<Reason> complaints = new ArrayList<>();

  private void send(Octets message) {
    wire.add(message);
  }

  private void keep(MikeySession session) {
    kept.add(session);
  }

  private void complain(Reason reason) {
    complaints.add(reason);
  }

  @AfterEach
  void close() {
    kept.forEach(MikeySession::close);
    other.close();
    psk.close();
  }

  private MikeyEngine bob() {
    return MikeyEngine.builder(provider, bob).peer(EnginePeer.of(alice).withPsk(psk)).build();
  }

  @Test
  void byBuilderWithResultsHealthAndMetrics() {
    List<EngineEvent> heard = new ArrayList<>();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Executor executor = Runnable::run;
    MikeyEngine engine =
        MikeyEngine.builder(new MikeyProvider(), alice)
            .peer(EnginePeer.of(bob).withPsk(psk))
            .modes(EngineMode.DHHMAC, EngineMode.PSK)
            .listener(event -> heard.add(event))
            .build();
    try (MikeyEngine peer = bob()) {
      new EngineMetrics(engine).bindTo(registry);
      take(engine, peer.initiate(EngineMode.PSK, alice, Streams.of(ssrc, 0)));
      assertEquals(1, kept.size());
      assertEquals(List.of(), complaints);
      take(engine, Octets.ofHex("0a00"));
      assertEquals(1, wire.size(), "the answer of the first");
      try (Initiated initiated = peer.initiate(EngineMode.PSK, alice, Streams.of(ssrc, 0))) {
        Octets message = initiated.awaiting().message();
        engine.respondAsync(message, executor).thenAccept(this::handle);
        assertEquals(2, kept.size());
        assertEquals(2, wire.size());
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
      EngineHealth health = engine.health();
      Map<String, Object> json = health.toMap();
      assertEquals("up", json.get("status"));
      assertEquals(
          2,
          registry
              .get("mikeyhsm.exchanges")
              .tags("mode", "psk", "outcome", "established")
              .timer()
              .count());
      assertEquals(3, heard.size());
    } finally {
      engine.close();
    }
  }

  private void take(MikeyEngine engine, Initiated initiated) {
    try (initiated) {
      take(engine, initiated.message());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private void take(MikeyEngine engine, Octets message) {
    handle(engine.respond(message));
  }

  private void handle(Outcome outcome) {
    outcome.reply().ifPresent(this::send);
    if (outcome instanceof Outcome.Established established) {
      keep(established.session());
    } else if (outcome instanceof Outcome.Refused refused) {
      complain(refused.refusal().reason());
    }
  }

  /** What the peer answers to what was sent. */
  private Octets receive() {
    handle(other.respond(wire.remove()));
    return wire.remove();
  }

  @Test
  void theJavadocOfTheEngine() throws GeneralSecurityException {
    MikeyEngine engine =
        MikeyEngine.builder(provider, alice).peer(EnginePeer.of(bob).withPsk(psk)).build();
    OpenExchange call = engine.initiate(bob, Streams.of(ssrc, 0)).awaiting();
    send(call.message());
    MikeySession session = call.receive(receive()).orThrow();
    assertEquals(bob, session.peer());
    assertEquals(1, kept.size());
    session.close();
    engine.close();
  }

  /** All Java that is compiled and run, without indentation. */
  private static String compiled() throws IOException {
    List<Path> sources = new ArrayList<>();
    sources.add(ROOT.resolve("config/src/test/java/org/mikeyhsm/service/EngineTourTest.java"));
    try (Stream<Path> examples = Files.list(ROOT.resolve("docs/examples"))) {
      examples.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
    }
    StringBuilder all = new StringBuilder();
    for (Path source : sources) {
      all.append(flat(Files.readAllLines(source)));
    }
    return all.toString();
  }

  private static String flat(List<String> lines) {
    return lines.stream()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" ", " ", " "));
  }

  private static List<List<String>> fences(List<String> lines, String begin, String end) {
    List<List<String>> all = new ArrayList<>();
    boolean inside = false;
    for (String line : lines) {
      if (!inside && line.strip().endsWith(begin)) {
        all.add(new ArrayList<>());
        inside = true;
      } else if (inside && line.strip().endsWith(end)) {
        inside = false;
      } else if (inside) {
        all.get(all.size() - 1).add(line.replaceFirst("^ \\* ?", ""));
      }
    }
    return all;
  }

  @Test
  void everyBlockOfTheDocumentIsCompiled() throws IOException {
    List<List<String>> blocks =
        fences(Files.readAllLines(ROOT.resolve("docs/engine.md")), "```java", "```");
    assertTrue(blocks.size() >= 8);
    String compiled = compiled();
    for (List<String> block : blocks) {
      assertTrue(compiled.contains(flat(block)), String.join("\n", block));
    }
  }

  @Test
  void everyExampleOfTheJavadocIsCompiled() throws IOException {
    Path engine = ROOT.resolve("mikey-core/src/main/java/org/mikeyhsm/engine");
    String compiled = compiled();
    int blocks = 0;
    for (Path source :
        List.of(engine.resolve("MikeyEngine.java"), engine.resolve("observe/EngineMetrics.java"))) {
      for (List<String> block : fences(Files.readAllLines(source), "<pre>{@code", "}</pre>")) {
        assertTrue(compiled.contains(flat(block)), String.join("\n", block));
        blocks++;
      }
    }
    assertEquals(2, blocks);
    assertFalse(compiled.isBlank());
  }
}
