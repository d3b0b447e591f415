package org.mikeyhsm.cli.demo;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpMasterKey;
import org.mikeyhsm.session.SrtpPolicy;

/**
 * One end of an SRTP stream (RFC 3711), by jitsi-srtp. Its session keys are in the memory of this
 * process until it is collected: the library has no way to wipe them. Not thread-safe.
 */
final class JitsiSrtpStream implements SrtpStream {
  private static final String KEY_DERIVATION = "SRTP KDF (RFC 3711 4.3) in jitsi-srtp";

  private final SrtpCryptoContext context;

  private JitsiSrtpStream(SrtpCryptoContext context) {
    this.context = context;
  }

  /**
   * The end of a crypto session's stream. The master key is exported from the bundle for it and
   * wiped; the bundle's custody report has the session keys from then on.
   *
   * @param ssrc the stream's SSRC, which may not be known to the bundle yet
   */
  static JitsiSrtpStream open(CryptoSessionBundle bundle, int csId, int ssrc, End end)
      throws GeneralSecurityException {
    try (SrtpMasterKey master = bundle.srtpMasterKey(csId, KeyPlace.HOST)) {
      byte[] key = SoftwareKey.export(master.tek());
      try {
        JitsiSrtpStream stream =
            open(
                end,
                ssrc,
                master.session().roc(),
                key,
                master.masterSalt().toArray(),
                master.session().policy());
        bundle.report(SecretName.SRTP_ENCR, Custody.host(Origin.DERIVED, KEY_DERIVATION));
        bundle.report(SecretName.SRTP_AUTH, Custody.host(Origin.DERIVED, KEY_DERIVATION));
        bundle.report(SecretName.SRTP_SALT, Custody.salt(Origin.DERIVED, KEY_DERIVATION));
        return stream;
      } finally {
        Arrays.fill(key, (byte) 0);
      }
    }
  }

  /** The end of a stream; copies the key and keeps none of it but what it derives. */
  static JitsiSrtpStream open(
      End end, int ssrc, int roc, byte[] masterKey, byte[] masterSalt, SrtpPolicy policy)
      throws GeneralSecurityException {
    SrtpContextFactory factory =
        new SrtpContextFactory(
            end == End.SENDER,
            masterKey,
            masterSalt,
            translate(policy),
            translate(policy),
            new SilentLogger());
    try {
      return new JitsiSrtpStream(factory.deriveContext(ssrc, roc));
    } finally {
      factory.close();
    }
  }

  private static org.jitsi.srtp.SrtpPolicy translate(SrtpPolicy policy) {
    return new org.jitsi.srtp.SrtpPolicy(
        policy.encryption()
            ? org.jitsi.srtp.SrtpPolicy.AESCM_ENCRYPTION
            : org.jitsi.srtp.SrtpPolicy.NULL_ENCRYPTION,
        policy.encrKeyLength(),
        policy.authentication()
            ? org.jitsi.srtp.SrtpPolicy.HMACSHA1_AUTHENTICATION
            : org.jitsi.srtp.SrtpPolicy.NULL_AUTHENTICATION,
        policy.authKeyLength(),
        policy.authTagLength(),
        policy.saltLength());
  }

  @Override
  public byte[] protect(RtpPacket packet) throws GeneralSecurityException {
    PacketBuffer buffer = new PacketBuffer(packet.encode());
    SrtpErrorStatus status = context.transformPacket(buffer);
    if (status != SrtpErrorStatus.OK) {
      throw new GeneralSecurityException("the SRTP library protects no packet: " + status.desc);
    }
    return buffer.toArray();
  }

  @Override
  public Opened open(byte[] srtp) throws GeneralSecurityException {
    PacketBuffer buffer = new PacketBuffer(srtp);
    SrtpErrorStatus status = context.reverseTransformPacket(buffer, false);
    return new Opened(
        status == SrtpErrorStatus.OK ? Optional.of(buffer.toArray()) : Optional.empty(),
        status == SrtpErrorStatus.AUTH_FAIL);
  }

  /** Does nothing: the library has no way to wipe its keys. */
  @Override
  public void close() {}
}
