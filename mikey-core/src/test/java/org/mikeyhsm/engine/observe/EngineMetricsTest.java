package org.mikeyhsm.engine.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.engine.EngineMode;
import org.mikeyhsm.engine.EngineSides;
import org.mikeyhsm.engine.Initiated;
import org.mikeyhsm.engine.Outcome;
import org.mikeyhsm.engine.TwoEngines;
import org.mikeyhsm.jca.KeyPlace;

class EngineMetricsTest extends TwoEngines {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @BeforeEach
  void bind() {
    new EngineMetrics(alice, List.of(Tag.of("engine", "alice"))).bindTo(registry);
    new EngineMetrics(bob, List.of(Tag.of("engine", "bob"))).bindTo(registry);
  }

  /** A call, a replay, an exchange that is given up, and a token that goes and comes back. */
  private void live() throws Exception {
    try (Initiated initiated = alice.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS)) {
      sides.tokenIsGone(true);
      bob.respond(initiated.message());
      sides.tokenIsGone(false);
      try (Outcome answered = bob.respond(initiated.message())) {
        bob.respond(initiated.message());
        try (Outcome established = initiated.awaiting().receive(answered.reply().orElseThrow())) {
          established.orThrow().srtpMasterKey(1, KeyPlace.PROVIDER).close();
        }
      }
    }
    alice.initiate(EngineMode.DHHMAC, EngineSides.BOB, STREAMS).close();
  }

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }

  @Test
  void whatHappensIsCounted() throws Exception {
    Initiated open = alice.initiate(EngineMode.PSK, EngineSides.BOB, STREAMS);
    assertEquals(
        1, registry.get("mikeyhsm.exchanges.open").tags("engine", "alice").gauge().value());
    assertEquals(1, registry.get("mikeyhsm.bundles").tags("engine", "alice").gauge().value());
    open.close();
    live();
    String[] psk = {"mode", "psk", "side", "responder", "engine", "bob"};
    assertEquals(
        1,
        registry.get("mikeyhsm.exchanges").tags(psk).tag("outcome", "established").timer().count());
    assertEquals(
        2, registry.get("mikeyhsm.exchanges").tags(psk).tag("outcome", "ignored").timer().count());
    assertEquals(
        1,
        registry
            .get("mikeyhsm.exchanges")
            .tags("mode", "dhhmac", "side", "initiator", "outcome", "closed")
            .timer()
            .count());
    assertEquals(1, count("mikeyhsm.exchange.failures", "reason", "replay", "mode", "psk"));
    assertEquals(1, count("mikeyhsm.exchange.failures", "reason", "token", "mode", "psk"));
    assertEquals(1, count("mikeyhsm.engine.token.lost", "engine", "bob"));
    assertEquals(1, registry.get("mikeyhsm.engine.token.outage").timer().count());
    assertEquals(1, count("mikeyhsm.secrets", "class", "PSK", "level", "HOST", "engine", "alice"));
    assertEquals(1, count("mikeyhsm.secrets", "class", "TEK", "level", "HOST", "engine", "alice"));
    assertEquals(1, count("mikeyhsm.sessions.closed", "engine", "bob"));
    assertEquals(
        0, registry.get("mikeyhsm.exchanges.open").tags("engine", "alice").gauge().value());
    assertEquals(1, registry.get("mikeyhsm.replay.messages").tags("engine", "bob").gauge().value());
  }

  /** The table in the documents lists every meter, and none that is not there. */
  @Test
  void theDocumentHasEveryMeter() throws Exception {
    live();
    Path document = Path.of(System.getProperty("mikeyhsm.root")).resolve("docs/engine.md");
    Set<String> documented =
        Files.readAllLines(document).stream()
            .filter(line -> line.startsWith("| `mikeyhsm."))
            .map(line -> line.split("`")[1])
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        registry.getMeters().stream()
            .map(meter -> meter.getId().getName())
            .collect(Collectors.toCollection(TreeSet::new)),
        documented);
  }

  @Test
  void noTagNamesAPeer() throws Exception {
    live();
    for (Meter meter : registry.getMeters()) {
      for (Tag tag : meter.getId().getTags()) {
        assertFalse(tag.getValue().contains("example.com"), meter.getId().toString());
      }
      assertTrue(meter.getId().getName().startsWith("mikeyhsm."));
    }
  }
}
