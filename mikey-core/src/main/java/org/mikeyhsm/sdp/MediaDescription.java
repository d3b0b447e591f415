package org.mikeyhsm.sdp;

import java.util.List;
import java.util.Set;

/**
 * One media description of a session description (RFC 8866 section 5.14): its {@code m=} line and
 * the lines up to the next. Immutable and thread-safe; made by {@link SessionDescription}.
 */
public final class MediaDescription {
  // RFC 3711 section 12 and RFC 5124: the profiles that MIKEY keys. UDP/TLS/RTP/SAVP is keyed by
  // DTLS instead (RFC 5764 section 8).
  private static final Set<String> SECURE_PROFILES = Set.of("RTP/SAVP", "RTP/SAVPF");
  private static final int MAX_PORT = 0xFFFF;

  private final SdpSection section;
  private final String kind;
  private final int port;
  private final int portCount;
  private final String profile;
  private final List<String> formats;

  private MediaDescription(
      SdpSection section,
      String kind,
      int port,
      int portCount,
      String profile,
      List<String> formats) {
    this.section = section;
    this.kind = kind;
    this.port = port;
    this.portCount = portCount;
    this.profile = profile;
    this.formats = formats;
  }

  /** Reads a section whose first line is {@code m=<media> <port>[/<count>] <profile> <fmt> ...}. */
  static MediaDescription of(SdpSection section, int number) throws SdpException {
    String[] fields = section.lines().get(0).value().strip().split(" +");
    if (fields.length < 4) {
      throw new SdpException(number, "m= line lacks media, port, profile or format");
    }
    String[] ports = fields[1].split("/", -1);
    if (ports.length > 2) {
      throw new SdpException(number, "not a port: " + SdpText.quote(fields[1]));
    }
    return new MediaDescription(
        section,
        fields[0],
        number(ports[0], number),
        ports.length == 2 ? number(ports[1], number) : 1,
        fields[2],
        List.of(fields).subList(3, fields.length));
  }

  private static int number(String digits, int line) throws SdpException {
    boolean shaped =
        !digits.isEmpty()
            && digits.length() <= 5
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    int value = shaped ? Integer.parseInt(digits) : -1;
    if (value < 0 || value > MAX_PORT) {
      throw new SdpException(line, "not a port: " + SdpText.quote(digits));
    }
    return value;
  }

  MediaDescription withKeyMgmt(List<KeyMgmtAttribute> attributes) {
    return new MediaDescription(
        section.withKeyMgmt(attributes), kind, port, portCount, profile, formats);
  }

  /** The media type, such as {@code audio}. */
  public String kind() {
    return kind;
  }

  /** The transport port, 0 to 65535; in an answer 0 declines the media (RFC 3264 section 6). */
  public int port() {
    return port;
  }

  /** The number of ports, 1 unless the line says otherwise. */
  public int portCount() {
    return portCount;
  }

  /** The transport profile, such as {@code RTP/SAVP}. */
  public String profile() {
    return profile;
  }

  /** The media formats, for RTP the payload types; one or more, immutable. */
  public List<String> formats() {
    return formats;
  }

  /**
   * Whether a key management attribute applies to this media: the profile is {@code RTP/SAVP} or
   * {@code RTP/SAVPF} (RFC 4567 section 5.2).
   */
  public boolean isSecureProfile() {
    return SECURE_PROFILES.contains(profile);
  }

  /** The key management attributes of this media, in their order; immutable. */
  public List<KeyMgmtAttribute> keyMgmt() {
    return section.keyMgmt();
  }

  /** All lines, the {@code m=} line first; immutable. */
  public List<SdpLine> lines() {
    return section.lines();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MediaDescription that && section.equals(that.section);
  }

  @Override
  public int hashCode() {
    return section.hashCode();
  }

  /** The {@code m=} line. */
  @Override
  public String toString() {
    return section.lines().get(0).toString();
  }
}
