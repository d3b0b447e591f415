package org.mikeyhsm.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.TsType;

class NtpTimeTest {
  private static final Instant ERA_1 = Instant.parse("2036-02-07T06:28:16Z");

  @Test
  void theEpochIs1900() {
    assertEquals(0, NtpTime.of(Instant.parse("1900-01-01T00:00:00Z")));
    assertEquals(2_208_988_800L << 32, NtpTime.of(Instant.EPOCH));
  }

  @Test
  void fractionsAreOf2ToThe32nd() {
    assertEquals(0x8000_0000L, NtpTime.of(Instant.parse("1900-01-01T00:00:00.5Z")));
    assertEquals(0x4000_0000L, NtpTime.of(Instant.parse("1900-01-01T00:00:00.25Z")));
    assertEquals(4, NtpTime.of(Instant.parse("1900-01-01T00:00:00.000000001Z")));
    assertEquals(0xFFFF_FFFBL, NtpTime.of(Instant.parse("1900-01-01T00:00:00.999999999Z")));
  }

  @Test
  void secondsWrapIn2036() {
    assertEquals(0xFFFF_FFFF_0000_0000L, NtpTime.of(ERA_1.minusSeconds(1)));
    assertEquals(0, NtpTime.of(ERA_1));
    assertEquals(1L << 32, NtpTime.of(ERA_1.plusSeconds(1)));
  }

  @Test
  void theDifferenceKnowsOfTheWrap() {
    long before = NtpTime.of(ERA_1.minusSeconds(2));
    long after = NtpTime.of(ERA_1.plusSeconds(3));
    assertEquals(5L << 32, NtpTime.difference(after, before));
    assertEquals(-(5L << 32), NtpTime.difference(before, after));
    assertTrue(Long.compareUnsigned(after, before) < 0, "an unsigned comparison gets it wrong");
  }

  @Test
  void durationsHaveTheSameUnits() {
    assertEquals(300L << 32, NtpTime.units(Duration.ofMinutes(5)));
    assertEquals(0x8000_0000L, NtpTime.units(Duration.ofMillis(500)));
    assertTrue(NtpTime.units(Duration.ofDays(3650)) > 0);
  }

  @Test
  void anNtpUtc32HasAFractionOfZero() {
    assertEquals(
        0xEEAE_3D77_0000_0000L, NtpTime.of(TimestampPayload.of(TsType.NTP_UTC_32, 0xEEAE_3D77L)));
  }

  @Test
  void aCounterIsPaddedOnTheLeft() {
    assertEquals(0xFFFF_FFFEL, NtpTime.of(TimestampPayload.of(TsType.COUNTER, 0xFFFF_FFFEL)));
  }

  @Test
  void a64BitTimestampIsItself() {
    assertEquals(
        0xEEAE_3D77_C132_A497L,
        NtpTime.of(TimestampPayload.of(TsType.NTP_UTC, 0xEEAE_3D77_C132_A497L)));
  }
}
