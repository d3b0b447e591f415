package org.mikeyhsm.hsm.proof;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.mikeyhsm.jca.ReferencePrf;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.TimestampPayload;

/**
 * Every secret of a call in pre-shared key mode, computed of the PSK and the initiator's message by
 * the RFCs' formulas and the JDK's AES and HMAC, without a provider.
 */
final class PskSecrets {
  /** The key data sub-payload's header, before the only key (RFC 3830 section 6.13). */
  private static final int HEADER = 4;

  private PskSecrets() {}

  static List<Secret> of(byte[] psk, Octets firstMessage)
      throws GeneralSecurityException, MikeyFormatException {
    MikeyMessage message = MikeyMessage.decode(firstMessage.toArray());
    int csbId = message.header().csbId();
    byte[] rand = message.first(RandPayload.class).orElseThrow().rand().toArray();
    KemacPayload kemac = message.first(KemacPayload.class).orElseThrow();

    byte[] encrKey = ReferencePrf.mikey1(psk, label(0x150533E1, 0xFF, csbId, rand), 16);
    byte[] authKey = ReferencePrf.mikey1(psk, label(0x2D22AC75, 0xFF, csbId, rand), 20);
    byte[] salt = ReferencePrf.mikey1(psk, label(0x29B88916, 0xFF, csbId, rand), 14);
    // RFC 3830 section 4.2.3: IV = (S XOR (0x0000 || CSB ID || T)) || 0x0000.
    byte[] iv =
        ByteBuffer.allocate(16)
            .putShort((short) 0)
            .putInt(csbId)
            .put(message.first(TimestampPayload.class).orElseThrow().value().toArray())
            .array();
    for (int i = 0; i < salt.length; i++) {
      iv[i] ^= salt[i];
    }
    byte[] keyData = aesCounter(encrKey, iv, kemac.encrData().toArray());
    byte[] tgk = Arrays.copyOfRange(keyData, HEADER, keyData.length);
    List<Secret> secrets = new ArrayList<>();
    secrets.add(new Secret("PSK", psk));
    secrets.add(new Secret("encr_key", encrKey));
    secrets.add(new Secret("auth_key", authKey));
    secrets.addAll(ofTgk(tgk, csbId, rand));
    return secrets;
  }

  /** A TGK, and what crypto session 1 derives of it. */
  static List<Secret> ofTgk(byte[] tgk, int csbId, byte[] rand) throws GeneralSecurityException {
    byte[] tek = ReferencePrf.mikey1(tgk, label(0x2AD01C64, 1, csbId, rand), 16);
    byte[] masterSalt = ReferencePrf.mikey1(tgk, label(0x39A2C14B, 1, csbId, rand), 14);
    List<Secret> secrets = new ArrayList<>();
    secrets.add(new Secret("TGK", tgk));
    secrets.add(new Secret("TEK", tek));
    secrets.add(new Secret("SRTP_encr", srtp(tek, masterSalt, 0, 16)));
    secrets.add(new Secret("SRTP_auth", srtp(tek, masterSalt, 1, 20)));
    return secrets;
  }

  private static byte[] label(int constant, int csId, int csbId, byte[] rand) {
    return ByteBuffer.allocate(9 + rand.length)
        .putInt(constant)
        .put((byte) csId)
        .putInt(csbId)
        .put(rand)
        .array();
  }

  /** RFC 3711 section 4.3.3: AES-CM with the IV ((label at octet 7) XOR master_salt) || 0x0000. */
  private static byte[] srtp(byte[] tek, byte[] masterSalt, int label, int length)
      throws GeneralSecurityException {
    byte[] iv = Arrays.copyOf(masterSalt, 16);
    iv[7] ^= (byte) label;
    return aesCounter(tek, iv, new byte[length]);
  }

  private static byte[] aesCounter(byte[] key, byte[] iv, byte[] data)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
    return cipher.doFinal(data);
  }
}
