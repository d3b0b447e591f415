package org.mikeyhsm.cli;

import java.time.Duration;
import java.util.function.Consumer;
import org.mikeyhsm.hsm.pool.PoolListener;

/** What becomes of tokens, in lines for people to read. */
final class PoolNews implements PoolListener {
  private final Consumer<String> lines;

  PoolNews(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void takenOut(String token, String reason) {
    lines.accept("took " + token + " out: " + reason);
  }

  @Override
  public void stillOut(String token, String reason, Duration next) {
    lines.accept(token + " is still out, next try in " + next.toMillis() + " ms: " + reason);
  }

  @Override
  public void givenUp(String token, String reason) {
    lines.accept("gave " + token + " up: " + reason);
  }

  @Override
  public void broughtBack(String token) {
    lines.accept("brought " + token + " back");
  }

  @Override
  public void doneAgain(String token, String reason) {
    lines.accept("did again what " + token + " did not do: " + reason);
  }
}
