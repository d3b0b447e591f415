package org.mikeyhsm.hsm.pool;

import java.security.ProviderException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for work no longer than is allowed. A call into a PKCS#11 module cannot be broken off: one
 * that is too late goes on in its thread, and what it gives is closed.
 */
final class Timed implements AutoCloseable {
  private final Duration most;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "mikeyhsm-token");
            thread.setDaemon(true);
            return thread;
          });

  /** What is done. */
  @FunctionalInterface
  interface Task<R> {
    R run() throws Exception;
  }

  Timed(Duration most) {
    this.most = most;
  }

  /** Runs a task, in this thread if it may take as long as it will. */
  @SuppressWarnings("unchecked")
  <R, E extends Exception> R run(String token, Task<R> task) throws E {
    try {
      return most.isZero() ? task.run() : inTime(token, task);
    } catch (Exception e) {
      // A task throws what its caller declares.
      throw (E) e;
    }
  }

  private <R> R inTime(String token, Task<R> task) throws Exception {
    CompletableFuture<R> result = new CompletableFuture<>();
    threads.execute(() -> complete(result, task));
    try {
      return result.get(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      return late(
          result, new TokenTimeoutException("token " + token + " did not answer within " + most));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return late(result, new ProviderException("interrupted while token " + token + " worked"));
    }
  }

  private static <R> R late(CompletableFuture<R> result, ProviderException tooLate) {
    if (result.completeExceptionally(tooLate)) {
      throw tooLate;
    }
    return result.join();
  }

  private static <R> void complete(CompletableFuture<R> result, Task<R> task) {
    try {
      R made = task.run();
      if (!result.complete(made) && made instanceof AutoCloseable late) {
        late.close();
      }
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
