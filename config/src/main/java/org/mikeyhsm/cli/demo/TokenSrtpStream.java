package org.mikeyhsm.cli.demo;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.SrtpKeyDerivation;
import org.mikeyhsm.jca.SrtpLabel;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.session.CryptoSessionBundle;
import org.mikeyhsm.session.SrtpMasterKey;
import org.mikeyhsm.session.SrtpPolicy;

/**
 * One end of an SRTP stream whose keys are in a token: AES-CM and HMAC-SHA1 (RFC 3711 section 3.3)
 * by the token's own cipher and MAC. Takes packets as they come, in order or repeated; one that is
 * older than the newest by more than 64 is refused as a replay. Not thread-safe.
 */
final class TokenSrtpStream implements SrtpStream {
  /** The key derivation. */
  static final String KEY_DERIVATION = "AES-CM";

  /** The cipher. */
  static final String CIPHER = "AES/CTR/NoPadding";

  private static final int SALT_LENGTH = 14;
  private static final int SEQUENCES = 1 << 16;
  private static final int WINDOW = 64;

  private final Cipher cipher;
  private final Mac mac;
  private final CustodialKey encrKey;
  private final CustodialKey authKey;
  private final Octets salt;
  private final SrtpPolicy policy;

  /** The MKI of every packet (RFC 3711 section 3.1): the SPI that came with the key, or nothing. */
  private final Octets mki;

  private final int ssrc;

  /** The packet index (RFC 3711 section 3.3.1) of the newest packet; -1 before the first. */
  private long newest = -1;

  private final int firstRoc;

  /** Bit i: the packet of index newest - i was seen (RFC 3711 section 3.3.2). */
  private long seen;

  private TokenSrtpStream(
      Provider provider,
      CustodialKey encrKey,
      CustodialKey authKey,
      Octets salt,
      SrtpPolicy policy,
      Octets mki,
      int ssrc,
      int firstRoc)
      throws GeneralSecurityException {
    this.cipher = Cipher.getInstance(CIPHER, provider);
    this.mac = Mac.getInstance("HmacSHA1", provider);
    this.mac.init(authKey);
    this.encrKey = encrKey;
    this.authKey = authKey;
    this.salt = salt;
    this.policy = policy;
    this.mki = mki;
    this.ssrc = ssrc;
    this.firstRoc = firstRoc;
  }

  static TokenSrtpStream open(Provider provider, CryptoSessionBundle bundle, int csId, int ssrc)
      throws GeneralSecurityException {
    try (SrtpMasterKey master = bundle.srtpMasterKey(csId, KeyPlace.PROVIDER)) {
      SrtpPolicy policy = master.session().policy();
      if (!policy.encryption() || !policy.authentication()) {
        throw new NoSuchAlgorithmException("this SRTP engine encrypts and authenticates");
      }
      SrtpKeyDerivation kdf = SrtpKeyDerivation.getInstance(KEY_DERIVATION, provider);
      CustodialKey encrKey =
          kdf.deriveKey(
              master.tek(),
              master.masterSalt(),
              SrtpLabel.RTP_ENCRYPTION,
              0,
              DerivedKeySpec.held(KeyUse.PACKET_ENCRYPTION, policy.encrKeyLength()));
      boolean done = false;
      Optional<CustodialKey> authKey = Optional.empty();
      try {
        authKey =
            Optional.of(
                kdf.deriveKey(
                    master.tek(),
                    master.masterSalt(),
                    SrtpLabel.RTP_AUTHENTICATION,
                    0,
                    DerivedKeySpec.held(KeyUse.TRAFFIC_AUTHENTICATION, policy.authKeyLength())));
        Octets salt =
            kdf.deriveSalt(master.tek(), master.masterSalt(), SrtpLabel.RTP_SALT, 0, SALT_LENGTH);
        bundle.report(SecretName.SRTP_ENCR, encrKey.custody());
        bundle.report(SecretName.SRTP_AUTH, authKey.get().custody());
        bundle.report(
            SecretName.SRTP_SALT,
            Custody.salt(Origin.DERIVED, "SRTP KDF (RFC 3711 4.3) in the token"));
        TokenSrtpStream stream =
            new TokenSrtpStream(
                provider,
                encrKey,
                authKey.get(),
                salt,
                policy,
                mki(master),
                ssrc,
                master.session().roc());
        done = true;
        return stream;
      } finally {
        if (!done) {
          encrKey.close();
          authKey.ifPresent(CustodialKey::close);
        }
      }
    }
  }

