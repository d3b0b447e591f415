package org.mikeyhsm.message;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** NTP timestamps and what peers put in their place. */
final class NtpTime {
  private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
  private static final long SECONDS_1601_TO_1970 = 11_644_473_600L;
  private static final long ERA_0_END = (1L << 32) - SECONDS_1900_TO_1970;
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

  private NtpTime() {}

  /**
   * The time of a 64-bit NTP timestamp between 1968 and 2104: seconds with the highest bit set are
   * of era 0, others of era 1, which begins in 2036 (RFC 5905 6).
   */
  static Instant toInstant(long timestamp) {
    long seconds = timestamp >>> 32;
    long era = seconds >= 1L << 31 ? 0 : 1L << 32;
    long nanos = (timestamp & 0xFFFF_FFFFL) * 1_000_000_000L >>> 32;
    return Instant.ofEpochSecond(seconds + era - SECONDS_1900_TO_1970, nanos);
  }

  static boolean isPlausible(Instant time) {
    return !time.isBefore(EARLIEST) && time.isBefore(LATEST);
  }

  /** Whether the time is of NTP era 1, that is not before 2036-02-07. */
  static boolean isEra1(Instant time) {
    return time.getEpochSecond() >= ERA_0_END;
  }

  /** What else the 64 bits could be, with the time each reading gives, if that is plausible. */
  static List<String> otherReadings(long timestamp) {
    List<String> readings = new ArrayList<>();
    long swapped = Long.reverseBytes(timestamp);
    // Either 64 bits of seconds, or 32 bits of seconds and 32 of microseconds.
    long lowWord = swapped & 0xFFFF_FFFFL;
    long highWord = swapped >>> 32;
    if (highWord < 1_000_000) {
      addIfPlausible(readings, "a little-endian Unix time", Instant.ofEpochSecond(lowWord));
    }
    addIfPlausible(readings, "a Windows FILETIME", fromFileTime(timestamp));
    addIfPlausible(readings, "a little-endian Windows FILETIME", fromFileTime(swapped));
    return readings;
  }

  /** Counts of 100 ns since 1601-01-01. */
  private static Instant fromFileTime(long value) {
    return Instant.ofEpochSecond(
        Long.divideUnsigned(value, 10_000_000L) - SECONDS_1601_TO_1970,
        Long.remainderUnsigned(value, 10_000_000L) * 100);
  }

  private static void addIfPlausible(List<String> readings, String what, Instant time) {
    if (isPlausible(time)) {
      readings.add(what + " (" + time + ")");
    }
  }
}
