package org.mikeyhsm.custody;

/** The secrets that MIKEY's modes know, each by the one name that reports and scripts use. */
public enum SecretName {
  /** The pre-shared key s of RFC 3830 section 3.1. */
  PSK("PSK", SecretClass.PSK),
  /** A private key that signs or decrypts. */
  PRIVATE_KEY("private_key", SecretClass.LONG_TERM),
  /** The envelope key of RFC 3830 section 3.2. */
  ENVELOPE_KEY("envelope_key", SecretClass.KEK),
  /** encr_key of RFC 3830 section 4.1.4. */
  ENCR_KEY("encr_key", SecretClass.KEK),
  /** auth_key of RFC 3830 section 4.1.4. */
  AUTH_KEY("auth_key", SecretClass.KEK),
  /** The message salting key S of RFC 3830 section 4.1.4. */
  SALT_KEY("salt_key", SecretClass.SALT),
  /** The private value of a Diffie-Hellman exchange (RFC 3830 section 3.3). */
  DH_PRIVATE("DH_private", SecretClass.EPHEMERAL),
  /** A TEK generation key (RFC 3830 section 4.1.3). */
  TGK("TGK", SecretClass.TGK),
  /** A traffic-encrypting key (RFC 3830 section 4.1.3), for SRTP the master key. */
  TEK("TEK", SecretClass.TEK),
  /** The SRTP master salt. */
  MASTER_SALT("master_salt", SecretClass.SALT),
  /** The SRTP session encryption key (RFC 3711 section 4.3.1). */
  SRTP_ENCR("SRTP_encr", SecretClass.SRTP),
  /** The SRTP session authentication key (RFC 3711 section 4.3.1). */
  SRTP_AUTH("SRTP_auth", SecretClass.SRTP),
  /** The SRTP session salt (RFC 3711 section 4.3.1). */
  SRTP_SALT("SRTP_salt", SecretClass.SALT),
  /** The Secret Signing Key of RFC 6507. */
  SSK("SSK", SecretClass.LONG_TERM),
  /** The Receiver Secret Key of RFC 6508. */
  RSK("RSK", SecretClass.LONG_TERM),
  /** The Shared Secret Value of RFC 6508, which RFC 6509 section 2.1 uses as a TGK. */
  SSV("SSV", SecretClass.TGK),
  /** A key management service's master secret (RFC 6507 KSAK, RFC 6508 z_T). */
  KMS_MASTER("KMS_master", SecretClass.LONG_TERM);

  private final String reportName;
  private final SecretClass secretClass;

  SecretName(String reportName, SecretClass secretClass) {
    this.reportName = reportName;
    this.secretClass = secretClass;
  }

  /** The name as reports print it, part of the JSON contract. */
  public String reportName() {
    return reportName;
  }

  /** The class that a policy judges it by. */
  public SecretClass secretClass() {
    return secretClass;
  }
}
