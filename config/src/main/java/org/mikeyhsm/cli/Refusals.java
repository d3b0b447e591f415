package org.mikeyhsm.cli;

import org.mikeyhsm.cli.output.Printable;
import org.mikeyhsm.message.MikeyException;

/** Messages that are refused and passed over. */
final class Refusals {
  private Refusals() {}

  static void tell(Console console, MikeyException refusal) {
    console.err().println("mikey: passed over: " + Printable.line(refusal.getMessage()));
    console.err().flush();
  }
}
