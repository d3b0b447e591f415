package org.mikeyhsm.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the elements of a repeated structure one after the other and traces them as one field. */
final class ListReader {
  private final OctetReader in;
  private final String name;
  private final String section;
  private final int start;
  private final List<ElementTrace> elements = new ArrayList<>(0);

  /** Begun by {@link OctetReader#list}. */
  ListReader(OctetReader in, String name, String section) {
    this.in = in;
    this.name = name;
    this.section = section;
    this.start = in.position();
  }

  /** Reads the next element, whose fields {@code elementSection} defines. */
  <T> T next(String elementSection, OctetReader.Body<T> body) throws MikeyFormatException {
    int at = in.position();
    OctetReader element = in.element(elementSection);
    T value = body.read(element);
    element.endElement();
    add(element, at, Optional.empty());
    return value;
  }

  /**
   * Adds an element that {@code reader} has read from {@code at} to where it stands.
   *
   * @param payload the payload's name, if elements are several payloads
   */
  void add(OctetReader reader, int at, Optional<String> payload) {
    if (reader.isExplaining()) {
      elements.add(reader.elementFrom(at, payload));
    }
  }

  /** Ends the structure where the reader stands. */
  void end() throws MikeyFormatException {
    in.endList(name, start, elements, section);
  }
}
