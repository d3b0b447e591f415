package org.mikeyhsm.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.nio.file.Files;
import java.security.Provider;
import java.security.Security;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;

/** JUnit runs classes that want tokens, and is watched. */
@Tag("softhsm")
@ResourceLock("java.security.Security/MikeyPkcs11")
class SoftHsmExtensionTest {
  private static final Map<Class<?>, SoftHsmToken> SEEN = new ConcurrentHashMap<>();
  private static final CyclicBarrier BOTH = new CyclicBarrier(2);

  private static void see(Object test, SoftHsmToken hsm) throws Exception {
    SEEN.put(test.getClass(), hsm);
    Call.levelOfTek(hsm);
  }

  private static void seeAtOnce(Object test, SoftHsmToken hsm) throws Exception {
    meet();
    see(test, hsm);
    meet();
  }

  private static void meet() throws InterruptedException, BrokenBarrierException, TimeoutException {
    BOTH.await(60, TimeUnit.SECONDS);
  }

  @SoftHsm(installed = false)
  static class OneCase {
    @Test
    void runs(SoftHsmToken hsm) throws Exception {
      seeAtOnce(this, hsm);
    }
  }

  @SoftHsm(installed = false, module = SoftHsm.Library.MIKEYTOKEN)
  static class OtherCase {
    @Test
    void runs(SoftHsmToken hsm) throws Exception {
      seeAtOnce(this, hsm);
    }
  }

  @SoftHsm
  static class InstalledCase {
    @Test
    void runs(SoftHsmToken hsm) throws Exception {
      see(this, hsm);
    }
  }

  @SoftHsm
  static class InstalledToo {
    @Test
    void runs(SoftHsmToken hsm) throws Exception {
      see(this, hsm);
    }
  }

  @ExtendWith(SoftHsmExtension.class)
  static class UnannotatedCase {
    @Test
    void runs() {}
  }

  static EngineExecutionResults run(Class<?>... classes) {
    SEEN.clear();
    EngineTestKit.Builder kit =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
            .configurationParameter(
                "junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
            .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
            .configurationParameter(
                "junit.jupiter.execution.parallel.config.fixed.parallelism", "2");
    for (Class<?> type : classes) {
      kit.selectors(selectClass(type));
    }
    return kit.execute();
  }

  private static void requireGone(int tokens) {
    assertEquals(tokens, SEEN.size());
    assertEquals(tokens, SEEN.values().stream().map(SoftHsmToken::label).distinct().count());
    assertEquals(tokens, SEEN.values().stream().map(SoftHsmToken::pin).distinct().count());
    SEEN.values().forEach(token -> assertFalse(Files.exists(token.directory()), token.toString()));
    assertNull(Security.getProvider(MikeyPkcs11Provider.NAME));
    assertEquals(
        Optional.ofNullable(System.getenv("SOFTHSM2_CONF")),
        NativeEnvironment.get("SOFTHSM2_CONF"));
  }

  @Test
  void twoClassesHaveTokensAtTheSameTimeAndNothingIsLeft() {
    run(OneCase.class, OtherCase.class)
        .testEvents()
        .assertStatistics(statistics -> statistics.started(2).succeeded(2));
    requireGone(2);
  }

  @Test
  void classesThatInstallTheProviderTakeTurns() {
    run(InstalledCase.class, InstalledToo.class)
        .testEvents()
        .assertStatistics(statistics -> statistics.started(2).succeeded(2));
    requireGone(2);
  }

  @Test
  void aProviderOfThatNameThatIsThereAlreadyIsToldAndKept() {
    Provider there = new Provider(MikeyPkcs11Provider.NAME, "1", "of the test") {};
    Security.addProvider(there);
    try {
      run(InstalledCase.class)
          .containerEvents()
          .assertThatEvents()
          .haveExactly(
              1,
              event(
                  finishedWithFailure(
                      message(text -> text.contains("@SoftHsm(installed = false)")))));
      assertEquals(there, Security.getProvider(MikeyPkcs11Provider.NAME));
    } finally {
      Security.removeProvider(MikeyPkcs11Provider.NAME);
    }
  }

  @Test
  void theExtensionAloneIsToldWhatIsMissing() {
    run(UnannotatedCase.class)
        .containerEvents()
        .assertThatEvents()
        .haveExactly(1, event(finishedWithFailure(message(text -> text.contains("@SoftHsm")))));
  }
}
