package org.mikeyhsm.jca;

/** What a new key is for; it decides the key's type and usage flags in a token. */
public enum KeyUse {
  /** auth_key of RFC 3830 section 4.1.4: computes and verifies MACs. */
  MESSAGE_AUTHENTICATION,
  /** encr_key of RFC 3830 section 4.1.4: used by {@link KeyDataTransport} only. */
  KEY_DATA_ENCRYPTION,
  /** The message salting key S of RFC 3830 section 4.1.4: used by {@link KeyDataTransport} only. */
  MESSAGE_SALT,
  /** A TEK generation key: input of {@link KeyDerivation} only. */
  TEK_GENERATION,
  /** A traffic-encrypting key, for SRTP the master key: input of the SRTP key derivation only. */
  TRAFFIC_ENCRYPTION,
  /** A key for a security protocol's authentication (RFC 3830 section 4.1.3, 0x1B5C7973). */
  TRAFFIC_AUTHENTICATION
}
