package org.mikeyhsm.sdp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A session description (RFC 4566, RFC 8866) with its key management attributes (RFC 4567). Every
 * other line is kept as it is. Immutable and thread-safe.
 *
 * <p>Accepted: lines ended by CRLF or LF, blank lines, the indentation of a listing, and key
 * management data folded as RFC 4567 section 5.1 prints it. The order of lines within a level is
 * not judged, because that RFC's examples have {@code c=} behind {@code t=}; that {@code v=0} comes
 * first, that there is one {@code o=} and one {@code s=}, and that each type of line is known and
 * at a level that may have it, is.
 */
public final class SessionDescription {
  // RFC 8866 section 5: a description with a type letter that is not understood is refused.
  private static final String SESSION_TYPES = "vosiuepcbtrzka";
  private static final String MEDIA_TYPES = "icbka";
  private static final String ONCE = "vos";

  private final SdpSection session;
  private final List<MediaDescription> media;

  private SessionDescription(SdpSection session, List<MediaDescription> media) {
    this.session = session;
    this.media = List.copyOf(media);
  }

  /**
   * Reads a description.
   *
   * @param text the SDP body, at most 1,048,576 characters
   * @throws SdpException if it is not one, or a key management attribute in it is faulty, whatever
   *     its protocol
   */
  public static SessionDescription parse(String text) throws SdpException {
    return parse(text, 1);
  }

  static SessionDescription parse(String text, int firstNumber) throws SdpException {
    List<SdpLineReader.Numbered> all = SdpLineReader.read(text, firstNumber);
    int from = endOfSection(all, 0);
    checkSession(all.subList(0, from), firstNumber);
    SdpSection session = SdpSection.of(all.subList(0, from));
    List<MediaDescription> media = new ArrayList<>();
    while (from < all.size()) {
      int to = endOfSection(all, from + 1);
      List<SdpLineReader.Numbered> lines = all.subList(from, to);
      checkTypes(lines.subList(1, lines.size()), MEDIA_TYPES, "a media description");
      media.add(MediaDescription.of(SdpSection.of(lines), lines.get(0).number()));
      from = to;
    }
    return new SessionDescription(session, media);
  }

  private static int endOfSection(List<SdpLineReader.Numbered> lines, int from) {
    int to = from;
    while (to < lines.size() && lines.get(to).line().type() != 'm') {
      to++;
    }
    return to;
  }

  private static void checkSession(List<SdpLineReader.Numbered> lines, int firstNumber)
      throws SdpException {
    if (lines.isEmpty() || !lines.get(0).line().equals(new SdpLine('v', "0"))) {
      throw new SdpException(
          lines.isEmpty() ? firstNumber : lines.get(0).number(), "the first line is not v=0");
    }
    checkTypes(lines, SESSION_TYPES, "the session level");
    for (int i = 0; i < ONCE.length(); i++) {
      char type = ONCE.charAt(i);
      List<SdpLineReader.Numbered> found =
          lines.stream().filter(line -> line.line().type() == type).toList();
      if (found.size() != 1) {
        throw new SdpException(
            found.isEmpty() ? firstNumber : found.get(1).number(),
            "expected one " + type + "= line, found " + found.size());
      }
    }
  }

  private static void checkTypes(List<SdpLineReader.Numbered> lines, String allowed, String level)
      throws SdpException {
    for (SdpLineReader.Numbered line : lines) {
      if (allowed.indexOf(line.line().type()) < 0) {
        throw new SdpException(line.number(), line.line().type() + "= is not a line of " + level);
      }
    }
  }

  /** The lines before the first media line, immutable. */
  public List<SdpLine> sessionLines() {
    return session.lines();
  }

  /** The media descriptions in their order, immutable. */
  public List<MediaDescription> media() {
    return media;
  }

  /** The key management attributes of the session level, in their order; immutable. */
  public List<KeyMgmtAttribute> sessionKeyMgmt() {
    return session.keyMgmt();
  }

  /**
   * The key management attributes of one media description itself, in their order; immutable.
   *
   * @param index counted from 0
   * @throws IndexOutOfBoundsException if there is no such media
   */
  public List<KeyMgmtAttribute> mediaKeyMgmt(int index) {
    return media.get(index).keyMgmt();
  }

