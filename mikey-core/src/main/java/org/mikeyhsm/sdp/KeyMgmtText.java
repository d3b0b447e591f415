package org.mikeyhsm.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.message.Octets;

/**
 * Finds MIKEY messages in text of unknown kind, for tools that explain what they are given.
 * Thread-safe.
 */
public final class KeyMgmtText {
  /**
   * A message that was found.
   *
   * @param origin where
   * @param message its octets, not looked into
   */
  public record Found(KeyMgmtOrigin origin, Octets message) {
    /** Refuses nulls. */
    public Found {
      Objects.requireNonNull(origin, "origin");
      Objects.requireNonNull(message, "message");
    }
  }

  private KeyMgmtText() {}

  /**
   * The MIKEY messages of a text in their order. Understood are a session description; one or more
   * SDP lines with an {@code a=key-mgmt} line among them; an RTSP {@code KeyMgmt} header; and a
   * whole RTSP or SIP message with such a header, or with a session description as its body.
   *
   * @return empty if the text is none of these; an empty list if it is one, but has no MIKEY
   *     message
   * @throws SdpException if it is one of these, but faulty or longer than 1,048,576 characters
   */
  public static Optional<List<Found>> find(String text) throws SdpException {
    int start = 0;
    while (start < text.length() && SdpText.isFold(text.charAt(start))) {
      start++;
    }
    if (start == text.length()) {
      return Optional.empty();
    }
    int lineStart = start;
    while (lineStart > 0 && SdpText.isSpace(text.charAt(lineStart - 1))) {
      lineStart--;
    }
    int number = SdpText.lineAt(text, lineStart);
    String body = text.substring(lineStart);
    if (text.startsWith("v=", start)) {
      return Optional.of(inDescription(SessionDescription.parse(body, number)));
    }
    boolean sdpLine =
        start + 1 < text.length()
            && text.charAt(start) >= 'a'
            && text.charAt(start) <= 'z'
            && text.charAt(start + 1) == '=';
    return sdpLine ? inLines(body, number) : inMessage(body, number, start - lineStart);
  }

  private static List<Found> inDescription(SessionDescription sdp) {
    List<Found> found = new ArrayList<>();
    addAll(found, KeyMgmtLevel.session(), sdp);
    for (int i = 0; i < sdp.media().size(); i++) {
      addAll(found, KeyMgmtLevel.media(i), sdp);
    }
    return found;
  }

  private static void addAll(List<Found> found, KeyMgmtLevel level, SessionDescription sdp) {
    for (KeyMgmtAttribute attribute : sdp.keyMgmt(level)) {
      if (attribute.isMikey()) {
        found.add(new Found(new KeyMgmtOrigin.InSessionDescription(level), attribute.data()));
      }
    }
  }

  private static Optional<List<Found>> inLines(String text, int number) throws SdpException {
    if (!text.contains("a=" + KeyMgmtAttribute.FIELD)) {
      return Optional.empty();
    }
    List<Found> found = new ArrayList<>();
    for (SdpLineReader.Numbered line : SdpLineReader.read(text, number)) {
      if (line.line().isKeyMgmt()) {
        KeyMgmtAttribute attribute = KeyMgmtAttribute.ofLine(line);
        if (attribute.isMikey()) {
          found.add(new Found(new KeyMgmtOrigin.AttributeLine(line.number()), attribute.data()));
        }
      }
    }
    return Optional.of(found);
  }

  /** Reads header lines up to a blank one, then what follows it if that begins like SDP. */
  private static Optional<List<Found>> inMessage(String text, int firstNumber, int indent)
      throws SdpException {
    boolean understood = false;
    boolean afterBlank = false;
    List<Found> found = new ArrayList<>();
    int number = firstNumber;
    int from = 0;
    while (from < text.length()) {
      int to = endOfLine(text, from);
      String line = unindented(text.substring(from, to), indent);
      int first = number++;
      int start = from;
      from = to;
      if (line.isBlank()) {
        afterBlank = true;
        continue;
      }
      if (afterBlank && line.stripLeading().startsWith("v=")) {
        found.addAll(inDescription(SessionDescription.parse(text.substring(start), first)));
        understood = true;
        break;
      }
      afterBlank = false;
      if (!isKeyMgmtHeader(line)) {
        continue;
      }
      StringBuilder header = new StringBuilder(line);
      while (from < text.length()) {
        to = endOfLine(text, from);
        String next = unindented(text.substring(from, to), indent);
        if (next.isBlank() || !SdpText.isSpace(next.charAt(0))) {
          break;
        }
        header.append(next);
        number++;
        from = to;
      }
      for (RtspKeyMgmtHeader.Spec spec :
          RtspKeyMgmtHeader.parse(header.toString(), first).specs()) {
        if (spec.isMikey()) {
          found.add(new Found(new KeyMgmtOrigin.RtspHeader(spec.uri()), spec.data()));
        }
      }
      understood = true;
    }
    return understood ? Optional.of(found) : Optional.empty();
  }

  private static int endOfLine(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end + 1;
  }

  private static String unindented(String line, int indent) {
    int from = 0;
    while (from < indent && from < line.length() && SdpText.isSpace(line.charAt(from))) {
      from++;
    }
    return line.substring(from);
  }

  private static boolean isKeyMgmtHeader(String line) {
    int colon = line.indexOf(':');
    return colon > 0
        && line.substring(0, colon)
            .strip()
            .toLowerCase(Locale.ROOT)
            .equals(RtspKeyMgmtHeader.NAME.toLowerCase(Locale.ROOT));
  }
}
