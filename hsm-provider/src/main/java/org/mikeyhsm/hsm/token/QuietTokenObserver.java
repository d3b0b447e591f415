package org.mikeyhsm.hsm.token;

import java.time.Duration;
import java.util.OptionalLong;

/** An observer that keeps its promise to throw nothing: a login is not leaked for a counter. */
final class QuietTokenObserver implements TokenObserver {
  private static final System.Logger LOG = System.getLogger("org.mikeyhsm.token");

  private final TokenObserver observer;

  QuietTokenObserver(TokenObserver observer) {
    this.observer = observer;
  }

  @Override
  public void called(String token, String function, Duration took, OptionalLong failure) {
    tell(() -> observer.called(token, function, took, failure));
  }

  @Override
  public void recovered(String token) {
    tell(() -> observer.recovered(token));
  }

  @Override
  public void opened(Token token) {
    tell(() -> observer.opened(token));
  }

  @Override
  public void closed(Token token) {
    tell(() -> observer.closed(token));
  }

  private void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "an observer of class " + observer.getClass().getName() + " threw",
          e);
    }
  }
}
