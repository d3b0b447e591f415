package org.mikeyhsm.cli.output;

/** How a terminal emphasises; plain text elsewhere. */
public enum Style {
  /** Not a terminal, or one that is to stay without colours. */
  PLAIN("", "", ""),
  /** Select Graphic Rendition of ECMA-48 section 8.3.117. */
  TERMINAL("\u001b[1m", "\u001b[2m", "\u001b[0m");

  private final String bold;
  private final String faint;
  private final String reset;

  Style(String bold, String faint, String reset) {
    this.bold = bold;
    this.faint = faint;
    this.reset = reset;
  }

  /** The text as a heading. */
  public String heading(String text) {
    return bold + text + reset;
  }

  /** The text as less important than what is around it. */
  public String faint(String text) {
    return faint + text + reset;
  }
}
