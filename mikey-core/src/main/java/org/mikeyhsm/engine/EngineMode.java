package org.mikeyhsm.engine;

import java.util.Locale;

/**
 * The modes that an engine carries out, each with what carries it out. A new one is a class and a
 * line here.
 */
public enum EngineMode {
  /** Pre-shared key (RFC 3830 section 3.1). */
  PSK(new PskDriver()),
  /** Public-key encryption (RFC 3830 section 3.2). */
  PK(new PkDriver()),
  /** Diffie-Hellman, signed (RFC 3830 section 3.3). */
  DH(new DhDriver()),
  /** Diffie-Hellman, authenticated by HMAC (RFC 4650). */
  DHHMAC(new DhhmacDriver()),
  /** RSA in reverse, in unicast (RFC 4738). */
  RSA_R(new RsarDriver()),
  /** SAKKE and ECCSI (RFC 6509), one receiver a message. */
  SAKKE(new SakkeDriver());

  private final ModeDriver driver;

  EngineMode(ModeDriver driver) {
    this.driver = driver;
  }

  ModeDriver driver() {
    return driver;
  }

  /** As a configuration, metrics, logs and JFR events have it: in lower case with hyphens. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
