package org.mikeyhsm.cli.exchange;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.mikeyhsm.message.Octets;

/**
 * A responder's end of UDP. A datagram that was answered and comes again, octet for octet and from
 * where it came, had its answer lost: it gets the same answer, and nobody else sees it. To MIKEY it
 * would be a replay, which is discarded (RFC 3830 section 5.4).
 */
public final class UdpResponderTransport implements Transport {
  private final DatagramSocket socket;
  private final AnsweredDatagrams answered = new AnsweredDatagrams();
  private final Optional<Long> deadline;
  private Optional<Datagram> latest = Optional.empty();

  /** A datagram and where it came from. */
  record Datagram(SocketAddress from, Octets octets) {}

  private UdpResponderTransport(DatagramSocket socket, Optional<Long> deadline) {
    this.socket = socket;
    this.deadline = deadline;
  }

  /**
   * A port that takes datagrams from everybody.
   *
   * @param port 0 for a free one
   * @param timeout how long messages are waited for, from now on; zero is for ever
   * @throws IOException if the port is taken
   */
  public static UdpResponderTransport at(int port, Duration timeout) throws IOException {
    return new UdpResponderTransport(
        new DatagramSocket(new InetSocketAddress(port)),
        timeout.isZero() ? Optional.empty() : Optional.of(after(timeout)));
  }

  private static long after(Duration timeout) {
    return System.nanoTime() + timeout.toNanos();
  }

  /** The port that it is at. */
  public int port() {
    return socket.getLocalPort();
  }

  @Override
  public void send(Octets message) throws IOException {
    Datagram to = latest.orElseThrow(() -> new IOException("there is nobody to send to yet"));
    answered.add(to, message);
    send(to.from(), message);
  }

  private void send(SocketAddress to, Octets message) throws IOException {
    if (message.length() > MOST_OCTETS) {
      throw new IOException("the message is longer than a UDP datagram");
    }
    socket.send(new DatagramPacket(message.toArray(), message.length(), to));
  }

  @Override
  public Optional<Octets> receive() throws IOException {
    Optional<Datagram> datagram;
    do {
      datagram = next(deadline);
    } while (datagram.isPresent() && sendAgain(datagram.get()));
    latest = datagram;
    return datagram.map(Datagram::octets);
  }

  /**
   * Goes on answering what was answered, until nothing of the kind has come for some time. The keys
   * are not needed for that.
   *
   * @param quiet how long nothing has to come; zero to return at once
   * @return how many answers were sent again
   */
  public int linger(Duration quiet) throws IOException {
    int again = 0;
    long end = after(quiet);
    while (end - System.nanoTime() > 0) {
      Optional<Datagram> datagram = next(Optional.of(end));
      if (datagram.isPresent() && sendAgain(datagram.get())) {
        again++;
        end = after(quiet);
      }
    }
    return again;
  }

  private boolean sendAgain(Datagram datagram) throws IOException {
    Optional<Octets> answer = answered.find(datagram);
    if (answer.isPresent()) {
      send(datagram.from(), answer.get());
    }
    return answer.isPresent();
  }

  private Optional<Datagram> next(Optional<Long> end) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[MOST_OCTETS], MOST_OCTETS);
    if (end.isPresent()) {
      long left = end.get() - System.nanoTime();
      if (left <= 0) {
        return Optional.empty();
      }
      socket.setSoTimeout(
          (int) Math.max(1, Math.min(Integer.MAX_VALUE, Duration.ofNanos(left).toMillis())));
    } else {
      socket.setSoTimeout(0);
    }
    try {
      socket.receive(packet);
      return Optional.of(
          new Datagram(
              packet.getSocketAddress(),
              Octets.of(Arrays.copyOf(packet.getData(), packet.getLength()))));
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean isOpenToAll() {
    return true;
  }

  @Override
  public void close() {
    socket.close();
  }
}
