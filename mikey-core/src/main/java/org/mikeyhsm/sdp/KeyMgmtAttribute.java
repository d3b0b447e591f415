package org.mikeyhsm.sdp;

import java.util.List;
import java.util.Objects;
import org.mikeyhsm.message.Octets;

/**
 * The SDP attribute {@code a=key-mgmt} of RFC 4567 section 3.1. Immutable and thread-safe.
 *
 * @param protocol the key management protocol's identifier (KMPID), case-sensitive
 * @param data the protocol's message before base64, one octet or more
 */
public record KeyMgmtAttribute(String protocol, Octets data) {
  /** The protocol identifier of MIKEY (RFC 4567 section 7). */
  public static final String MIKEY = "mikey";

  static final String FIELD = "key-mgmt:";

  /**
   * Checks both parts.
   *
   * @throws IllegalArgumentException if {@code protocol} is not one or more ASCII letters and
   *     digits, or {@code data} is empty
   */
  public KeyMgmtAttribute {
    Objects.requireNonNull(data, "data");
    SdpText.requireProtocolId(protocol);
    if (data.isEmpty()) {
      throw new IllegalArgumentException("no key management data");
    }
  }

  /** An attribute that carries the MIKEY message {@code message}, encoded by RFC 3830 section 6. */
  public static KeyMgmtAttribute mikey(byte[] message) {
    return new KeyMgmtAttribute(MIKEY, Octets.of(message));
  }

  /**
   * Reads one {@code a=key-mgmt:} line. It may be indented, folded over several lines, and end with
   * a line end; the protocol identifier may have one space before it (RFC 4567 section 3.1).
   *
   * @throws SdpException if the text is anything else, its base64 is faulty, or it is longer than
   *     1,048,576 characters
   */
  public static KeyMgmtAttribute parse(String text) throws SdpException {
    List<SdpLineReader.Numbered> lines = SdpLineReader.read(text, 1);
    if (lines.isEmpty()) {
      throw new SdpException(1, "no a=key-mgmt line");
    }
    if (lines.size() > 1) {
      throw new SdpException(lines.get(1).number(), "more than one line");
    }
    SdpLineReader.Numbered only = lines.get(0);
    if (!only.line().isKeyMgmt()) {
      throw new SdpException(only.number(), "not an a=key-mgmt line");
    }
    return ofLine(only);
  }

  /** Reads a line that {@link SdpLine#isKeyMgmt()} holds for. */
  static KeyMgmtAttribute ofLine(SdpLineReader.Numbered numbered) throws SdpException {
    String value = numbered.line().value();
    int from = FIELD.length();
    if (from < value.length() && value.charAt(from) == ' ') {
      from++;
    }
    int to = from;
    while (to < value.length() && !SdpText.isSpace(value.charAt(to))) {
      to++;
    }
    String protocol = value.substring(from, to);
    if (!SdpText.isProtocolId(protocol)) {
      throw new SdpException(
          numbered.number(),
          "not a key management protocol identifier: " + SdpText.quote(protocol));
    }
    return new KeyMgmtAttribute(
        protocol, SdpText.decodeBase64(value.substring(to), numbered.number()));
  }

  /** Whether the protocol is MIKEY. */
  public boolean isMikey() {
    return protocol.equals(MIKEY);
  }

  /** The line {@code a=key-mgmt:<protocol> <base64>}, unfolded and without a line end. */
  public String format() {
    return toLine().toString();
  }

  SdpLine toLine() {
    return new SdpLine('a', FIELD + protocol + " " + SdpText.encodeBase64(data));
  }

  /** As {@link #format()}. */
  @Override
  public String toString() {
    return format();
  }
}
