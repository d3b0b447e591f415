package org.mikeyhsm.config;

import java.util.Locale;

/** The modes of MIKEY; each prints as a configuration has it. */
public enum Mode {
  /** Pre-shared key (RFC 3830 section 3.1). */
  PSK(true),
  /** Public-key encryption (RFC 3830 section 3.2). */
  PK(false),
  /** Diffie-Hellman, signed (RFC 3830 section 3.3). */
  DH(false),
  /** Diffie-Hellman, authenticated by HMAC (RFC 4650). */
  DHHMAC(false),
  /** RSA in reverse (RFC 4738). */
  RSAR(false),
  /** Tickets (RFC 6043). */
  TICKET(false),
  /** Identity-based authenticated key exchange (RFC 6267). */
  IBAKE(false),
  /** SAKKE and ECCSI (RFC 6509). */
  SAKKE(false);

  private final boolean done;

  Mode(boolean done) {
    this.done = done;
  }

  /** Whether this version can carry it out. */
  public boolean isDone() {
    return done;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Mode of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
