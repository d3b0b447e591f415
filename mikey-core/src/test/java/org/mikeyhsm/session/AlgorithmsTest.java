package org.mikeyhsm.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.PrfFunc;

class AlgorithmsTest {
  @Test
  void everyCodePointOfRfc3830AndRfc6043HasAName() {
    assertEquals(Optional.of("MIKEY-1"), Algorithms.keyDerivation(new PrfFunc(0)));
    assertEquals(Optional.of("PRF-HMAC-SHA-256"), Algorithms.keyDerivation(new PrfFunc(1)));
    assertEquals(Optional.of("NULL"), Algorithms.keyDataTransport(new EncrAlg(0)));
    assertEquals(Optional.of("AES-CM-128"), Algorithms.keyDataTransport(new EncrAlg(1)));
    assertEquals(Optional.of("AES-KW-128"), Algorithms.keyDataTransport(new EncrAlg(2)));
    assertEquals(Optional.of("AES-CM-256"), Algorithms.keyDataTransport(new EncrAlg(3)));
    assertEquals(Optional.of("HmacSHA1"), Algorithms.mac(new MacAlg(1)));
    assertEquals(Optional.of("HmacSHA256"), Algorithms.mac(new MacAlg(2)));
  }

  @Test
  void whatIsUnassignedHasNone() {
    assertEquals(Optional.empty(), Algorithms.keyDerivation(new PrfFunc(2)));
    assertEquals(Optional.empty(), Algorithms.keyDataTransport(new EncrAlg(4)));
    assertEquals(Optional.empty(), Algorithms.mac(new MacAlg(3)));
  }

  @Test
  void theNullMacIsNoService() {
    assertEquals(Optional.empty(), Algorithms.mac(MacAlg.NULL));
  }
}
