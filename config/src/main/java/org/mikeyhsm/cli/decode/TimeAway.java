package org.mikeyhsm.cli.decode;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** How far a time is from now, in words. Thread-safe. */
final class TimeAway {
  private static final int UNITS_SHOWN = 2;

  private TimeAway() {}

  /** E.g. "3 days 4 hours ago", "1 second ahead", "now". */
  static String describe(Instant time, Instant now) {
    Duration away = Duration.between(time, now);
    boolean past = !away.isNegative();
    Duration size = away.abs();
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("day", size.toDays());
    units.put("hour", (long) size.toHoursPart());
    units.put("minute", (long) size.toMinutesPart());
    units.put("second", (long) size.toSecondsPart());
    String words =
        units.entrySet().stream()
            .dropWhile(unit -> unit.getValue() == 0)
            .limit(UNITS_SHOWN)
            .filter(unit -> unit.getValue() > 0)
            .map(unit -> unit.getValue() + " " + unit.getKey() + (unit.getValue() == 1 ? "" : "s"))
            .collect(Collectors.joining(" "));
    return words.isEmpty() ? "now" : words + (past ? " ago" : " ahead");
  }
}
