package org.mikeyhsm.cli;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.mikeyhsm.cli.output.Style;

/** Shows on a terminal that something takes its time and for how long it has; nothing elsewhere. */
final class Progress {
  private static final long FIRST_MILLIS = 400;
  private static final long EACH_MILLIS = 200;
  private static final String BAR = "[=>      ][ =>     ][  =>    ][   =>   ][    =>  ][     => ]";
  private static final int WIDTH = 10;

  private final Console console;
  private final ScheduledExecutorService ticker;
  private final long begun = System.nanoTime();
  private int tick;

  private Progress(Console console, Supplier<String> what) {
    this.console = console;
    this.ticker =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "progress");
              thread.setDaemon(true);
              return thread;
            });
    ticker.scheduleAtFixedRate(
        () -> show(what.get()), FIRST_MILLIS, EACH_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Does some work, and shows it if results go to a terminal. */
  static void during(Console console, String what, Runnable work) {
    during(
        console,
        () -> what,
        () -> {
          work.run();
          return what;
        });
  }

  /**
   * Does some work, and shows how far it is if results go to a terminal.
   *
   * @param what asked several times a second, from another thread
   */
  static <T> T during(Console console, Supplier<String> what, Supplier<T> work) {
    if (console.style() != Style.TERMINAL) {
      return work.get();
    }
    Progress progress = new Progress(console, what);
    try {
      return work.get();
    } finally {
      progress.end();
    }
  }

  private synchronized void show(String what) {
    int frame = tick++ % (BAR.length() / WIDTH) * WIDTH;
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    console
        .err()
        .print(
            "\r\u001b[K"
                + BAR.substring(frame, frame + WIDTH)
                + " "
                + what
                + ", "
                + seconds
                + " s");
    console.err().flush();
  }

  private synchronized void end() {
    ticker.shutdownNow();
    if (tick > 0) {
      console.err().print("\r\u001b[K");
      console.err().flush();
    }
  }
}
