package org.mikeyhsm.jca;

/** The labels of RFC 3711 section 4.3.1 and 4.3.2: what an SRTP session key or salt is for. */
public enum SrtpLabel {
  /** 0x00: encryption of SRTP packets. */
  RTP_ENCRYPTION(false),
  /** 0x01: authentication of SRTP packets. */
  RTP_AUTHENTICATION(false),
  /** 0x02: the salt of SRTP packets' IVs. */
  RTP_SALT(true),
  /** 0x03: encryption of SRTCP packets. */
  RTCP_ENCRYPTION(false),
  /** 0x04: authentication of SRTCP packets. */
  RTCP_AUTHENTICATION(false),
  /** 0x05: the salt of SRTCP packets' IVs. */
  RTCP_SALT(true);

  private final boolean salt;

  SrtpLabel(boolean salt) {
    this.salt = salt;
  }

  /** The octet. */
  public int code() {
    return ordinal();
  }

  /** Whether it yields a salt, which is public (RFC 3711 section 3.2.1), and no key. */
  public boolean isSalt() {
    return salt;
  }
}
