package org.mikeyhsm.trust;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an {@link HttpCertificateFetcher} may do.
 *
 * @param hosts the hosts that it may connect to, as {@code host} (port 80) or {@code host:port};
 *     names as they stand in the URL, without wildcards
 * @param maxOctets the longest certificate
 * @param timeout for the whole fetch
 * @param concurrent how many fetches may run at a time; more are refused
 * @param cached how many certificates are remembered
 * @param cacheTime how long (RFC 4738 section 3.8: by local policy)
 */
public record HttpFetchSettings(
    Set<String> hosts,
    int maxOctets,
    Duration timeout,
    int concurrent,
    int cached,
    Duration cacheTime) {
  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public HttpFetchSettings {
    hosts =
        hosts.stream().map(h -> h.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    if (maxOctets < 1 || concurrent < 1 || cached < 0 || timeout.toMillis() < 1) {
      throw new IllegalArgumentException("the bounds of a fetcher are positive");
    }
  }

  /** 16 KiB in 3 s, 4 at a time, 256 certificates remembered for an hour. */
  public static HttpFetchSettings of(Set<String> hosts) {
    return new HttpFetchSettings(hosts, 16_384, Duration.ofSeconds(3), 4, 256, Duration.ofHours(1));
  }
}
