package org.mikeyhsm.cli.output;

import java.util.ArrayList;
import java.util.List;

/**
 * Aligned columns, two spaces apart. The last column is as wide as its text; a line end inside it
 * goes on at its left edge. Not thread-safe.
 */
public final class Table {
  /** Which edge of a column its text keeps to. */
  public enum Align {
    /** Words. */
    LEFT,
    /** Numbers. */
    RIGHT
  }

  private static final String GAP = "  ";

  private final String indent;
  private final List<Align> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * An empty table.
   *
   * @param indent spaces before each line
   * @param columns one or more
   */
  public Table(int indent, Align... columns) {
    this.indent = " ".repeat(indent);
    this.columns = List.of(columns);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it has not one cell for each column
   */
  public Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException("a row of " + columns.size() + " cells is needed");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The rows, each line ended by a line feed. */
  @Override
  public String toString() {
    int last = columns.size() - 1;
    int[] widths = new int[last];
    for (List<String> row : rows) {
      for (int i = 0; i < last; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int i = 0; i < last; i++) {
        String space = " ".repeat(widths[i] - row.get(i).length());
        line.append(columns.get(i) == Align.RIGHT ? space + row.get(i) : row.get(i) + space)
            .append(GAP);
      }
      String edge = "\n" + " ".repeat(line.length());
      line.append(row.get(last).replace("\n", edge));
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
