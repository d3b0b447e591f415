package org.mikeyhsm.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.trust.CertificateTrust;
import org.mikeyhsm.trust.CertificateUsage;
import org.mikeyhsm.trust.Certificates;
import org.mikeyhsm.trust.Revocation;
import org.mikeyhsm.trust.TrustException;
import org.mikeyhsm.trust.TrustSettings;

/** Revocation as the responder of the openssl command tells it. */
@Tag("peer")
class OcspTest {
  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");

  /** An authority with three certificates: one good, one revoked, one that it has no record of. */
  private static final String MAKE =
      """
      set -eu
      touch index.txt
      echo 1000 > serial
      cat > ca.cnf <<CNF
      [ca]
      default_ca = d
      [d]
      dir = .
      database = index.txt
      serial = serial
      new_certs_dir = .
      default_md = sha256
      default_days = 2
      policy = p
      unique_subject = no
      [p]
      commonName = supplied
      [req]
      distinguished_name = dn
      [dn]
      CNF
      openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ca.key -out ca.pem -subj /CN=ca \
        -config ca.cnf -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,digitalSignature
      printf 'keyUsage=critical,digitalSignature\nsubjectAltName=URI:sip:alice@example.com\n' > ext
      for name in good revoked unknown; do
        openssl req -new -newkey rsa:2048 -nodes -keyout key -subj /CN=alice -config ca.cnf -out csr
        openssl ca -batch -notext -config ca.cnf -cert ca.pem -keyfile ca.key -in csr -extfile ext -out $name.pem
        openssl x509 -in $name.pem -outform DER -out $name.cer
      done
      openssl x509 -in ca.pem -outform DER -out ca.cer
      openssl ca -config ca.cnf -cert ca.pem -keyfile ca.key -revoke revoked.pem
      head -n 2 index.txt > told.txt
      """;

  @TempDir Path directory;
  private Process responder;
  private URI address;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    PeerProcess.run(directory, "", List.of("sh", "-c", MAKE));
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    address = URI.create("http://127.0.0.1:" + port + "/");
    responder =
        new ProcessBuilder(
                "openssl",
                "ocsp",
                "-index",
                "told.txt",
                "-port",
                Integer.toString(port),
                "-CA",
                "ca.pem",
                "-rsigner",
                "ca.pem",
                "-rkey",
                "ca.key")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("responder.log").toFile())
            .start();
    awaitResponder();
  }

  private void awaitResponder() throws IOException, InterruptedException {
    Path log = directory.resolve("responder.log");
    for (int i = 0; i < 100; i++) {
      if (Files.readString(log).contains("waiting")) {
        return;
      }
      assertTrue(responder.isAlive(), Files.readString(log));
      Thread.sleep(100);
    }
    throw new AssertionError("the responder does not listen: " + Files.readString(log));
  }

  @AfterEach
  void stop() throws InterruptedException {
    responder.destroy();
    responder.waitFor(10, TimeUnit.SECONDS);
  }

  private X509Certificate certificate(String name) throws IOException, TrustException {
    return Certificates.parse(Octets.of(Files.readAllBytes(directory.resolve(name + ".cer"))));
  }

  private void check(String name) throws IOException, TrustException {
    new CertificateTrust(
            TrustSettings.anchoredIn(certificate("ca"))
                .withRevocation(Revocation.OCSP, Optional.of(address)),
            Clock.systemUTC())
        .check(certificate(name), List.of(), CertificateUsage.SIGNATURE, ALICE);
  }

  @Test
  void theRespondersWordCounts() throws IOException, TrustException {
    check("good");
    TrustException revoked = assertThrows(TrustException.class, () -> check("revoked"));
    assertEquals(TrustException.Reason.REVOKED, revoked.reason());
    TrustException unknown = assertThrows(TrustException.class, () -> check("unknown"));
    assertEquals(TrustException.Reason.REVOCATION_UNKNOWN, unknown.reason());
  }
}
