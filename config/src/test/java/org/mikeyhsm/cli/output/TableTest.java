package org.mikeyhsm.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void alignsColumnsAndGoesOnAtTheEdgeOfTheLast() {
    Table table = new Table(2, Table.Align.RIGHT, Table.Align.LEFT, Table.Align.LEFT);
    table.row("1", "long", "value").row("100", "x", "two\nlines").row("", "", "");
    assertEquals("    1  long  value\n  100  x     two\n             lines\n\n", table.toString());
  }

  @Test
  void refusesARowOfOtherWidth() {
    Table table = new Table(0, Table.Align.LEFT);
    assertThrows(IllegalArgumentException.class, () -> table.row("a", "b"));
  }
}
