package org.mikeyhsm.cli.demo;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One direction of the call: protects, sends over UDP, receives, opens and compares, packet by
 * packet. Not thread-safe.
 */
final class SrtpLeg {
  private static final int ATTEMPTS = 5;
  private static final int WAIT_MILLIS = 400;
  private static final int LARGEST_DATAGRAM = 2048;

  private final SrtpStream sender;
  private final SrtpStream receiver;
  private final DatagramSocket from;
  private final DatagramSocket to;
  private final int ssrc;

  private SrtpLeg(Endpoint from, Endpoint to) {
    this.sender = from.sending();
    this.receiver = to.receiving();
    this.from = from.socket();
    this.to = to.socket();
    this.ssrc = from.ssrc();
  }

  /** The direction from one endpoint to its peer. */
  static SrtpLeg between(Endpoint from, Endpoint to) {
    return new SrtpLeg(from, to);
  }

  /** Sends the frames, and before the last a changed copy of it. */
  SrtpResult send(List<byte[]> frames) throws IOException, GeneralSecurityException {
    to.setSoTimeout(WAIT_MILLIS);
    SecureRandom random = new SecureRandom();
    // Away from a wrap modulo 2^16: close to one, a receiver that lost the first packets would
    // misjudge the ROC (RFC 3711 3.3.1).
    int sequence = random.nextInt(1 << 15);
    int timestamp = random.nextInt();
    int verified = 0;
    boolean tamperedRefused = false;
    for (int i = 0; i < frames.size(); i++) {
      RtpPacket packet =
          new RtpPacket(
              i == 0,
              Speech.PAYLOAD_TYPE,
              sequence + i,
              timestamp + i * Speech.FRAME,
              ssrc,
              frames.get(i));
      byte[] srtp = sender.protect(packet);
      if (i == frames.size() - 1) {
        tamperedRefused = isRefused(tampered(srtp));
      }
      if (arrives(srtp, packet)) {
        verified++;
      }
    }
    return new SrtpResult(frames.size(), verified, tamperedRefused);
  }

  /** One bit of the encrypted payload, which only the authentication tag protects. */
  private static byte[] tampered(byte[] srtp) {
    byte[] changed = srtp.clone();
    changed[RtpPacket.HEADER] ^= 1;
    return changed;
  }

  private boolean arrives(byte[] srtp, RtpPacket packet)
      throws IOException, GeneralSecurityException {
    Optional<byte[]> received = deliver(srtp);
    return received.isPresent()
        && receiver.open(received.get()).packet().filter(packet::is).isPresent();
  }

  private boolean isRefused(byte[] srtp) throws IOException, GeneralSecurityException {
    Optional<byte[]> received = deliver(srtp);
    return received.isPresent() && receiver.open(received.get()).forged();
  }

  /**
   * Sends a datagram until it arrives, a few times at most; what arrives besides is an echo of
   * earlier ones.
   */
  private Optional<byte[]> deliver(byte[] datagram) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      from.send(new DatagramPacket(datagram, datagram.length));
      Optional<byte[]> received = receive();
      while (received.isPresent()) {
        if (Arrays.equals(received.get(), datagram)) {
          return received;
        }
        received = receive();
      }
    }
    return Optional.empty();
  }

  private Optional<byte[]> receive() throws IOException {
    DatagramPacket datagram = new DatagramPacket(new byte[LARGEST_DATAGRAM], LARGEST_DATAGRAM);
    try {
      to.receive(datagram);
      return Optional.of(Arrays.copyOf(datagram.getData(), datagram.getLength()));
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }
}
