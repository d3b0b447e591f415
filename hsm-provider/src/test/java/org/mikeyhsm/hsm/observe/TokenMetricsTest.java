package org.mikeyhsm.hsm.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProviderException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.hsm.TestTokens;
import org.mikeyhsm.hsm.pool.PoolSettings;
import org.mikeyhsm.hsm.pool.PooledToken;
import org.mikeyhsm.hsm.pool.TokenPool;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenObserver;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import org.mikeyhsm.message.Octets;

@Tag("softhsm")
class TokenMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TokenMetrics metrics = new TokenMetrics(registry);
  private final CryptokiModule module = TestTokens.get().module();

  @AfterEach
  void forget() {
    module.observe(TokenObserver.NONE);
  }

  @Test
  void callsAndSessionsOfATokenAreCounted() {
    module.observe(metrics);
    try (Token token = TestTokens.get().open(TestTokens.MAIN)) {
      token.generateRandom(new byte[16]);
      assertEquals(
          1,
          registry
              .get("mikeyhsm.token.calls")
              .tags("token", TestTokens.MAIN, "function", "C_GenerateRandom", "result", "ok")
              .timer()
              .count());
      assertEquals(
          1, registry.get("mikeyhsm.token.calls").tag("function", "C_Login").timer().count());
      assertEquals(2, registry.get("mikeyhsm.token.sessions").gauge().value());
      assertEquals(0, registry.get("mikeyhsm.token.waiting").gauge().value());
      assertThrows(KeyNotFoundException.class, () -> token.preSharedKey("there is none"));
    }
    assertEquals(List.of(), registry.find("mikeyhsm.token.sessions").gauges().stream().toList());
  }

  /** A token that can be told to fail. */
  private record Fragile(boolean[] fails) implements PooledToken {
    @Override
    public Map<String, Octets> proofs(Octets challenge) {
      if (fails[0]) {
        throw new TokenUnavailableException("gone");
      }
      return Map.of();
    }

    @Override
    public void close() {}
  }

  @Test
  void tokensOutAndInAreCounted() throws Exception {
    boolean[] fails = {false};
    TokenPool.Source<Fragile> source = new TokenPool.Source<>("a", () -> new Fragile(fails));
    Duration soon = Duration.ofMillis(2);
    try (TokenPool<Fragile> pool =
        TokenPool.open(List.of(source), new PoolSettings(Duration.ZERO, soon, soon), metrics)) {
      metrics.watch(pool);
      assertEquals(1, in());
      fails[0] = true;
      assertThrows(ProviderException.class, () -> pool.run(token -> token.proofs(Octets.empty())));
      assertEquals(0, in());
      assertEquals(1, registry.get("mikeyhsm.pool.taken.out").counter().count());
      fails[0] = false;
      for (int i = 0; i < 5000 && in() == 0; i++) {
        Thread.sleep(1);
      }
      assertEquals(1, in());
      assertEquals(1, registry.get("mikeyhsm.pool.brought.back").counter().count());
    }
  }

  private double in() {
    return registry.get("mikeyhsm.pool.tokens").tag("state", "in").gauge().value();
  }

  @Test
  void theDocumentHasEveryName() throws IOException {
    String document =
        Files.readString(Path.of(System.getProperty("mikeyhsm.root"), "docs/operations.md"));
    callsAndSessionsOfATokenAreCounted();
    module.observe(metrics);
    try (Token token = TestTokens.get().open(TestTokens.MAIN)) {
      assertTrue(token.load().isPresent());
      metrics.recovered("a");
      metrics.takenOut("a", "");
      metrics.stillOut("a", "", Duration.ZERO);
      metrics.givenUp("a", "");
      metrics.broughtBack("a");
      metrics.doneAgain("a", "");
      for (String name :
          new TreeSet<>(
              registry.getMeters().stream().map(Meter::getId).map(Meter.Id::getName).toList())) {
        assertTrue(document.contains("`" + name + "`"), name);
      }
    }
  }
}
