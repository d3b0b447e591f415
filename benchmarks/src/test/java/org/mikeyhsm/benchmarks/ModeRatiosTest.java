package org.mikeyhsm.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The measurement measures what it says; its figures are worth nothing here. */
@Tag("softhsm")
class ModeRatiosTest {
  @ParameterizedTest
  @EnumSource
  void fiveModesAndBothSides(StackedModule.Base base) throws Exception {
    List<ModeRatios.Line> lines =
        ModeRatios.measure(base, 2, List.of("psk", "pk", "dh", "dhhmac", "rsa-r"));
    assertEquals(10, lines.size());
    for (ModeRatios.Line line : lines) {
      assertTrue(0 < line.narrow() && line.narrow() <= line.needed(), line.toString());
      assertTrue(line.needed() <= line.calls() && line.calls() < 1, line.toString());
    }
  }
}
