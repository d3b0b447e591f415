package org.mikeyhsm.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.session.SrtpPolicy;

class SrtpLegTest {
  private static final int SSRC = 77;
  private static final List<byte[]> FRAMES =
      List.of(new byte[Speech.FRAME], new byte[Speech.FRAME], new byte[Speech.FRAME]);

  private FaultySocket from;
  private DatagramSocket to;

  /** A socket whose datagrams can get lost, doubled or damaged. */
  private static final class FaultySocket extends DatagramSocket {
    private int losses;
    private boolean doubling;
    private boolean damaging;

    FaultySocket() throws SocketException {
      super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Override
    public void send(DatagramPacket datagram) throws IOException {
      if (losses > 0) {
        losses--;
        return;
      }
      byte[] octets = datagram.getData().clone();
      if (damaging) {
        octets[20] ^= 4;
      }
      DatagramPacket sent = new DatagramPacket(octets, datagram.getLength());
      super.send(sent);
      if (doubling) {
        super.send(sent);
      }
    }
  }

  @BeforeEach
  void connect() throws SocketException {
    from = new FaultySocket();
    to = Endpoint.bind();
    from.connect(to.getLocalSocketAddress());
    to.connect(from.getLocalSocketAddress());
  }

  @AfterEach
  void close() {
    from.close();
    to.close();
  }

  private static SrtpStream stream(SrtpStream.End end, int key) throws GeneralSecurityException {
    byte[] master = new byte[16];
    master[0] = (byte) key;
    return SrtpStream.open(end, SSRC, 0, master, new byte[14], SrtpPolicy.AES_CM_128_HMAC_SHA1_80);
  }

  private SrtpResult send(int senderKey, int receiverKey)
      throws IOException, GeneralSecurityException {
    SrtpStream unused = stream(SrtpStream.End.SENDER, 3);
    return SrtpLeg.between(
            new Endpoint(from, SSRC, stream(SrtpStream.End.SENDER, senderKey), unused),
            new Endpoint(to, SSRC, unused, stream(SrtpStream.End.RECEIVER, receiverKey)))
        .send(FRAMES);
  }

  @Test
  void everythingArrives() throws IOException, GeneralSecurityException {
    assertEquals(new SrtpResult(3, 3, true), send(1, 1));
  }

  @Test
  void whatIsLostIsSentAgain() throws IOException, GeneralSecurityException {
    from.losses = 2;
    assertEquals(new SrtpResult(3, 3, true), send(1, 1));
  }

  @Test
  void whatComesTwiceCountsOnce() throws IOException, GeneralSecurityException {
    from.doubling = true;
    assertEquals(new SrtpResult(3, 3, true), send(1, 1));
  }

  @Test
  void whatNeverArrivesIsNotVerifiedAndTheWaitIsBounded()
      throws IOException, GeneralSecurityException {
    from.damaging = true;
    assertEquals(new SrtpResult(3, 0, false), send(1, 1));
  }

  @Test
  void withAnotherKeyNothingIsVerified() throws IOException, GeneralSecurityException {
    assertEquals(new SrtpResult(3, 0, true), send(1, 2));
  }
}
