package org.mikeyhsm.cli.demo;

import java.util.List;
import java.util.Objects;
import org.mikeyhsm.config.Mode;

/**
 * What kind of exchange the call is keyed by.
 *
 * @param mode the MIKEY mode
 * @param encryption how the TGK is encrypted, where it is sent
 * @param verification whether Bob answers with an R_MESSAGE, where the mode leaves it open
 * @param members how many receivers the call has, Bob among them; more than one with SAKKE only
 */
public record DemoSettings(Mode mode, Encryption encryption, boolean verification, int members) {
  /** Refuses nulls. */
  public DemoSettings {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(encryption, "encryption");
    if (members < 1 || members > 1 && mode != Mode.SAKKE) {
      throw new IllegalArgumentException("a call has one receiver, in mode sakke one or more");
    }
  }

  /** A call with one receiver. */
  public DemoSettings(Mode mode, Encryption encryption, boolean verification) {
    this(mode, encryption, verification, 1);
  }

  /** The modes that a call can be in. */
  public static List<Mode> modes() {
    return CallMode.modes();
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
