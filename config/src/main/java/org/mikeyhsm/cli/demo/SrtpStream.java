package org.mikeyhsm.cli.demo;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Optional;
import org.mikeyhsm.jca.SrtpKeyDerivation;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpPolicy;

/** One end of an SRTP stream (RFC 3711). Not thread-safe; the call closes it. */
interface SrtpStream extends AutoCloseable {
  /** Which end. */
  enum End {
    SENDER,
    RECEIVER
  }

  /**
   * What became of a packet.
   *
   * @param packet the RTP packet, empty if it was refused
   * @param forged whether it was refused because its authentication tag is wrong
   */
  record Opened(Optional<byte[]> packet, boolean forged) {}

  /** An RTP packet as SRTP. */
  byte[] protect(RtpPacket packet) throws GeneralSecurityException;

  /** Verifies and decrypts a packet; refuses one that was changed, or came before. */
  Opened open(byte[] srtp) throws GeneralSecurityException;

  /** Destroys the session keys. */
  @Override
  void close();

  /**
   * The end of a crypto session's stream: inside the token where the provider can encrypt packets
   * there, else by jitsi-srtp, to which the master key is exported. The bundle's custody report has
   * the session keys from then on.
   *
   * @param ssrc the stream's SSRC, which may not be known to the bundle yet
   */
  static SrtpStream open(Provider provider, CryptoSessionBundle bundle, int csId, int ssrc, End end)
      throws GeneralSecurityException {
    boolean inside =
        provider.getService(SrtpKeyDerivation.SERVICE_TYPE, TokenSrtpStream.KEY_DERIVATION) != null
            && provider.getService("Cipher", TokenSrtpStream.CIPHER) != null;
    return inside
        ? TokenSrtpStream.open(provider, bundle, csId, ssrc)
        : JitsiSrtpStream.open(bundle, csId, ssrc, end);
  }

  /** The end of a stream by jitsi-srtp; copies the key and keeps none of it but what it derives. */
  static SrtpStream open(
      End end, int ssrc, int roc, byte[] masterKey, byte[] masterSalt, SrtpPolicy policy)
      throws GeneralSecurityException {
    return JitsiSrtpStream.open(end, ssrc, roc, masterKey, masterSalt, policy);
  }
}
