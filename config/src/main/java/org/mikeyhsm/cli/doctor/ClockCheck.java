package org.mikeyhsm.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The clock. Nobody is asked what time it is: peers judge by their own clocks. What can be seen
 * here is an impossible time, and whether something keeps the clock right.
 */
final class ClockCheck {
  /** No time before it can be right: it is when this was written. */
  private static final Instant EARLIEST = Instant.parse("2026-11-01T00:00:00Z");

  /** What time daemons leave where they run: systemd-timesyncd, chrony, ntpd, ntpsec. */
  private static final List<Path> SIGNS =
      List.of(
          Path.of("/run/systemd/timesync/synchronized"),
          Path.of("/run/chrony/chronyd.pid"),
          Path.of("/run/chronyd.pid"),
          Path.of("/run/ntpd.pid"));

  private ClockCheck() {}

  static Finding of(Instant now, Duration skew) {
    return of(now, skew, SIGNS);
  }

  static Finding of(Instant now, Duration skew, List<Path> signs) {
    if (now.isBefore(EARLIEST)) {
      return Finding.problem("clock", "it says " + now + ", which is past", "Set the clock");
    }
    Optional<Path> sign = signs.stream().filter(Files::exists).findFirst();
    String accepted = "; a peer's clock may differ by " + skew.toSeconds() + " s";
    return sign.isPresent()
        ? Finding.ok("clock", now + ", kept right by what left " + sign.get() + accepted)
        : Finding.warning(
            "clock",
            now + ", and there is no sign of anything that keeps it right" + accepted,
            "Compare it with a clock you trust; in service run a time daemon such as chrony");
  }
}
