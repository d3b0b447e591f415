package org.mikeyhsm.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void keepsTextAndReplacesWhatATerminalCouldActOn() {
    assertEquals("Grüße, 你好 😀", Printable.line("Grüße, 你好 😀"));
    assertEquals("a\uFFFD[31mb\uFFFDc\uFFFDd", Printable.line("a\u001b[31mb\nc\u202Ed"));
  }

  @Test
  void shortensBetweenCharacters() {
    assertEquals("x".repeat(400), Printable.line("x".repeat(400)));
    assertEquals("😀".repeat(397) + "...", Printable.line("😀".repeat(500)));
  }
}
