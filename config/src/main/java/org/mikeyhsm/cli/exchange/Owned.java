package org.mikeyhsm.cli.exchange;

import java.util.List;

/** What is closed together. */
public final class Owned {
  private Owned() {}

  /** Closes all in this order, whatever one of them throws. */
  public static void close(List<Runnable> all) {
    if (all.isEmpty()) {
      return;
    }
    try {
      all.get(0).run();
    } finally {
      close(all.subList(1, all.size()));
    }
  }
}
