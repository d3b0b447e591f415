package org.mikeyhsm.cli.output;

/** Text from outside, made safe for a terminal. */
public final class Printable {
  private static final int REPLACEMENT = 0xFFFD;
  private static final int LONGEST = 400;

  private Printable() {}

  /**
   * The text on one line of at most 400 characters; everything a terminal could act on is replaced
   * by U+FFFD, and what is left out by three dots.
   */
  public static String line(String text) {
    return line(text, LONGEST);
  }

  /** The same of at most {@code longest} characters. */
  public static String line(String text, int longest) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(longest + 1L)
        .map(c -> isSafe(c) ? c : REPLACEMENT)
        .forEach(line::appendCodePoint);
    if (line.codePointCount(0, line.length()) <= longest) {
      return line.toString();
    }
    return line.substring(0, line.offsetByCodePoints(0, longest - 3)) + "...";
  }

  private static boolean isSafe(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
