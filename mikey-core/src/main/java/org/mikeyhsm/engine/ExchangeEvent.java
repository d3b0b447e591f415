package org.mikeyhsm.engine;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A JFR event for each exchange that is over and each message refused. */
@Name("org.mikeyhsm.Exchange")
@Label("Exchange")
@Category("MIKEY")
@Description("A MIKEY exchange came to keys or to nothing, or a message was refused")
@StackTrace(false)
final class ExchangeEvent extends Event {
  @Label("Mode")
  private final String mode;

  @Label("Side")
  private final String side;

  @Label("Outcome")
  private final String outcome;

  @Label("Reason")
  private final String reason;

  @Label("Time taken")
  @Timespan(Timespan.NANOSECONDS)
  private final long taken;

  private ExchangeEvent(ExchangeFacts exchange, String outcome, String reason) {
    this.mode = exchange.modeName();
    this.side = exchange.side().toString();
    this.outcome = outcome;
    this.reason = reason;
    this.taken = exchange.duration().toNanos();
  }

  /** Commits the event if a recording wants it. */
  static void record(EngineEvent event) {
    if (event instanceof EngineEvent.Established established) {
      commit(established.exchange(), "established", "");
    } else if (event instanceof EngineEvent.Refused refused) {
      commit(
          refused.exchange(),
          refused.over() ? "refused" : "ignored",
          refused.refusal().reason().toString());
    } else if (event instanceof EngineEvent.Abandoned abandoned) {
      commit(abandoned.exchange(), "abandoned", abandoned.inTime() ? "closed" : "timeout");
    }
  }

  private static void commit(ExchangeFacts exchange, String outcome, String reason) {
    ExchangeEvent event = new ExchangeEvent(exchange, outcome, reason);
    if (event.shouldCommit()) {
      event.commit();
    }
  }
}
