package org.mikeyhsm.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Runs what may wait for a token on an executor. */
final class Stages {
  private Stages() {}

  /** A result that comes when nobody waits for it any more is closed: it may hold keys. */
  static <T extends AutoCloseable> CompletionStage<T> run(Supplier<T> work, Executor executor) {
    CompletableFuture<T> stage = new CompletableFuture<>();
    try {
      executor.execute(
          () -> {
            if (!stage.isDone()) {
              complete(stage, work);
            }
          });
    } catch (RejectedExecutionException e) {
      stage.completeExceptionally(e);
    }
    return stage;
  }

  private static <T extends AutoCloseable> void complete(
      CompletableFuture<T> stage, Supplier<T> work) {
    T result;
    try {
      result = work.get();
    } catch (RuntimeException | Error e) {
      stage.completeExceptionally(e);
      return;
    }
    if (!stage.complete(result)) {
      close(result);
    }
  }

  private static void close(AutoCloseable result) {
    try {
      result.close();
    } catch (Exception e) {
      throw new IllegalStateException("a result could not be closed", e);
    }
  }
}
