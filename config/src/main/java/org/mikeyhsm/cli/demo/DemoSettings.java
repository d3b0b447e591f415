package org.mikeyhsm.cli.demo;

import java.util.Objects;

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

  /** A MIKEY mode; prints as the command line and JSON have it. */
  public enum Mode {
    /** Pre-shared key (RFC 3830 section 3.1). */
    PSK("psk", "MIKEY-PSK", false, new PskCall()),
    /** Public key (RFC 3830 section 3.2). */
    PK("pk", "MIKEY-PK", true, new PkCall()),
    /** Signed Diffie-Hellman (RFC 3830 section 3.3). */
    DH("dh", "MIKEY-DH", true, new DhCall()),
    /** Diffie-Hellman with HMAC (RFC 4650). */
    DHHMAC("dhhmac", "MIKEY-DHHMAC", false, new DhhmacCall()),
    /** RSA-R (RFC 4738). */
    RSA_R("rsa-r", "MIKEY-RSA-R", true, new RsarCall()),
    /** SAKKE and ECCSI (RFC 6509). */
    SAKKE("sakke", "MIKEY-SAKKE", false, new SakkeCall());

    private final String name;
    private final String title;
    private final boolean certified;
    private final CallMode call;

    Mode(String name, String title, boolean certified, CallMode call) {
      this.name = name;
      this.title = title;
      this.certified = certified;
      this.call = call;
    }

    /** What people call it. */
    String title() {
      return title;
    }

    /** Whether it is by RSA keys with certificates, else by the pre-shared key. */
    boolean isCertified() {
      return certified;
    }

    CallMode call() {
      return call;
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
