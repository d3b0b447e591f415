package org.mikeyhsm.cli.keys;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.mode.sakke.IdentifierScheme;
import org.mikeyhsm.mode.sakke.McxUid;

/**
 * How files, options and configurations write a key period: with hashed UIDs its number since 1900
 * (KeyPeriodNo), with tel URIs the month.
 */
public final class KeyPeriods {
  private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
  private static final long MOST_PERIODS = 0xFFFF_FFFFL;

  /** More than these are not looked for one by one. */
  private static final int MOST = 512;

  private KeyPeriods() {}

  /** The key period of a time. */
  public static String name(IdentifierScheme scheme, Instant time) {
    return scheme instanceof McxUid mcx
        ? Long.toString(mcx.periodNumber(time))
        : YearMonth.from(time.atZone(ZoneOffset.UTC)).toString();
  }

  /**
   * When a key period begins.
   *
   * @throws IllegalArgumentException if the scheme has none of that name
   */
  public static Instant start(IdentifierScheme scheme, String name) {
    if (scheme instanceof McxUid mcx) {
      if (!name.matches("[0-9]{1,10}") || Long.parseLong(name) > MOST_PERIODS) {
        throw new IllegalArgumentException(
            "a key period of this KMS is a number, KeyPeriodNo, of 0 to 4294967295");
      }
      try {
        return Instant.ofEpochSecond(
            Math.multiplyExact(Long.parseLong(name), mcx.periodSeconds())
                + mcx.offsetSeconds()
                - SECONDS_1900_TO_1970);
      } catch (ArithmeticException | DateTimeException e) {
        throw new IllegalArgumentException("that key period begins after the end of time", e);
      }
    }
    try {
      return YearMonth.parse(name).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "a key period of this KMS is a month, such as 2026-11 (RFC 6509 3.2)", e);
    }
  }

  /**
   * The first instants of the key periods from one time to another.
   *
   * @return empty if they are too many to look for one by one
   */
  public static Optional<List<Instant>> between(IdentifierScheme scheme, Instant from, Instant to) {
    List<Instant> starts = new ArrayList<>();
    for (Instant time = from; !time.isAfter(to); time = scheme.period(time).end()) {
      if (starts.size() == MOST) {
        return Optional.empty();
      }
      starts.add(scheme.period(time).start());
    }
    return Optional.of(starts);
  }
}
