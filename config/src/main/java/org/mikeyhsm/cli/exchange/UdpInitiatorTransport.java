package org.mikeyhsm.cli.exchange;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.mikeyhsm.message.Octets;

/**
 * An initiator's end of UDP (RFC 3830 section 8 names port 2269). RFC 3830 leaves lost datagrams to
 * the transport: the same datagram is sent again after half a second, then each time after twice as
 * long, up to four seconds, as SIP does (RFC 3261 section 17.1.2.2, T1 and T2), until an answer
 * comes or the time is over.
 */
public final class UdpInitiatorTransport implements Transport {
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);

  private final DatagramSocket socket;
  private final Duration timeout;
  private Octets sent = Octets.empty();
  private long begun;
  private Duration nextWait = FIRST_WAIT;
  private long nextSend;

  private UdpInitiatorTransport(DatagramSocket socket, Duration timeout) {
    this.socket = socket;
    this.timeout = timeout;
  }

  /**
   * A free port, which takes datagrams from the peer's address and port alone.
   *
   * @param timeout how long an answer is waited for, from the first datagram on
   * @throws IOException if the host is not known, or there is no socket to be had
   */
  public static UdpInitiatorTransport to(String host, int port, Duration timeout)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IOException("the host " + host + " is not known");
    }
    DatagramSocket socket = new DatagramSocket();
    try {
      socket.connect(address);
      return new UdpInitiatorTransport(socket, timeout);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void send(Octets message) throws IOException {
    if (message.length() > MOST_OCTETS) {
      throw new IOException("the message is longer than a UDP datagram");
    }
    sent = message;
    begun = System.nanoTime();
    nextWait = FIRST_WAIT;
    transmit();
  }

  private void transmit() throws IOException {
    byte[] octets = sent.toArray();
    try {
      socket.send(new DatagramPacket(octets, octets.length));
    } catch (PortUnreachableException e) {
      // Nobody is at that port yet; it is sent again.
    }
    nextSend = System.nanoTime() + nextWait.toNanos();
    nextWait = nextWait.multipliedBy(2);
    if (nextWait.compareTo(LONGEST_WAIT) > 0) {
      nextWait = LONGEST_WAIT;
    }
  }

  @Override
  public Optional<Octets> receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[MOST_OCTETS], MOST_OCTETS);
    while (true) {
      long now = System.nanoTime();
      long left = begun + timeout.toNanos() - now;
      if (left <= 0) {
        return Optional.empty();
      }
      if (nextSend - now <= 0) {
        transmit();
      } else if (comes(packet, Math.min(left, nextSend - now))) {
        return Optional.of(Octets.of(Arrays.copyOf(packet.getData(), packet.getLength())));
      }
    }
  }

  private boolean comes(DatagramPacket packet, long nanos) throws IOException {
    // 0 would be for ever.
    socket.setSoTimeout((int) Math.max(1, Duration.ofNanos(nanos).toMillis()));
    packet.setLength(MOST_OCTETS);
    try {
      socket.receive(packet);
      return true;
    } catch (SocketTimeoutException | PortUnreachableException e) {
      return false;
    }
  }

  /** Whoever can write the peer's address on a datagram can. */
  @Override
  public boolean isOpenToAll() {
    return true;
  }

  @Override
  public void close() {
    socket.close();
  }
}
