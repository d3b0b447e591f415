package org.mikeyhsm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.TestPki;

class EngineHealthTest {
  private EngineSides sides;

  @BeforeEach
  void open() throws GeneralSecurityException {
    sides = new EngineSides();
  }

  @AfterEach
  void close() {
    sides.close();
  }

  private static EngineHealth.Finding only(EngineHealth health, String name) {
    List<EngineHealth.Finding> found =
        health.findings().stream().filter(finding -> finding.name().equals(name)).toList();
    assertEquals(1, found.size(), health.toString());
    return found.get(0);
  }

  @Test
  void aSoundEngineIsUpAndSaysSoInJson() throws Exception {
    try (MikeyEngine engine = sides.alice().build()) {
      EngineHealth health = engine.health();
      assertEquals(
          List.of("engine", "clock", "exchanges", "certificate", "key period"),
          health.findings().stream().map(EngineHealth.Finding::name).toList());
      ObjectMapper json = new ObjectMapper();
      JsonNode node = json.readTree(json.writeValueAsString(health.toMap()));
      assertEquals("up", node.get("status").textValue());
      assertEquals("certificate", node.get("findings").get(3).get("name").textValue());
      assertEquals("up", node.get("findings").get(3).get("status").textValue());
      assertTrue(node.get("findings").get(3).get("detail").textValue().contains("valid until"));
    }
  }

  @Test
  void aClockThatWasSetIsSeen() throws GeneralSecurityException {
    try (MikeyEngine engine = sides.alice().build()) {
      sides.pass(Duration.ofMinutes(-7));
      EngineHealth.Finding clock = only(engine.health(), "clock");
      assertEquals(EngineHealth.Status.WARNING, clock.status());
      assertTrue(clock.detail().contains("set by -"), clock.detail());
      assertEquals(EngineHealth.Status.WARNING, engine.health().status());
    }
  }

  @Test
  void certificatesOutOfTheirTimeAreSeen() throws GeneralSecurityException {
    for (String name : List.of("alice-expired", "alice-future")) {
      try (MikeyEngine engine =
          sides
              .alice()
              .certificate(
                  PkiIdentity.of(
                      EngineSides.ALICE,
                      new CertifiedKey(
                          TestPki.privateKey(name), List.of(TestPki.certificate(name)))))
              .build()) {
        assertEquals(EngineHealth.Status.DOWN, engine.health().status(), name);
      }
    }
  }

  @Test
  void aKeyPeriodThatEndsIsSeen() throws GeneralSecurityException {
    try (MikeyEngine engine = sides.alice().build()) {
      EngineHealth.Status status = EngineHealth.Status.UP;
      for (int day = 0; day < 62 && status == EngineHealth.Status.UP; day++) {
        status = only(engine.health(), "key period").status();
        sides.pass(Duration.ofDays(1));
      }
      assertEquals(EngineHealth.Status.WARNING, status);
      sides.pass(Duration.ofDays(4));
      assertEquals(EngineHealth.Status.DOWN, only(engine.health(), "key period").status());
    }
  }

  @Test
  void checksOfTheApplicationCountAndMayThrow() throws GeneralSecurityException {
    try (MikeyEngine engine =
        sides
            .alice()
            .healthCheck(
                () ->
                    List.of(
                        new EngineHealth.Finding("token", EngineHealth.Status.UP, "it answers")))
            .healthCheck(
                () -> {
                  throw new IllegalStateException("no answer");
                })
            .build()) {
      assertEquals("it answers", only(engine.health(), "token").detail());
      assertEquals("no answer", only(engine.health(), "check").detail());
      assertEquals(EngineHealth.Status.DOWN, engine.health().status());
    }
  }
}
