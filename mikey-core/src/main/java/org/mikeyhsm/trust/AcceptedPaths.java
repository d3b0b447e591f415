package org.mikeyhsm.trust;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers certificate paths that were accepted, for a short time: a peer sends the same ones with
 * every message. Those longest unused give way. Thread-safe.
 */
final class AcceptedPaths {
  private static final Duration TIME = Duration.ofMinutes(5);
  private static final int CAPACITY = 1024;

  private final Clock clock;
  private final Map<Path, Window> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Window> eldest) {
          return size() > CAPACITY;
        }
      };

  /**
   * What was sent.
   *
   * @param certificate the peer's
   * @param others what may stand above it
   */
  record Path(X509Certificate certificate, List<X509Certificate> others) {}

  private record Window(Instant from, Instant until) {}

  AcceptedPaths(Clock clock) {
    this.clock = clock;
  }

  /** Whether it was accepted lately; a clock that was set back knows nothing. */
  boolean isRemembered(Path path) {
    Instant now = clock.instant();
    synchronized (remembered) {
      Window window = remembered.get(path);
      return window != null && !now.isBefore(window.from()) && !now.isAfter(window.until());
    }
  }

  /**
   * Remembers what was accepted.
   *
   * @param validated the path that was found, none of which expires meanwhile
   */
  void remember(Path path, List<X509Certificate> validated) {
    Instant now = clock.instant();
    Instant until = now.plus(TIME);
    for (X509Certificate certificate : validated) {
      Instant end = certificate.getNotAfter().toInstant();
      until = end.isBefore(until) ? end : until;
    }
    synchronized (remembered) {
      remembered.put(path, new Window(now, until));
    }
  }
}
