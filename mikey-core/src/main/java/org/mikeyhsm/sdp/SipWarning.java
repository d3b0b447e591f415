package org.mikeyhsm.sdp;

/**
 * A value of the SIP Warning header (RFC 3261 section 20.43) as RFC 4567 section 4.1.2 wants it
 * beside a 488. The texts are fixed: what exactly failed is not told to whom it may serve.
 */
public enum SipWarning {
  /** A parameter or protocol is not supported, or re-keying failed. */
  ATTRIBUTE_NOT_UNDERSTOOD(306, "Attribute not understood: key-mgmt"),
  /** Key management failed otherwise. */
  MISCELLANEOUS(399, "Key management failed");

  private final int code;
  private final String text;

  SipWarning(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The warn-code, three digits. */
  public int code() {
    return code;
  }

  /** The warn-text. */
  public String text() {
    return text;
  }

  /**
   * The header's value, such as {@code 306 example.com "Attribute not understood: key-mgmt"}.
   *
   * @param agent the warn-agent: the host, with its port if wanted, or the pseudonym of who warns
   * @throws IllegalArgumentException if it is empty or has other than visible ASCII characters, or
   *     a quote or a comma
   */
  public String format(String agent) {
    boolean plain = agent.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != ',');
    if (agent.isEmpty() || !plain) {
      throw new IllegalArgumentException("not a warn-agent: " + SdpText.quote(agent));
    }
    return code + " " + agent + " \"" + text + "\"";
  }
}
