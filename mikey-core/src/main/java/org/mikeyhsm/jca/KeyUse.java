package org.mikeyhsm.jca;

import org.mikeyhsm.custody.SecretClass;

/** What a new key is for; it decides the key's type and usage flags in a token. */
public enum KeyUse {
  /** auth_key of RFC 3830 section 4.1.4: computes and verifies MACs. */
  MESSAGE_AUTHENTICATION(SecretClass.KEK, "HmacSHA1"),
  /** encr_key of RFC 3830 section 4.1.4 for AES-CM-128: {@link KeyDataTransport} only. */
  KEY_DATA_ENCRYPTION(SecretClass.KEK, "AES"),
  /** encr_key of RFC 3830 section 4.1.4 for AES-KW-128: {@link KeyDataTransport} only. */
  KEY_DATA_WRAPPING(SecretClass.KEK, "AES"),
  /** The message salting key S of RFC 3830 section 4.1.4: used by {@link KeyDataTransport} only. */
  MESSAGE_SALT(SecretClass.SALT, "MIKEY"),
  /** A TEK generation key: input of {@link KeyDerivation} only. */
  TEK_GENERATION(SecretClass.TGK, "MIKEY"),
  /** An envelope key (RFC 3830 section 3.2): input of {@link KeyDerivation} only. */
  ENVELOPE(SecretClass.KEK, "MIKEY"),
  /** A traffic-encrypting key, for SRTP the master key: input of {@link SrtpKeyDerivation} only. */
  TRAFFIC_ENCRYPTION(SecretClass.TEK, "AES"),
  /** A key for a security protocol's authentication (RFC 3830 section 4.1.3, 0x1B5C7973). */
  TRAFFIC_AUTHENTICATION(SecretClass.SRTP, "HmacSHA1"),
  /** An SRTP session encryption key (RFC 3711 section 4.3): encrypts and decrypts packets. */
  PACKET_ENCRYPTION(SecretClass.SRTP, "AES");

  private final SecretClass secretClass;
  private final String algorithm;

  KeyUse(SecretClass secretClass, String algorithm) {
    this.secretClass = secretClass;
    this.algorithm = algorithm;
  }

  /** The class that a custody policy judges such a key by. */
  public SecretClass secretClass() {
    return secretClass;
  }

  /** The JCA name of what uses such a key; MIKEY where JCA has none. */
  public String algorithm() {
    return algorithm;
  }
}
