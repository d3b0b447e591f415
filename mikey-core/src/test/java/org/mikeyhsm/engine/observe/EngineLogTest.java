package org.mikeyhsm.engine.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mikeyhsm.engine.EngineMode;
import org.mikeyhsm.engine.EngineSides;
import org.mikeyhsm.engine.Initiated;
import org.mikeyhsm.engine.MikeyEngine;
import org.mikeyhsm.engine.MikeySession;
import org.mikeyhsm.engine.Outcome;
import org.mikeyhsm.engine.Streams;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.session.SrtpMasterKey;

class EngineLogTest {
  private final CapturingLogger logger = new CapturingLogger();

  @ParameterizedTest
  @EnumSource(EngineMode.class)
  void noLineOfAnExchangeHasASecret(EngineMode mode) throws Exception {
    List<byte[]> secrets = new ArrayList<>(List.of(EngineSides.PSK));
    try (EngineSides sides = new EngineSides();
        MikeyEngine alice = sides.alice().listener(new EngineLog(logger)).build();
        MikeyEngine bob = sides.bob().listener(new EngineLog(logger)).build();
        Initiated initiated = alice.initiate(mode, EngineSides.BOB, Streams.of(7, 0))) {
      byte[] wrong = initiated.message().toArray();
      wrong[wrong.length - 1] ^= 1;
      bob.respond(Octets.of(wrong));
      try (Outcome answered = bob.respond(initiated.message())) {
        MikeySession session = answered.orThrow();
        for (int csId = 1; csId <= 2; csId++) {
          try (SrtpMasterKey key = session.srtpMasterKey(csId, KeyPlace.HOST)) {
            secrets.add(SoftwareKey.export(key.tek()));
          }
        }
        bob.respond(initiated.message());
      }
    }
    String all = String.join("\n", logger.lines());
    assertTrue(all.contains("INFO established " + mode + " as responder with sip:alice@"), all);
    assertTrue(all.contains("WARN passed over " + mode + " as responder: replay"), all);
    assertTrue(all.contains("custody TEK HOST"), all);
    for (byte[] secret : secrets) {
      String hex = HexFormat.of().formatHex(secret);
      assertFalse(all.toLowerCase(Locale.ROOT).contains(hex), "a secret in hexadecimal");
      assertFalse(all.contains(Base64.getEncoder().encodeToString(secret)), "a secret in base64");
    }
  }

  @Test
  void whatAPeerWroteCannotForgeALine() throws Exception {
    IdPayload forger = IdPayload.uri("sip:a@example.com\u0085\u009b\nERROR token lost\u202e");
    try (EngineSides sides = new EngineSides();
        MikeyEngine engine =
            sides
                .withPsk(EngineSides.ALICE, EngineSides.BOB)
                .listener(new EngineLog(logger))
                .build()) {
      engine.initiate(EngineMode.PSK, forger, Streams.of(7));
    }
    assertEquals(1, logger.lines().size());
    assertTrue(
        logger.lines().get(0).contains("with sip:a@example.com???ERROR token lost?: identity"),
        logger.lines().get(0));
  }

  @Test
  void aLostTokenIsAnError() throws Exception {
    try (EngineSides sides = new EngineSides();
        MikeyEngine alice = sides.alice().build();
        MikeyEngine bob = sides.bob().listener(new EngineLog(logger)).build();
        Initiated initiated = alice.initiate(EngineMode.PSK, EngineSides.BOB, Streams.of(7))) {
      sides.tokenIsGone(true);
      bob.respond(initiated.message());
      sides.tokenIsGone(false);
      bob.respond(initiated.message()).close();
    }
    assertEquals("ERROR token lost: CKR_TOKEN_NOT_PRESENT", logger.lines().get(0));
    assertTrue(logger.lines().get(2).startsWith("WARN token recovered after "));
  }
}