  /**
   * The level whose key management attributes apply to a media: its own if it has any, for any
   * protocol, since one at media level makes those of the session level void for that media (RFC
   * 4567 section 3.1); else the session level if that has any; none if the media's profile is not a
   * secure one (section 5.2).
   *
   * @param index counted from 0
   * @throws IndexOutOfBoundsException if there is no such media
   */
  public Optional<KeyMgmtLevel> effectiveLevel(int index) {
    MediaDescription one = media.get(index);
    if (!one.isSecureProfile()) {
      return Optional.empty();
    }
    if (!one.keyMgmt().isEmpty()) {
      return Optional.of(KeyMgmtLevel.media(index));
    }
    return session.keyMgmt().isEmpty() ? Optional.empty() : Optional.of(KeyMgmtLevel.session());
  }

  /**
   * The first attribute of a protocol at the level that {@link #effectiveLevel} gives; empty if
   * there is none, or no such level.
   *
   * @param index the media, counted from 0
   * @param protocol the protocol identifier, case-sensitive
   * @throws IndexOutOfBoundsException if there is no such media
   */
  public Optional<KeyMgmtAttribute> effectiveKeyMgmt(int index, String protocol) {
    Objects.requireNonNull(protocol, "protocol");
    return effectiveLevel(index).stream()
        .flatMap(level -> keyMgmt(level).stream())
        .filter(attribute -> attribute.protocol().equals(protocol))
        .findFirst();
  }

  /**
   * The key management attributes of a level, in their order; immutable.
   *
   * @throws IndexOutOfBoundsException if there is no such media
   */
  public List<KeyMgmtAttribute> keyMgmt(KeyMgmtLevel level) {
    if (level instanceof KeyMgmtLevel.Media one) {
      return mediaKeyMgmt(one.index());
    }
    return sessionKeyMgmt();
  }

  /**
   * All protocol identifiers offered at a level, in their order and as often as they appear: the
   * list that each protocol at that level authenticates against bidding down (RFC 4567 section
   * 4.1.4). Immutable.
   *
   * <p>The RFC wants the identifiers "as they appear in the corresponding SDP description" and
   * shows the session level alone. Here each level has a list of its own, since the choice it
   * protects is made at each level. So the list does not show that all attributes of a level were
   * removed and another level took its place.
   *
   * @throws IndexOutOfBoundsException if there is no such media
   */
  public List<String> protocolIds(KeyMgmtLevel level) {
    return keyMgmt(level).stream().map(KeyMgmtAttribute::protocol).toList();
  }

  /**
   * This description with these key management attributes at session level, in this order, in place
   * of those it has there; none removes them. They become the last lines before the first media.
   */
  public SessionDescription withSessionKeyMgmt(KeyMgmtAttribute... attributes) {
    return new SessionDescription(session.withKeyMgmt(List.of(attributes)), media);
  }

  /**
   * This description with these key management attributes in one media description, in this order,
   * in place of those it has there; none removes them. They become its last lines.
   *
   * @param index counted from 0
   * @throws IndexOutOfBoundsException if there is no such media
   */
  public SessionDescription withMediaKeyMgmt(int index, KeyMgmtAttribute... attributes) {
    List<MediaDescription> changed = new ArrayList<>(media);
    changed.set(index, media.get(index).withKeyMgmt(List.of(attributes)));
    return new SessionDescription(session, changed);
  }

  /** This description with these key management attributes and no others, at any level. */
  SessionDescription withKeyMgmt(Map<KeyMgmtLevel, List<KeyMgmtAttribute>> attributes) {
    List<MediaDescription> changed = new ArrayList<>(media.size());
    for (MediaDescription one : media) {
      KeyMgmtLevel level = KeyMgmtLevel.media(changed.size());
      changed.add(one.withKeyMgmt(attributes.getOrDefault(level, List.of())));
    }
    return new SessionDescription(
        session.withKeyMgmt(attributes.getOrDefault(KeyMgmtLevel.session(), List.of())), changed);
  }

  /** The description in UTF-8, every line ended by CRLF. */
  public byte[] encode() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SessionDescription that
        && session.equals(that.session)
        && media.equals(that.media);
  }

  @Override
  public int hashCode() {
    return 31 * session.hashCode() + media.hashCode();
  }

  /** The description, every line ended by CRLF, key management data unfolded. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    session.lines().forEach(line -> text.append(line).append("\r\n"));
    for (MediaDescription one : media) {
      one.lines().forEach(line -> text.append(line).append("\r\n"));
    }
    return text.toString();
  }
}
