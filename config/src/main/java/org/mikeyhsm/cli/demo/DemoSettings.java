package org.mikeyhsm.cli.demo;

import java.util.Objects;

/**
 * What kind of exchange the call is keyed by.
 *
 * @param mode the MIKEY mode
 * @param encryption how the TGK is encrypted
 * @param verification whether Bob answers with an R_MESSAGE
 */
public record DemoSettings(Mode mode, Encryption encryption, boolean verification) {
  /** Refuses nulls. */
  public DemoSettings {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(encryption, "encryption");
  }

  /** A MIKEY mode; prints as the command line and JSON have it. */
  public enum Mode {
    /** Pre-shared key (RFC 3830 section 3.1). */
    PSK("psk");

    private final String name;

    Mode(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** An algorithm of RFC 3830 section 4.2.3; prints as the command line has it. */
  public enum Encryption {
    /** AES-CM-128. */
    AES_CM("aes-cm"),
    /** AES-KW-128. */
    AES_KW("aes-kw");

    private final String name;

    Encryption(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
