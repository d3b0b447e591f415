package org.mikeyhsm.config;

import java.util.Arrays;
import java.util.Locale;

/** The modes of MIKEY; each prints as a configuration has it. */
public enum Mode {
  /** Pre-shared key (RFC 3830 section 3.1). */
  PSK(true),
  /** Public-key encryption (RFC 3830 section 3.2). */
  PK(true),
  /** Diffie-Hellman, signed (RFC 3830 section 3.3). */
  DH(true),
  /** Diffie-Hellman, authenticated by HMAC (RFC 4650). */
  DHHMAC(true),
  /** RSA in reverse (RFC 4738). */
  RSA_R(true),
  /** Tickets (RFC 6043). */
  TICKET(false),
  /** Identity-based authenticated key exchange (RFC 6267). */
  IBAKE(false),
  /** SAKKE and ECCSI (RFC 6509). */
  SAKKE(true);

  private final boolean done;

  Mode(boolean done) {
    this.done = done;
  }

  /** Whether this version can carry it out. */
  public boolean isDone() {
    return done;
  }

  /** Whether each peer needs a pre-shared key. */
  public boolean needsPsk() {
    return this == PSK || this == DHHMAC;
  }

  /** Whether this side needs a private key with a certificate. */
  public boolean needsCertificate() {
    return this == PK || this == DH || this == RSA_R;
  }

  /** Whether this side needs identity-based keys. */
  public boolean needsIdentityKeys() {
    return this == SAKKE;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * A mode by its name in a configuration.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Mode named(String name) {
    return Arrays.stream(values())
        .filter(mode -> mode.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no mode is called " + name));
  }
}
