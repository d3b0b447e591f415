package org.mikeyhsm.cli.output;

/** A text is not the JSON that was expected. Nothing of the text is repeated. */
public final class JsonSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Describes the fault.
   *
   * @param line counted from 1
   * @param column counted from 1
   * @param reason a sentence without a full stop
   */
  public JsonSyntaxException(int line, int column, String reason) {
    super("line " + line + ", column " + column + ": " + reason);
  }
}
