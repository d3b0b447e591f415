package org.mikeyhsm.cli.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mikeyhsm.config.Identities;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;

/** Every mode from a configuration, on the software provider; and UDP that loses datagrams. */
class ExchangeTest {
  private static final IdPayload BOB = Identities.payload("sip:bob@example.com");
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-11-25T12:00:00Z"), ZoneOffset.UTC);
  private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();

  private final ExecutorService bob = Executors.newSingleThreadExecutor();
  private final List<String> refused = new ArrayList<>();

  @TempDir private Path directory;

  @AfterEach
  void stop() throws Exception {
    bob.shutdownNow();
    assertTrue(bob.awaitTermination(10, TimeUnit.SECONDS));
  }

  private Party party(String who, String more) throws Exception {
    return SoftwareParties.of(directory, who, who.equals("alice") ? "bob" : "alice", NOW, more);
  }

  private void refuse(MikeyException refusal) {
    synchronized (refused) {
      refused.add(refusal.getMessage());
    }
  }

  private Future<Map<String, Object>> respond(Party party, Transport transport, Mode mode) {
    return bob.submit(
        () -> {
          try (Exchange.Completed completed =
              new Exchange(party, transport, this::refuse)
                  .respond(ExchangeModes.of(List.of(Mode.values())))) {
            assertEquals(mode, completed.mode());
            return SessionReport.of("responder", completed, true);
          }
        });
  }

  private Map<String, Object> initiate(Party party, Transport transport, Mode mode)
      throws Exception {
    try (Exchange.Completed completed =
        new Exchange(party, transport, this::refuse)
            .initiate(ExchangeModes.of(mode).orElseThrow(), BOB, List.of(0, 7))) {
      return SessionReport.of("initiator", completed, true);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"PSK", "PK", "DH", "DHHMAC", "RSA_R", "SAKKE"})
  void bothSidesOfEachModeHaveTheSameKeys(Mode mode) throws Exception {
    try (Party alice =
            party("alice", "algorithms: { signature: rsa-pss-sha256, envelope: rsa-oaep }");
        Party bobs = party("bob", "algorithms: { envelope: rsa-oaep }");
        PipedInputStream there = new PipedInputStream(1 << 17);
        PipedInputStream back = new PipedInputStream(1 << 17);
        PrintStream toBob = new PrintStream(new PipedOutputStream(there));
        PrintStream toAlice = new PrintStream(new PipedOutputStream(back))) {
      Future<Map<String, Object>> responder =
          respond(bobs, new LineTransport(there, toAlice), mode);
      Map<String, Object> initiator = initiate(alice, new LineTransport(back, toBob), mode);
      Map<String, Object> answered = responder.get(30, TimeUnit.SECONDS);
      for (String name : List.of("mode", "csbId", "rand", "initiator", "responder", "sessions")) {
        assertEquals(initiator.get(name), answered.get(name), name);
      }
      assertEquals(mode.toString(), initiator.get("mode"));
      assertTrue(initiator.get("sessions").toString().contains("tek="), initiator.toString());
    }
  }

  @Test
  void whatIsLostIsSentAgainAndAnsweredAgainWithTheSameOctets() throws Exception {
    try (Party alice = party("alice", "");
        Party bobs = party("bob", "");
        UdpResponderTransport server = UdpResponderTransport.at(0, Duration.ofSeconds(30));
        LossyRelay relay = new LossyRelay(server.port(), n -> n == 0, n -> n == 0);
        UdpInitiatorTransport client =
            UdpInitiatorTransport.to(LOOPBACK, relay.port(), Duration.ofSeconds(20))) {
      Future<Map<String, Object>> responder = respond(bobs, server, Mode.PSK);
      Future<Integer> again = bob.submit(() -> server.linger(Duration.ofSeconds(5)));
      Map<String, Object> initiator = initiate(alice, client, Mode.PSK);
      assertEquals(initiator.get("sessions"), responder.get(30, TimeUnit.SECONDS).get("sessions"));
      assertEquals(1, again.get(30, TimeUnit.SECONDS));
      assertEquals(3, relay.requests().size());
      relay.requests().forEach(one -> assertArrayEquals(relay.requests().get(0), one));
      assertEquals(2, relay.answers().size());
      assertArrayEquals(relay.answers().get(0), relay.answers().get(1));
      assertEquals(List.of(), refused, "nothing reached the mode as a replay");
    }
  }

  @Test
  void aNetworkThatLosesEverythingEndsInTime() throws Exception {
    try (Party alice = party("alice", "");
        UdpResponderTransport server = UdpResponderTransport.at(0, Duration.ofSeconds(30));
        LossyRelay relay = new LossyRelay(server.port(), n -> true, n -> true);
        UdpInitiatorTransport client =
            UdpInitiatorTransport.to(LOOPBACK, relay.port(), Duration.ofSeconds(2))) {
      assertThrows(ExchangeFailedException.class, () -> initiate(alice, client, Mode.PSK));
      assertEquals(3, relay.requests().size(), "at once, after 0.5 s, after 1.5 s");
    }
  }

