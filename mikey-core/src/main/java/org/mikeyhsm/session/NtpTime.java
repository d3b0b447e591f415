package org.mikeyhsm.session;

import java.time.Duration;
import java.time.Instant;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.TsType;

/**
 * NTP timestamps: 32 bits of seconds since 1900-01-01 00:00 and 32 bits of fraction. The seconds
 * wrap in 2036 and every 136 years after (RFC 3830 section 4.2.8), so timestamps are compared by
 * their signed difference only, which is right for instants less than 68 years apart.
 */
public final class NtpTime {
  private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private NtpTime() {}

  /** The NTP timestamp of an instant, its era dropped, rounded down. */
  public static long of(Instant instant) {
    long seconds = instant.getEpochSecond() + SECONDS_1900_TO_1970;
    return seconds << 32 | ((long) instant.getNano() << 32) / NANOS_PER_SECOND;
  }

  /**
   * The 64-bit number of a timestamp: a COUNTER with zeros on the left (RFC 3830 section 6.6), an
   * NTP-UTC-32 with a fraction of zero (RFC 6043 section 6.3).
   */
  public static long of(TimestampPayload timestamp) {
    return timestamp.tsType().equals(TsType.NTP_UTC_32)
        ? timestamp.asLong() << 32
        : timestamp.asLong();
  }

  /** A duration in units of 2^-32 s. */
  public static long units(Duration duration) {
    return duration.getSeconds() << 32 | ((long) duration.getNano() << 32) / NANOS_PER_SECOND;
  }

  /** How much later {@code a} is than {@code b}, negative if earlier, in units of 2^-32 s. */
  public static long difference(long a, long b) {
    return a - b;
  }
}
