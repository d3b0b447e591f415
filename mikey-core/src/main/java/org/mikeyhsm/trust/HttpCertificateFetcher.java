package org.mikeyhsm.trust;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mikeyhsm.message.Octets;

/**
 * Fetches certificates by HTTP as RFC 2585 section 3 has it: GET, application/pkix-cert, DER.
 *
 * <p>Connects to hosts of an allow-list only, follows no redirection, uses no proxy, sends nothing
 * of its own, and is bound in size, time and number: a message that names a URL must not turn this
 * side into a client for whoever wrote it.
 *
 * <p>Thread-safe. The thread that reads is a daemon of its own, so that the time limit holds while
 * a server sends an octet now and then.
 */
public final class HttpCertificateFetcher implements CertificateFetcher {
  private static final String MIME_TYPE = "application/pkix-cert";

  private final HttpFetchSettings settings;
  private final Clock clock;
  private final Semaphore running;
  private final Map<URI, Fetched> cache;

  private record Fetched(X509Certificate certificate, Instant until) {}

  /** A fetcher with an empty cache. */
  public HttpCertificateFetcher(HttpFetchSettings settings, Clock clock) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.running = new Semaphore(settings.concurrent());
    this.cache =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<URI, Fetched> eldest) {
            return size() > settings.cached();
          }
        };
  }

  @Override
  public X509Certificate fetch(URI url) throws TrustException {
    requireAllowed(url);
    synchronized (cache) {
      Fetched known = cache.get(url);
      if (known != null && clock.instant().isBefore(known.until())) {
        return known.certificate();
      }
    }
    if (!running.tryAcquire()) {
      throw missing("too many certificates are being fetched; try again later");
    }
    try {
      X509Certificate certificate = Certificates.parse(Octets.of(getInTime(url)));
      synchronized (cache) {
        cache.put(url, new Fetched(certificate, clock.instant().plus(settings.cacheTime())));
      }
      return certificate;
    } finally {
      running.release();
    }
  }

  private void requireAllowed(URI url) throws TrustException {
    boolean plain =
        "http".equalsIgnoreCase(url.getScheme())
            && url.getHost() != null
            && url.getRawUserInfo() == null
            && url.getRawFragment() == null;
    if (!plain) {
      throw missing("only an HTTP URL of a host and a path is fetched (RFC 2585 3), not " + url);
    }
    String host = url.getHost().toLowerCase(Locale.ROOT);
    int port = url.getPort() == -1 ? 80 : url.getPort();
    boolean allowed =
        settings.hosts().contains(host + ":" + port)
            || port == 80 && settings.hosts().contains(host);
    if (!allowed) {
      throw missing("host " + host + ":" + port + " is not one that certificates are fetched from");
    }
  }

  private byte[] getInTime(URI url) throws TrustException {
    FutureTask<byte[]> task = new FutureTask<>(() -> get(url));
    Thread thread = new Thread(task, "certificate fetch");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw missing("the certificate at " + url + " did not come within " + settings.timeout());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TrustException refused) {
        throw refused;
      }
      throw missing("the certificate at " + url + " cannot be fetched: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw missing("the fetch was interrupted");
    } finally {
      task.cancel(true);
    }
  }

  private byte[] get(URI url) throws IOException, TrustException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
    int millis = (int) settings.timeout().toMillis();
    connection.setConnectTimeout(millis);
    connection.setReadTimeout(millis);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setRequestProperty("Accept", MIME_TYPE);
    try {
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw missing(
            "the certificate at " + url + " is answered by " + connection.getResponseCode());
      }
      String type = String.valueOf(connection.getContentType());
      if (!type.split(";", 2)[0].trim().equalsIgnoreCase(MIME_TYPE)) {
        throw missing("what is at " + url + " is not " + MIME_TYPE + " but " + type);
      }
      return read(connection, url);
    } finally {
      connection.disconnect();
    }
  }

  /** The timeout of a read is the socket's; that of the whole is kept here and by the caller. */
  private byte[] read(HttpURLConnection connection, URI url) throws IOException, TrustException {
    long until = System.nanoTime() + settings.timeout().toNanos();
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    try (InputStream in = connection.getInputStream()) {
      int count = in.read(buffer);
      while (count >= 0) {
        read.write(buffer, 0, count);
        if (read.size() > settings.maxOctets()) {
          throw missing("what is at " + url + " has more than " + settings.maxOctets() + " octets");
        }
        if (System.nanoTime() - until > 0) {
          throw missing("the certificate at " + url + " came too slowly");
        }
        count = in.read(buffer);
      }
    }
    return read.toByteArray();
  }

  private static TrustException missing(String message) {
    return new TrustException(TrustException.Reason.MISSING, message);
  }
}
