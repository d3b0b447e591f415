package org.mikeyhsm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {
  @Test
  void transpositionsOmissionsAndCaseAreSmall() {
    assertEquals(1, Nearest.distance("lable", "label"));
    assertEquals(1, Nearest.distance("modul", "module"));
    assertEquals(0, Nearest.distance("PSK", "psk"));
    assertEquals(3, Nearest.distance("abc", ""));
  }

  @Test
  void whatIsFarFromEverythingHasNoNearest() {
    assertEquals(Optional.of("peers"), Nearest.of("peer", List.of("peers", "policy")));
    assertEquals(Optional.empty(), Nearest.of("completely-else", List.of("peers", "policy")));
    assertEquals(Optional.empty(), Nearest.of("x", List.of()));
  }
}