  @Test
  void aForgedAnswerDoesNotEndAnExchange() throws Exception {
    try (Party alice = party("alice", "");
        Party bobs = party("bob", "");
        UdpResponderTransport server = UdpResponderTransport.at(0, Duration.ofSeconds(30))) {
      // The first answer is cut short on its way; the same datagram comes whole when asked again.
      try (UdpInitiatorTransport client =
          UdpInitiatorTransport.to(LOOPBACK, server.port(), Duration.ofSeconds(20))) {
        Transport forged = new ForgedFirst(client);
        Future<Map<String, Object>> responder = respond(bobs, server, Mode.DHHMAC);
        Map<String, Object> initiator = initiate(alice, forged, Mode.DHHMAC);
        assertEquals(initiator.get("rand"), responder.get(30, TimeUnit.SECONDS).get("rand"));
        assertEquals(1, refused.size());
      }
    }
  }

  /** Hands over a datagram of somebody else's before the first true one. */
  private static final class ForgedFirst implements Transport {
    private final Transport inner;
    private boolean done;

    ForgedFirst(Transport inner) {
      this.inner = inner;
    }

    @Override
    public void send(Octets message) throws IOException {
      inner.send(message);
    }

    @Override
    public Optional<Octets> receive() throws IOException, ExchangeFailedException {
      if (!done) {
        done = true;
        return Optional.of(Octets.ofUtf8("forged"));
      }
      return inner.receive();
    }

    @Override
    public boolean isOpenToAll() {
      return inner.isOpenToAll();
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  @Test
  void aRepeatedDatagramIsAnsweredToItsSenderAloneAndNotForEver() throws Exception {
    try (UdpResponderTransport server = UdpResponderTransport.at(0, Duration.ofSeconds(30));
        DatagramSocket one = new DatagramSocket();
        DatagramSocket other = new DatagramSocket()) {
      byte[] request = {1, 2, 3};
      DatagramPacket packet =
          new DatagramPacket(
              request, request.length, InetAddress.getLoopbackAddress(), server.port());
      one.send(packet);
      assertEquals(Octets.of(request), server.receive().orElseThrow());
      server.send(Octets.of(new byte[] {9}));
      Future<Optional<Octets>> next = bob.submit(server::receive);
      for (int i = 0; i < AnsweredDatagrams.MOST_TIMES; i++) {
        one.send(packet);
      }
      DatagramPacket answer = new DatagramPacket(new byte[99], 99);
      one.setSoTimeout(10_000);
      for (int i = 0; i <= AnsweredDatagrams.MOST_TIMES; i++) {
        one.receive(answer);
        assertArrayEquals(new byte[] {9}, Arrays.copyOf(answer.getData(), answer.getLength()));
      }
      other.send(packet);
      assertEquals(
          Octets.of(request),
          next.get(10, TimeUnit.SECONDS).orElseThrow(),
          "the same octets from elsewhere are a message like any other");
    }
  }

  @Test
  void anAnswerByHandMayTakeAnHour() throws Exception {
    HandClock clock = new HandClock(NOW.instant());
    try (Party alice = SoftwareParties.of(directory, "alice", "bob", clock, "");
        Party bobs = SoftwareParties.of(directory, "bob", "alice", clock, "")) {
      ExchangeMode mode = ExchangeModes.of(Mode.PSK).orElseThrow();
      try (ExchangeMode.Initiator initiator = mode.initiator(alice, BOB, alice.media(List.of()));
          ExchangeMode.Responder responder = mode.responder(bobs)) {
        Octets answer = responder.receive(initiator.start()).response().orElseThrow();
        clock.now = clock.now.plus(Duration.ofHours(1));
        initiator.receive(answer).close();
      }
    }
  }

  private static final class HandClock extends Clock {
    private Instant now;

    HandClock(Instant now) {
      this.now = now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @Test
  void aModeThatIsNotInUseIsRefused() throws Exception {
    try (Party alice = party("alice", "");
        Party bobs = party("bob", "")) {
      ExchangeMode dh = ExchangeModes.of(Mode.DH).orElseThrow();
      Octets message;
      try (ExchangeMode.Initiator initiator = dh.initiator(alice, BOB, alice.media(List.of()))) {
        message = initiator.start();
      }
      String line = Base64.getEncoder().encodeToString(message.toArray());
      Transport transport =
          new LineTransport(
              new ByteArrayInputStream(line.getBytes(StandardCharsets.US_ASCII)),
              new PrintStream(OutputStream.nullOutputStream()));
      ExchangeException e =
          assertThrows(
              ExchangeException.class,
              () ->
                  new Exchange(bobs, transport, this::refuse)
                      .respond(ExchangeModes.of(List.of(Mode.PSK, Mode.PK))));
      assertEquals(Failure.DATA_TYPE, e.failure());
      assertTrue(e.getMessage().contains("psk, pk"), e.getMessage());
    }
  }
}
