package org.mikeyhsm.session;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.TsType;

/**
 * Timestamps for an initiator's messages. Every one is unique (RFC 3830 section 5.2: MUST): later
 * than all before it, by 2^-32 s at least, even when the clock stands still or steps back.
 *
 * <p>Thread-safe. One source serves all exchanges of a local identity.
 */
public final class TimestampSource {
  private final Clock clock;
  private final AtomicReference<Long> last;

  /** A source of NTP-UTC timestamps. */
  public TimestampSource(Clock clock) {
    this.clock = clock;
    this.last = new AtomicReference<>(NtpTime.of(clock.instant()) - 1);
  }

  /** The clock behind it. */
  public Clock clock() {
    return clock;
  }

  /** A timestamp that was never returned before. */
  public TimestampPayload next() {
    long now = NtpTime.of(clock.instant());
    long unique =
        last.updateAndGet(before -> NtpTime.difference(now, before) > 0 ? now : before + 1);
    return TimestampPayload.of(TsType.NTP_UTC, unique);
  }
}
