package org.mikeyhsm.cli.exchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/** Stands between an initiator and a responder and loses datagrams. */
final class LossyRelay implements AutoCloseable {
  private final DatagramSocket socket;
  private final SocketAddress responder;
  private final IntPredicate losesRequest;
  private final IntPredicate losesAnswer;
  private final Thread thread;
  private final List<byte[]> requests = new ArrayList<>();
  private final List<byte[]> answers = new ArrayList<>();

  /** Predicates get the number of the datagram, from 0, of those in that direction. */
  LossyRelay(int port, IntPredicate losesRequest, IntPredicate losesAnswer) throws IOException {
    this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    this.responder = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.losesRequest = losesRequest;
    this.losesAnswer = losesAnswer;
    this.thread = new Thread(this::run, "relay");
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  synchronized List<byte[]> requests() {
    return List.copyOf(requests);
  }

  synchronized List<byte[]> answers() {
    return List.copyOf(answers);
  }

  private void run() {
    SocketAddress initiator = responder;
    DatagramPacket packet = new DatagramPacket(new byte[65_507], 65_507);
    try {
      while (true) {
        packet.setLength(65_507);
        socket.receive(packet);
        boolean request = !packet.getSocketAddress().equals(responder);
        if (request) {
          initiator = packet.getSocketAddress();
        }
        byte[] octets = Arrays.copyOf(packet.getData(), packet.getLength());
        if (!isLost(request, octets)) {
          socket.send(new DatagramPacket(octets, octets.length, request ? responder : initiator));
        }
      }
    } catch (SocketException e) {
      // It was closed.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized boolean isLost(boolean request, byte[] octets) {
    List<byte[]> all = request ? requests : answers;
    all.add(octets);
    return (request ? losesRequest : losesAnswer).test(all.size() - 1);
  }

  @Override
  public void close() {
    socket.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
