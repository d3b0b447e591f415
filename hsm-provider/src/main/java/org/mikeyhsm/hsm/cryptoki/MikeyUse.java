package org.mikeyhsm.hsm.cryptoki;

import org.mikeyhsm.message.Octets;

/**
 * CKA_MIKEY_USE of the MIKEY profile: what a key is for. 9, GENERIC, is for other users of the
 * token than this library.
 */
public final class MikeyUse {
  /** An input of the PRF: PSK or TGK. */
  public static final int INKEY = 1;

  /** An envelope key. */
  public static final int ENVELOPE = 2;

  /** encr_key. */
  public static final int KEK = 3;

  /** A salting key that protects messages. */
  public static final int SALT = 4;

  /** auth_key. */
  public static final int MAC = 5;

  /** A TEK. */
  public static final int TEK = 6;

  /** An SRTP session encryption key. */
  public static final int CIPHER = 7;

  /** An SRTP session authentication key. */
  public static final int SRTP_MAC = 8;

  /** An SSV. */
  public static final int SSV = 10;

  /** An SSV that was made to be sent. */
  public static final int SSV_SENT = 11;

  /** z_T of a KMS. */
  public static final int SAKKE_MASTER = 12;

  /** A Receiver Secret Key. */
  public static final int RSK = 13;

  /** KSAK of a KMS. */
  public static final int ECCSI_MASTER = 14;

  /** A Secret Signing Key. */
  public static final int SSK = 15;

  /** What a KMS wraps issued keys under. */
  public static final int TRANSPORT = 16;

  private MikeyUse() {}

  /** The attribute with a use. */
  public static Attribute attribute(int use) {
    return new Attribute.Text(AttributeType.MIKEY_USE, octets(use));
  }

  /** The attribute's value. */
  public static Octets octets(int use) {
    return Octets.of(new byte[] {(byte) use});
  }
}
