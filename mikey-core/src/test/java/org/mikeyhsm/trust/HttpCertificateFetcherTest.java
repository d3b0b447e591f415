package org.mikeyhsm.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.pki.TestPki;
import org.mikeyhsm.session.TestClock;

/** A fetcher against a server that behaves as the test says. */
class HttpCertificateFetcherTest {
  private static final Octets ALICE = Certificates.der(TestPki.certificate("alice"));

  private final TestClock clock = TestClock.ordinary();
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private String host;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    host = "127.0.0.1:" + server.getAddress().getPort();
    on("/alice.cer", 200, "application/pkix-cert", ALICE.toArray());
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    ((ExecutorService) server.getExecutor()).shutdownNow();
  }

  private void on(String path, int status, String type, byte[] body) {
    server.createContext(
        path,
        exchange -> {
          requests.incrementAndGet();
          exchange.getResponseHeaders().set("Content-Type", type);
          exchange.getResponseHeaders().set("Location", "http://" + host + "/alice.cer");
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private HttpCertificateFetcher fetcher(String... hosts) {
    return new HttpCertificateFetcher(
        new HttpFetchSettings(
            Set.of(hosts), 2000, Duration.ofSeconds(1), 1, 2, Duration.ofHours(1)),
        clock);
  }

  private URI url(String path) {
    return URI.create("http://" + host + path);
  }

  private void assertRefused(TrustException.Reason reason, String word, URI url) {
    TrustException e = assertThrows(TrustException.class, () -> fetcher(host).fetch(url));
    assertEquals(reason, e.reason(), e.getMessage());
    assertTrue(e.getMessage().contains(word), e.getMessage());
  }

  @Test
  void fetchesWhatRfc2585Describes() throws Exception {
    assertEquals(TestPki.certificate("alice"), fetcher(host).fetch(url("/alice.cer")));
  }

  @Test
  void remembersItForAWhile() throws Exception {
    HttpCertificateFetcher fetcher = fetcher(host);
    fetcher.fetch(url("/alice.cer"));
    fetcher.fetch(url("/alice.cer"));
    assertEquals(1, requests.get());
    clock.move(Duration.ofHours(1));
    fetcher.fetch(url("/alice.cer"));
    assertEquals(2, requests.get());
  }

  @Test
  void isOffByDefaultAndForHostsThatAreNotAllowed() {
    assertThrows(TrustException.class, () -> CertificateFetcher.off().fetch(url("/alice.cer")));
    for (String other : List.of("certs.example.com", "127.0.0.1", "localhost:1")) {
      TrustException e =
          assertThrows(TrustException.class, () -> fetcher(other).fetch(url("/alice.cer")));
      assertTrue(e.getMessage().contains("not one that"), e.getMessage());
    }
    assertEquals(0, requests.get());
  }

  @Test
  void takesHttpUrlsOnly() {
    for (String other :
        List.of(
            "file:///etc/passwd",
            "https://" + host + "/alice.cer",
            "ftp://" + host + "/alice.cer",
            "http://user@" + host + "/alice.cer",
            "http:///alice.cer",
            "alice.cer")) {
      assertRefused(TrustException.Reason.MISSING, "HTTP URL", URI.create(other));
    }
    assertEquals(0, requests.get());
  }

  @Test
  void followsNoRedirection() {
    on("/moved", 302, "application/pkix-cert", new byte[0]);
    assertRefused(TrustException.Reason.MISSING, "302", url("/moved"));
    assertEquals(1, requests.get());
  }

  @Test
  void wantsACertificateOfLimitedSize() {
    on("/missing", 404, "text/plain", new byte[0]);
    on("/page", 200, "text/html", ALICE.toArray());
    on("/junk", 200, "application/pkix-cert", new byte[] {1, 2, 3});
    on("/long", 200, "application/pkix-cert", new byte[2001]);
    assertRefused(TrustException.Reason.MISSING, "404", url("/missing"));
    assertRefused(TrustException.Reason.MISSING, "text/html", url("/page"));
    assertRefused(TrustException.Reason.MALFORMED, "DER", url("/junk"));
    assertRefused(TrustException.Reason.MISSING, "2000", url("/long"));
  }

  /** An octet now and then keeps a socket's timeout from passing; the whole has one. */
  @Test
  void hasNoPatienceWithSlowServers() {
    server.createContext(
        "/slow",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/pkix-cert");
          exchange.sendResponseHeaders(200, 0);
          try {
            for (int i = 0; i < 100; i++) {
              exchange.getResponseBody().write(0x30);
              exchange.getResponseBody().flush();
              Thread.sleep(100);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            exchange.close();
          }
        });
    long start = System.nanoTime();
    assertThrows(TrustException.class, () -> fetcher(host).fetch(url("/slow")));
    assertTrue(System.nanoTime() - start < Duration.ofSeconds(8).toNanos());
  }

  @Test
  void manyAtATimeAreRefused() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    server.createContext(
        "/held",
        exchange -> {
          arrived.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    HttpCertificateFetcher fetcher = fetcher(host);
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<?> first = pool.submit(() -> fetcher.fetch(url("/held")));
      arrived.await();
      TrustException e = assertThrows(TrustException.class, () -> fetcher.fetch(url("/alice.cer")));
      assertTrue(e.getMessage().contains("too many"), e.getMessage());
      goOn.countDown();
      assertThrows(ExecutionException.class, first::get);
    } finally {
      pool.shutdownNow();
    }
  }
}
