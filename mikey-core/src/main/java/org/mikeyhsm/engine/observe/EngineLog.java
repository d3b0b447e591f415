package org.mikeyhsm.engine.observe;

import java.util.Objects;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.engine.EngineEvent;
import org.mikeyhsm.engine.EngineListener;
import org.mikeyhsm.engine.ExchangeFacts;
import org.mikeyhsm.engine.Reason;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.IdType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to SLF4J, logger {@code org.mikeyhsm.engine} unless told otherwise. Thread-safe.
 *
 * <p>ERROR: the token was lost. WARN: it was recovered; what hints at an attack or at a fault here
 * (authentication, replay, flood, custody, key, token). INFO: sessions that are established and
 * closed, exchanges that are given up or end otherwise. DEBUG: other messages that are passed over,
 * and custody line by line. No line has an octet of a secret; what a peer wrote comes without
 * control characters.
 */
public final class EngineLog implements EngineListener {
  private final Logger log;

  /** Writes to logger {@code org.mikeyhsm.engine}. */
  public EngineLog() {
    this(LoggerFactory.getLogger("org.mikeyhsm.engine"));
  }

  /** Writes to a logger. */
  @SuppressWarnings("exports")
  public EngineLog(Logger log) {
    this.log = Objects.requireNonNull(log, "log");
  }

  @Override
  public void on(EngineEvent event) {
    if (event instanceof EngineEvent.Established established) {
      log.info(
          "established {} csb {} in {} ms, secrets {}",
          text(established.exchange()),
          Integer.toUnsignedString(established.csbId()),
          established.exchange().duration().toMillis(),
          levels(established.custody()));
      details(established.custody());
    } else if (event instanceof EngineEvent.Closed closed) {
      log.info(
          "closed {} csb {} after {} s",
          text(closed.exchange()),
          Integer.toUnsignedString(closed.csbId()),
          closed.exchange().duration().toSeconds());
      details(new CustodyReport(closed.since()));
    } else if (event instanceof EngineEvent.Refused refused) {
      refused(refused);
    } else if (event instanceof EngineEvent.Abandoned abandoned) {
      log.info(
          "gave up {}: {}",
          text(abandoned.exchange()),
          abandoned.inTime() ? "closed here" : "no answer in time");
    } else if (event instanceof EngineEvent.TokenLost lost) {
      log.error("token lost: {}", printable(lost.detail()));
    } else if (event instanceof EngineEvent.TokenRecovered recovered) {
      log.warn("token recovered after {} ms", recovered.after().toMillis());
    }
  }

  private void refused(EngineEvent.Refused refused) {
    String what = refused.over() ? "refused" : "passed over";
    Reason reason = refused.refusal().reason();
    String detail = printable(refused.refusal().detail());
    switch (reason) {
      case AUTHENTICATION, REPLAY, REPLAY_UNDECIDED, LIMIT, CUSTODY, KEY, TOKEN ->
          log.warn("{} {}: {}: {}", what, text(refused.exchange()), reason, detail);
      default -> {
        if (refused.over()) {
          log.info("{} {}: {}: {}", what, text(refused.exchange()), reason, detail);
        } else {
          log.debug("{} {}: {}: {}", what, text(refused.exchange()), reason, detail);
        }
      }
    }
  }

  private void details(CustodyReport custody) {
    if (log.isDebugEnabled()) {
      custody
          .entries()
          .forEach(
              entry ->
                  log.debug(
                      "custody {} {} {} by {}",
                      entry.secret().reportName(),
                      entry.custody().level(),
                      entry.custody().origin(),
                      entry.custody().mechanism()));
    }
  }

  private static String levels(CustodyReport custody) {
    return custody.entries().stream()
        .map(entry -> entry.secret().reportName() + "=" + entry.custody().level())
        .distinct()
        .toList()
        .toString();
  }

  private static String text(ExchangeFacts exchange) {
    return exchange.modeName()
        + " as "
        + exchange.side()
        + exchange.peer().map(peer -> " with " + text(peer)).orElse("");
  }

  private static String text(IdPayload id) {
    return id.idType().equals(IdType.BYTE_STRING)
        ? id.data().toHex()
        : printable(id.data().toUtf8());
  }

  private static String printable(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
  }
}
