package org.mikeyhsm.custody;

/** What kind of secret it is; a policy speaks of classes. */
public enum SecretClass {
  /** A long-term private key: RSA, EC, an RSK or SSK of RFC 6509, a KMS master key. */
  LONG_TERM,
  /** A pre-shared key (RFC 3830 section 3.1). */
  PSK,
  /** A key that protects MIKEY messages: envelope key, encr_key, auth_key. */
  KEK,
  /** A Diffie-Hellman private value that lives for one exchange. */
  EPHEMERAL,
  /** A TEK generation key, or the SSV that serves as one (RFC 6509 section 2.1). */
  TGK,
  /** A traffic-encrypting key: for SRTP the master key. */
  TEK,
  /** An SRTP session encryption or authentication key (RFC 3711 section 4.3). */
  SRTP,
  /** A salt or IV: not a key, may be known (RFC 3711 section 3.2.1). */
  SALT
}
