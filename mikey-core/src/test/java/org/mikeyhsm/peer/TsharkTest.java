package org.mikeyhsm.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.FieldTrace;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.PayloadTrace;
import org.mikeyhsm.message.SampleMessages;

/**
 * Wireshark's dissector and our decoder read the same payloads, at the same offsets, with the same
 * fields and numbers, as far as the dissector knows what it sees.
 */
@Tag("peer")
class TsharkTest {
  private static final Set<Integer> DATA_TYPES = Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 26);

  /** What the dissector of Wireshark 4.0 knows, by the names of its payload nodes. */
  private static final Map<String, String> PAYLOADS =
      Map.ofEntries(
          Map.entry("HDR", "hdr"),
          Map.entry("KEMAC", "kemac"),
          Map.entry("PKE", "pke"),
          Map.entry("DH", "dh"),
          Map.entry("SIGN", "sign"),
          Map.entry("T", "t"),
          Map.entry("ID", "id"),
          Map.entry("CERT", "cert"),
          Map.entry("V", "v"),
          Map.entry("SP", "sp"),
          Map.entry("RAND", "rand"),
          Map.entry("ERR", "err"),
          Map.entry("IDR", "idr"),
          Map.entry("General Ext.", "ext"),
          Map.entry("SAKKE", "sakke"));

  /** The code points that the dissector knows where the length of what follows hangs on them. */
  private static final Map<String, Set<Integer>> CODE_POINTS =
      Map.of(
          "csIdMapType", Set.of(0),
          "tsType", Set.of(0, 1, 2),
          "macAlg", Set.of(0, 1),
          "authAlg", Set.of(0, 1),
          "dhGroup", Set.of(0, 1, 2),
          "kv", Set.of(0),
          // Of a certificate's URL it thinks that it is a certificate.
          "certType", Set.of(0, 2, 3));

  /**
   * Fields that the dissector shows at a wrong place: the first two at twice their offset in the
   * packet, the third an octet too early and so with a wrong value.
   */
  private static final Set<String> MISPLACED = Set.of("sp.param.type", "sp.param.len", "cert.len");

  @TempDir Path directory;

  @Test
  void readsWhatWeRead() throws MikeyFormatException {
    Map<String, DecodedMessage> messages = messages();
    List<Tshark.Dissection> dissections =
        Tshark.dissect(
            directory, messages.values().stream().map(m -> m.octets().toArray()).toList());
    Set<Integer> agreed = new TreeSet<>();
    List<String> faults = new ArrayList<>();
    int i = 0;
    for (Map.Entry<String, DecodedMessage> entry : messages.entrySet()) {
      Comparison comparison = new Comparison(entry.getValue().trace(), dissections.get(i++));
      List<String> found = comparison.faults();
      if (!found.isEmpty()) {
        faults.add(entry.getKey() + ": " + found);
      } else if (comparison.isComplete()) {
        agreed.add(entry.getValue().message().header().dataType().value());
      }
    }
    assertTrue(faults.isEmpty(), () -> String.join("\n", faults));
    assertEquals(DATA_TYPES, agreed, "data types of which a message is known to both as a whole");
  }

  private static Map<String, DecodedMessage> messages() throws MikeyFormatException {
    Map<String, DecodedMessage> messages = new LinkedHashMap<>();
    Map<String, byte[]> all = new LinkedHashMap<>(PeerMessages.all());
    all.putAll(SampleMessages.all());
    all.putAll(PublishedMessages.all());
    for (Map.Entry<String, byte[]> sample : all.entrySet()) {
      DecodedMessage decoded = DecodedMessage.decode(sample.getValue());
      if (DATA_TYPES.contains(decoded.message().header().dataType().value())) {
        messages.put(sample.getKey(), decoded);
      }
    }
    return messages;
  }

  /** Our reading of a message beside the dissector's. */
  private static final class Comparison {
    private final List<PayloadTrace> ours;
    private final Tshark.Dissection theirs;
    private final int known;
    private final List<String> faults = new ArrayList<>();

    Comparison(List<PayloadTrace> trace, Tshark.Dissection theirs) {
      this.ours = trace;
      this.theirs = theirs;
      int count = 0;
      while (count < trace.size() && isKnown(trace.get(count))) {
        count++;
      }
      this.known = count;
    }

    private static boolean isKnown(PayloadTrace payload) {
      return PAYLOADS.containsKey(payload.name())
          && payload.fields().stream()
              .allMatch(
                  field ->
                      Optional.ofNullable(CODE_POINTS.get(field.name()))
                          .map(known -> known.contains(((Number) field.value()).intValue()))
                          .orElse(true));
    }

    boolean isComplete() {
      return known == ours.size();
    }

    List<String> faults() {
      if (isComplete()) {
        faults.addAll(theirs.complaints());
        if (theirs.payloads().size() > known) {
          faults.add("tshark sees " + theirs.payloads().size() + " payloads, we see " + known);
        }
      }
      for (int i = 0; i < known; i++) {
        if (i >= theirs.payloads().size()) {
          faults.add("tshark misses " + ours.get(i).name());
          break;
        }
        compare(ours.get(i), theirs.payloads().get(i));
      }
      return faults;
    }

    private void compare(PayloadTrace payload, Tshark.Field node) {
      String where = payload.name() + " at " + payload.offset();
      if (!node.name().equals(PAYLOADS.get(payload.name()))
          || node.offset() != payload.offset()
          || node.length() != payload.length()) {
        faults.add(where + ".." + payload.length() + " is to tshark " + describe(node));
        return;
      }
      node.children().forEach(child -> compare(where, payload.fields(), child));
    }

    private void compare(String where, List<FieldTrace> fields, Tshark.Field node) {
      if (MISPLACED.contains(node.name())) {
        return;
      }
      Optional<FieldTrace> around =
          fields.stream()
              .filter(field -> field.value() instanceof List && contains(field, node))
              .findFirst();
      if (around.isPresent() && node.length() > 0) {
        compareWithElements(where, around.get(), node);
      } else if (node.length() > 0) {
        boolean same =
            fields.stream()
                .filter(field -> node.masked() ? overlaps(field, node) : equalSpan(field, node))
                .anyMatch(field -> sameValue(field.value(), node));
        if (!same) {
          faults.add(where + ": nothing of ours is tshark's " + describe(node));
        }
        node.children().forEach(child -> compare(where, fields, child));
      }
    }

    /** Repeated structures: what tshark shows is inside one element of ours. */
    private void compareWithElements(String where, FieldTrace list, Tshark.Field node) {
      boolean inside =
          list.elements().stream()
              .anyMatch(
                  element ->
                      node.offset() >= element.offset()
                          && node.offset() + node.length() <= element.offset() + element.length());
      boolean whole = equalSpan(list, node);
      if (!inside && !whole) {
        faults.add(where + ": tshark's " + describe(node) + " is not inside one of ours");
      }
      node.children().forEach(child -> compare(where, List.of(list), child));
    }

    private static boolean contains(FieldTrace field, Tshark.Field node) {
      return node.offset() >= field.offset()
          && node.offset() + node.length() <= field.offset() + field.length();
    }

    private static boolean overlaps(FieldTrace field, Tshark.Field node) {
      return node.offset() < field.offset() + field.length()
          && field.offset() < node.offset() + node.length();
    }

    private static boolean equalSpan(FieldTrace field, Tshark.Field node) {
      return field.offset() == node.offset() && field.length() == node.length();
    }

    private static boolean sameValue(Object value, Tshark.Field node) {
      if (value instanceof Number number) {
        String octets = node.value();
        return node.show().matches("(0x)?[0-9a-f]+")
            ? Long.decode(node.show()) == number.longValue()
            : octets.length() <= 16 && Long.parseUnsignedLong(octets, 16) == number.longValue();
      }
      // A timestamp is shown as a date, an identity as text; the octets decide.
      return value.equals(node.show())
          || value.toString().replaceFirst("^0x", "").equals(node.value())
          || node.children().size() > 0;
    }

    private static String describe(Tshark.Field node) {
      return node.name() + "=" + node.show() + " at " + node.offset() + ".." + node.length();
    }
  }
}