  @Override
  public byte[] protect(RtpPacket packet) throws GeneralSecurityException {
    byte[] rtp = packet.encode();
    long index = index(packet.sequence());
    note(index);
    byte[] encrypted = crypt(index, rtp, RtpPacket.HEADER, rtp.length);
    System.arraycopy(encrypted, 0, rtp, RtpPacket.HEADER, encrypted.length);
    byte[] tag = tag(index, rtp, rtp.length);
    return ByteBuffer.allocate(rtp.length + mki.length() + policy.authTagLength())
        .put(rtp)
        .put(mki.toArray())
        .put(tag, 0, policy.authTagLength())
        .array();
  }

  @Override
  public Opened open(byte[] srtp) throws GeneralSecurityException {
    int tagAt = srtp.length - policy.authTagLength();
    int length = tagAt - mki.length();
    if (length < RtpPacket.HEADER || ByteBuffer.wrap(srtp).getInt(8) != ssrc) {
      return new Opened(Optional.empty(), false);
    }
    if (!Octets.of(Arrays.copyOfRange(srtp, length, tagAt)).equals(mki)) {
      return new Opened(Optional.empty(), false);
    }
    long index = index(ByteBuffer.wrap(srtp).getShort(2) & 0xFFFF);
    if (isReplay(index)) {
      return new Opened(Optional.empty(), false);
    }
    byte[] expected = Arrays.copyOf(tag(index, srtp, length), policy.authTagLength());
    if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(srtp, tagAt, srtp.length))) {
      return new Opened(Optional.empty(), true);
    }
    note(index);
    byte[] rtp = Arrays.copyOf(srtp, length);
    byte[] clear = crypt(index, srtp, RtpPacket.HEADER, length);
    System.arraycopy(clear, 0, rtp, RtpPacket.HEADER, clear.length);
    return new Opened(Optional.of(rtp), false);
  }

  @Override
  public void close() {
    encrKey.close();
    authKey.close();
  }

  /** RFC 3830 section 6.14: for SRTP, an SPI is the MKI. */
  private static Octets mki(SrtpMasterKey master) {
    return master.validity() instanceof KeyValidity.Spi spi ? spi.spi() : Octets.empty();
  }

  /** RFC 3711 section 4.1.1: IV = (k_s * 2^16) XOR (SSRC * 2^64) XOR (i * 2^16). */
  private byte[] crypt(long index, byte[] packet, int from, int to)
      throws GeneralSecurityException {
    ByteBuffer mask = ByteBuffer.allocate(16).putInt(0).putInt(ssrc).putLong(index << 16);
    byte[] iv = mask.array();
    byte[] k = salt.toArray();
    for (int i = 0; i < k.length; i++) {
      iv[i] ^= k[i];
    }
    cipher.init(Cipher.ENCRYPT_MODE, encrKey, new IvParameterSpec(iv));
    return cipher.doFinal(packet, from, to - from);
  }

  /** RFC 3711 section 4.2: over the packet and the ROC. */
  private byte[] tag(long index, byte[] packet, int length) {
    mac.update(packet, 0, length);
    return mac.doFinal(ByteBuffer.allocate(4).putInt((int) (index / SEQUENCES)).array());
  }

  /** RFC 3711 section 3.3.1: the index closest to the newest. */
  private long index(int sequence) {
    if (newest < 0) {
      return (firstRoc & 0xFFFFFFFFL) * SEQUENCES + sequence;
    }
    long same = newest - newest % SEQUENCES + sequence;
    long best = same;
    for (long candidate : new long[] {same - SEQUENCES, same + SEQUENCES}) {
      if (candidate >= 0 && Math.abs(candidate - newest) < Math.abs(best - newest)) {
        best = candidate;
      }
    }
    return best;
  }

  private boolean isReplay(long index) {
    long age = newest - index;
    return newest >= 0 && age >= 0 && (age >= WINDOW || (seen >>> age & 1) != 0);
  }

  private void note(long index) {
    long ahead = index - newest;
    if (newest < 0 || ahead >= WINDOW) {
      seen = 1;
    } else if (ahead > 0) {
      seen = seen << ahead | 1;
    } else {
      seen |= 1L << -ahead;
    }
    newest = Math.max(newest, index);
  }
}
