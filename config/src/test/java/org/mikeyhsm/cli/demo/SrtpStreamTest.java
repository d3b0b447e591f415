package org.mikeyhsm.cli.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Properties;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.session.SrtpPolicy;

class SrtpStreamTest {
  private static final int SSRC = 0xCAFEBABE;
  private static final byte[] SPEECH = "one hundred and sixty octets, or fewer".getBytes();

  private final Properties rfc = new Properties();

  @BeforeEach
  void readVector() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("rfc3711-b3.properties")) {
      rfc.load(in);
    }
  }

  private byte[] vector(String name) {
    return HexFormat.of().parseHex(rfc.getProperty(name));
  }

  private SrtpStream open(SrtpStream.End end, int roc, SrtpPolicy policy)
      throws GeneralSecurityException {
    return SrtpStream.open(end, SSRC, roc, vector("master_key"), vector("master_salt"), policy);
  }

  private static RtpPacket packet(int sequence) {
    return new RtpPacket(false, 0, sequence, 0xDECAFBAD, SSRC, SPEECH);
  }

  /**
   * What RFC 3711 sections 4.1.1 and 4.2 make of a packet with the session keys of Appendix B.3.
   */
  private byte[] expected(RtpPacket packet, int roc, int tagLength)
      throws GeneralSecurityException {
    byte[] iv = Arrays.copyOf(vector("cipher_salt"), 16);
    byte[] mask =
        ByteBuffer.allocate(16)
            .putInt(4, SSRC)
            .putInt(8, roc)
            .putShort(12, (short) packet.sequence())
            .array();
    for (int i = 0; i < iv.length; i++) {
      iv[i] ^= mask[i];
    }
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(vector("cipher_key"), "AES"),
        new IvParameterSpec(iv));
    byte[] octets = packet.encode();
    System.arraycopy(
        cipher.doFinal(packet.payload()), 0, octets, RtpPacket.HEADER, packet.payload().length);
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(vector("auth_key"), 0, 20, "HmacSHA1"));
    mac.update(octets);
    byte[] tag = mac.doFinal(ByteBuffer.allocate(4).putInt(roc).array());
    return ByteBuffer.allocate(octets.length + tagLength)
        .put(octets)
        .put(tag, 0, tagLength)
        .array();
  }

  @Test
  void keyAndSaltArriveAsRfc3711Says() throws GeneralSecurityException {
    SrtpStream sender = open(SrtpStream.End.SENDER, 0, SrtpPolicy.AES_CM_128_HMAC_SHA1_80);
    assertArrayEquals(expected(packet(0x1234), 0, 10), sender.protect(packet(0x1234)));
    assertArrayEquals(expected(packet(0x1235), 0, 10), sender.protect(packet(0x1235)));
  }

  @Test
  void rolloverCounterAndShortTagComeFromTheSession() throws GeneralSecurityException {
    SrtpStream sender = open(SrtpStream.End.SENDER, 7, SrtpPolicy.AES_CM_128_HMAC_SHA1_32);
    assertArrayEquals(expected(packet(1), 7, 4), sender.protect(packet(1)));
  }

  @Test
  void theOtherEndOpensIt() throws GeneralSecurityException {
    SrtpStream sender = open(SrtpStream.End.SENDER, 0, SrtpPolicy.AES_CM_128_HMAC_SHA1_80);
    SrtpStream receiver = open(SrtpStream.End.RECEIVER, 0, SrtpPolicy.AES_CM_128_HMAC_SHA1_80);
    SrtpStream.Opened opened = receiver.open(sender.protect(packet(5)));
    assertArrayEquals(packet(5).encode(), opened.packet().orElseThrow());
    assertFalse(opened.forged());
  }

  @Test
  void everyChangedOctetIsRefusedAndTheNextGoodPacketOpens() throws GeneralSecurityException {
    SrtpStream sender = open(SrtpStream.End.SENDER, 0, SrtpPolicy.AES_CM_128_HMAC_SHA1_80);
    SrtpStream receiver = open(SrtpStream.End.RECEIVER, 0, SrtpPolicy.AES_CM_128_HMAC_SHA1_80);
    byte[] srtp = sender.protect(packet(9));
    assertEquals(packet(9).encode().length + 10, srtp.length);
    for (int i = 4; i < srtp.length; i++) {
      byte[] changed = srtp.clone();
      changed[i] ^= 1;
      SrtpStream.Opened opened = receiver.open(changed);
      assertTrue(opened.packet().isEmpty() && opened.forged(), "octet " + i);
    }
    assertTrue(receiver.open(srtp).packet().isPresent());
  }

  @Test
  void aRepeatedPacketIsRefusedButNotCalledForged() throws GeneralSecurityException {
    SrtpStream sender = open(SrtpStream.End.SENDER, 0, SrtpPolicy.AES_CM_128_HMAC_SHA1_80);
    SrtpStream receiver = open(SrtpStream.End.RECEIVER, 0, SrtpPolicy.AES_CM_128_HMAC_SHA1_80);
    byte[] srtp = sender.protect(packet(9));
    assertTrue(receiver.open(srtp).packet().isPresent());
    SrtpStream.Opened again = receiver.open(srtp);
    assertTrue(again.packet().isEmpty());
    assertFalse(again.forged());
  }
}
