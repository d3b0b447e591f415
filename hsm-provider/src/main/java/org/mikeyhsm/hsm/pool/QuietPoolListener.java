package org.mikeyhsm.hsm.pool;

import java.time.Duration;

/**
 * A listener that keeps its promise to throw nothing: a token is not lost for good by a counter.
 */
final class QuietPoolListener implements PoolListener {
  private static final System.Logger LOG = System.getLogger("org.mikeyhsm.token");

  private final PoolListener listener;

  QuietPoolListener(PoolListener listener) {
    this.listener = listener;
  }

  @Override
  public void takenOut(String token, String reason) {
    tell(() -> listener.takenOut(token, reason));
  }

  @Override
  public void stillOut(String token, String reason, Duration next) {
    tell(() -> listener.stillOut(token, reason, next));
  }

  @Override
  public void givenUp(String token, String reason) {
    tell(() -> listener.givenUp(token, reason));
  }

  @Override
  public void broughtBack(String token) {
    tell(() -> listener.broughtBack(token));
  }

  @Override
  public void doneAgain(String token, String reason) {
    tell(() -> listener.doneAgain(token, reason));
  }

  private void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a listener of class " + listener.getClass().getName() + " threw",
          e);
    }
  }
}
