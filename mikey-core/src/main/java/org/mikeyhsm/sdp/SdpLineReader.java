package org.mikeyhsm.sdp;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a text into lines of RFC 8866 section 5, in time linear in its length. Passed over: blank
 * lines and the indentation of a listing. A line of base64 after an {@code a=key-mgmt} line
 * continues it, as RFC 4567 section 5.1 prints it.
 */
final class SdpLineReader {
  /** A line and where it began, counted from 1. */
  record Numbered(int number, SdpLine line) {}

  private final List<Numbered> lines = new ArrayList<>();
  private final StringBuilder value = new StringBuilder();
  private int number;
  private char type;
  private boolean open;
  private boolean foldable;

  private SdpLineReader() {}

  /**
   * Reads a whole text.
   *
   * @param firstNumber the number of the text's first line, 1 unless it is part of a longer one
   */
  static List<Numbered> read(String text, int firstNumber) throws SdpException {
    SdpText.requireBounded(text);
    SdpLineReader reader = new SdpLineReader();
    int number = firstNumber;
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      int next = end < 0 ? text.length() : end + 1;
      int to = end < 0 ? text.length() : end;
      if (to > from && text.charAt(to - 1) == '\r') {
        to--;
      }
      reader.accept(text.substring(from, to), number++);
      from = next;
    }
    reader.flush();
    return reader.lines;
  }

  private void accept(String physical, int at) throws SdpException {
    if (physical.indexOf('\r') >= 0 || physical.indexOf('\0') >= 0) {
      throw new SdpException(at, "NUL or lone CR inside a line");
    }
    int indent = 0;
    while (indent < physical.length() && SdpText.isSpace(physical.charAt(indent))) {
      indent++;
    }
    String line = physical.substring(indent);
    if (line.isEmpty()) {
      foldable = false;
    } else if (foldable && continuesBase64(line)) {
      // A space, because the fold may stand between the protocol identifier and the data.
      value.append(' ').append(line);
    } else if (line.length() >= 2
        && line.charAt(1) == '='
        && line.charAt(0) >= 'a'
        && line.charAt(0) <= 'z') {
      flush();
      open = true;
      number = at;
      type = line.charAt(0);
      value.append(line, 2, line.length());
      foldable = type == 'a' && line.startsWith(KeyMgmtAttribute.FIELD, 2);
    } else {
      throw new SdpException(at, "not a line of the form <type>=<value>: " + SdpText.quote(line));
    }
  }

  private boolean continuesBase64(String line) {
    if (!line.chars().allMatch(c -> SdpText.isBase64(c) || SdpText.isSpace(c))) {
      return false;
    }
    String digits = line.stripTrailing();
    int equals = digits.indexOf('=');
    if (equals != 1 || digits.charAt(0) < 'a' || digits.charAt(0) > 'z') {
      return true;
    }
    // "q=" or "q==" may be a line of its own or the end of the base64: it is the latter only if
    // the data so far lacks exactly these characters.
    boolean padding =
        digits.equals(digits.charAt(0) + "=") || digits.equals(digits.charAt(0) + "==");
    return padding && (dataLength() + digits.length()) % 4 == 0;
  }

  /** The number of base64 characters collected so far. */
  private long dataLength() {
    int from = KeyMgmtAttribute.FIELD.length();
    while (from < value.length() && SdpText.isSpace(value.charAt(from))) {
      from++;
    }
    while (from < value.length() && !SdpText.isSpace(value.charAt(from))) {
      from++;
    }
    return value.substring(from).chars().filter(SdpText::isBase64).count();
  }

  private void flush() {
    if (open) {
      lines.add(new Numbered(number, new SdpLine(type, value.toString())));
    }
    value.setLength(0);
    open = false;
    foldable = false;
  }
}
