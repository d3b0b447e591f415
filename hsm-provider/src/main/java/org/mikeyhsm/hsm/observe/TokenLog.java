package org.mikeyhsm.hsm.observe;

import java.time.Duration;
import java.util.Objects;
import org.mikeyhsm.hsm.pool.PoolListener;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what becomes of tokens to SLF4J, logger {@code org.mikeyhsm.token} unless told otherwise.
 * ERROR: a token refused its PIN and is given up. WARN: a token was taken out, or lost its
 * sessions. INFO: a token was opened, closed, brought back; work was done again. DEBUG: a token
 * that is out was tried. No line has a PIN, a key or a handle. Thread-safe.
 */
public final class TokenLog implements TokenObserver, PoolListener {
  private final Logger log;

  /** Writes to logger {@code org.mikeyhsm.token}. */
  public TokenLog() {
    this(LoggerFactory.getLogger("org.mikeyhsm.token"));
  }

  /** Writes to a logger. */
  @SuppressWarnings("exports")
  public TokenLog(Logger log) {
    this.log = Objects.requireNonNull(log, "log");
  }

  @Override
  public void opened(Token token) {
    log.info("opened token {}", token.name());
  }

  @Override
  public void closed(Token token) {
    log.info("closed token {}", token.name());
  }

  @Override
  public void recovered(String token) {
    log.warn("token {} had lost its sessions and was logged in to again", token);
  }

  @Override
  public void takenOut(String token, String reason) {
    log.warn("took token {} out: {}", token, reason);
  }

  @Override
  public void stillOut(String token, String reason, Duration next) {
    log.debug("token {} is still out, next try in {} ms: {}", token, next.toMillis(), reason);
  }

  @Override
  public void givenUp(String token, String reason) {
    log.error("gave token {} up until the next start: {}", token, reason);
  }

  @Override
  public void broughtBack(String token) {
    log.info("brought token {} back", token);
  }

  @Override
  public void doneAgain(String token, String reason) {
    log.info("did again what token {} did not do: {}", token, reason);
  }
}
