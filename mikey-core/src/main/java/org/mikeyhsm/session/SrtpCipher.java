package org.mikeyhsm.session;

/** The ciphers of SRTP that policies can name here. */
public enum SrtpCipher {
  /** AES in counter mode (RFC 3711 section 4.1.1). */
  AES_CM,
  /** AES-GCM (RFC 7714). */
  AES_GCM
}
