package org.mikeyhsm.cli.exchange;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.mikeyhsm.message.Octets;

/**
 * UDP datagrams (RFC 3830 section 8 names port 2269). An initiator sends the same datagram again
 * each second until an answer comes; a responder sends each once.
 */
public final class UdpTransport implements Transport {
  private static final int MOST_OCTETS = 65_507;

  private static final Duration RESEND_EACH = Duration.ofSeconds(1);
  private static final Duration PEER_MAY_START = Duration.ofMillis(200);

  private final DatagramSocket socket;
  private final Duration timeout;
  private final boolean openToAll;
  private Optional<SocketAddress> peer;
  private Octets sent = Octets.empty();

  private UdpTransport(DatagramSocket socket, Duration timeout, Optional<SocketAddress> peer) {
    this.socket = socket;
    this.timeout = timeout;
    this.peer = peer;
    this.openToAll = peer.isEmpty();
  }

  /**
   * An initiator's: a free port, which takes datagrams from the peer alone.
   *
   * @param timeout how long each receive waits
   */
  public static UdpTransport to(String host, int port, Duration timeout) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IOException("the host " + host + " is not known");
    }
    DatagramSocket socket = new DatagramSocket();
    socket.connect(address);
    socket.setSoTimeout(millis(RESEND_EACH));
    return new UdpTransport(socket, timeout, Optional.of(address));
  }

  /**
   * A responder's: a port that takes datagrams from everybody.
   *
   * @param port 0 for a free one
   * @param timeout how long each receive waits; zero is for ever
   */
  public static UdpTransport at(int port, Duration timeout) throws IOException {
    DatagramSocket socket = new DatagramSocket(new InetSocketAddress(port));
    socket.setSoTimeout(millis(timeout));
    return new UdpTransport(socket, timeout, Optional.empty());
  }

  private static int millis(Duration timeout) {
    return (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
  }

  /** The port that it is at. */
  public int port() {
    return socket.getLocalPort();
  }

  @Override
  public void send(Octets message) throws IOException {
    byte[] octets = message.toArray();
    if (octets.length > MOST_OCTETS) {
      throw new IOException("the message is longer than a UDP datagram");
    }
    SocketAddress to = peer.orElseThrow(() -> new IOException("there is nobody to send to yet"));
    try {
      socket.send(new DatagramPacket(octets, octets.length, to));
    } catch (PortUnreachableException e) {
      // Nobody is at that port yet; it is sent again.
    }
    sent = message;
  }

  @Override
  public Optional<Octets> receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[MOST_OCTETS], MOST_OCTETS);
    long begun = System.nanoTime();
    while (!receive(packet)) {
      if (openToAll || System.nanoTime() - begun >= timeout.toNanos()) {
        return Optional.empty();
      }
      send(sent);
    }
    peer = Optional.of(packet.getSocketAddress());
    return Optional.of(Octets.of(Arrays.copyOf(packet.getData(), packet.getLength())));
  }

  private boolean receive(DatagramPacket packet) throws IOException {
    try {
      socket.receive(packet);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (PortUnreachableException e) {
      pause();
      return false;
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PEER_MAY_START.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the peer");
    }
  }

  @Override
  public boolean isOpenToAll() {
    return openToAll;
  }

  @Override
  public void close() {
    socket.close();
  }
}
