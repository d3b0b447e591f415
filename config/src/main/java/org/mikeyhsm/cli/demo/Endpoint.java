package org.mikeyhsm.cli.demo;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.Provider;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * A party's end of the media: its socket, and its ends of the two streams.
 *
 * @param socket connected to the peer's; its party closes it
 * @param ssrc of the stream that is sent
 * @param sending the end of the stream that is sent
 * @param receiving the end of the stream that is received
 */
record Endpoint(DatagramSocket socket, int ssrc, SrtpStream sending, SrtpStream receiving)
    implements AutoCloseable {

  /**
   * A crypto session as one end sees it.
   *
   * @param csId its number
   * @param ssrc its SSRC
   */
  record Stream(int csId, int ssrc) {}

  /** A socket at a free port of the loopback interface. */
  static DatagramSocket bind() throws SocketException {
    return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  static Endpoint open(
      DatagramSocket socket,
      int peerPort,
      Provider provider,
      CryptoSessionBundle bundle,
      Stream sent,
      Stream received)
      throws SocketException, GeneralSecurityException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), peerPort));
    SrtpStream sending =
        SrtpStream.open(provider, bundle, sent.csId(), sent.ssrc(), SrtpStream.End.SENDER);
    boolean done = false;
    try {
      Endpoint endpoint =
          new Endpoint(
              socket,
              sent.ssrc(),
              sending,
              SrtpStream.open(
                  provider, bundle, received.csId(), received.ssrc(), SrtpStream.End.RECEIVER));
      done = true;
      return endpoint;
    } finally {
      if (!done) {
        sending.close();
      }
    }
  }

  /** Closes the streams; the socket stays its party's. */
  @Override
  public void close() {
    sending.close();
    receiving.close();
  }
}
