package org.mikeyhsm.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StyleTest {
  @Test
  void plainAddsNothing() {
    assertEquals("x", Style.PLAIN.heading("x"));
    assertEquals("x", Style.PLAIN.faint("x"));
  }

  @Test
  void terminalResetsWhatItSets() {
    assertEquals("\u001b[1mx\u001b[0m", Style.TERMINAL.heading("x"));
    assertEquals("\u001b[2mx\u001b[0m", Style.TERMINAL.faint("x"));
  }
}
