package org.mikeyhsm.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** What Wireshark's MIKEY dissector makes of messages that came to MIKEY's UDP port. */
final class Tshark {
  private static final int MIKEY_PORT = 2269;
  private static final String PREFIX = "mikey.";

  private Tshark() {}

  /**
   * A node of the dissection.
   *
   * @param name of the field, without "mikey."; other dissectors' fields (X.509) are left out
   * @param offset octets from the beginning of the message
   * @param length octets
   * @param show the value for people
   * @param value the octets in hexadecimal; under a mask, the number that is left
   * @param masked whether the field is only some bits of its octets
   */
  record Field(
      String name,
      int offset,
      int length,
      String show,
      String value,
      boolean masked,
      List<Field> children) {}

  /**
   * The dissection of one message.
   *
   * @param payloads as far as the dissector understood them
   * @param complaints errors and warnings
   */
  record Dissection(List<Field> payloads, List<String> complaints) {}

  /** Dissects messages; the result has one element for each, in their order. */
  static List<Dissection> dissect(Path directory, List<byte[]> messages) {
    PeerProcess.run(
        directory,
        hexDump(messages),
        List.of("text2pcap", "-q", "-u", "40000," + MIKEY_PORT, "-", "messages.pcap"));
    String pdml =
        PeerProcess.run(
            directory, "", List.of("tshark", "-n", "-r", "messages.pcap", "-T", "pdml"));
    List<Element> packets = children(parse(pdml), "packet");
    assertEquals(messages.size(), packets.size(), "packets that tshark printed");
    return packets.stream().map(Tshark::dissection).toList();
  }

  private static String hexDump(List<byte[]> messages) {
    StringBuilder dump = new StringBuilder();
    for (byte[] message : messages) {
      for (int at = 0; at < message.length; at += 16) {
        int to = Math.min(at + 16, message.length);
        dump.append(String.format(Locale.ROOT, "%06x ", at))
            .append(HexFormat.ofDelimiter(" ").formatHex(message, at, to))
            .append('\n');
      }
      dump.append('\n');
    }
    return dump.toString();
  }

  private static Element parse(String pdml) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(pdml)))
          .getDocumentElement();
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("tshark's PDML cannot be read", e);
    }
  }

  private static Dissection dissection(Element packet) {
    List<Field> payloads = new ArrayList<>();
    for (Element protocol : children(packet, "proto")) {
      if (protocol.getAttribute("name").equals("mikey")) {
        int start = number(protocol, "pos");
        payloads.addAll(fields(protocol, start));
      }
    }
    return new Dissection(List.copyOf(payloads), complaints(packet));
  }

  private static List<String> complaints(Element packet) {
    NodeList all = packet.getElementsByTagName("field");
    return IntStream.range(0, all.getLength())
        .mapToObj(i -> (Element) all.item(i))
        .filter(field -> field.getAttribute("name").equals("_ws.expert"))
        .map(field -> field.getAttribute("showname"))
        .filter(text -> text.contains("(Error/") || text.contains("(Warning/"))
        // Some certificates are filler, which the dissector of certificates sees.
        .filter(text -> !text.contains("BER Error"))
        .toList();
  }

  private static List<Field> fields(Element parent, int start) {
    return children(parent, "field").stream()
        .filter(field -> field.getAttribute("name").startsWith(PREFIX))
        .map(field -> field(field, start))
        .toList();
  }

  private static Field field(Element element, int start) {
    String name = element.getAttribute("name");
    return new Field(
        name.substring(PREFIX.length()),
        number(element, "pos") - start,
        number(element, "size"),
        element.getAttribute("show"),
        element.getAttribute("value"),
        element.hasAttribute("unmaskedvalue"),
        fields(element, start));
  }

  private static int number(Element element, String attribute) {
    String text = element.getAttribute(attribute);
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }
}
