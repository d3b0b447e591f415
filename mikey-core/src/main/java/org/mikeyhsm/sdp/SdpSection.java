package org.mikeyhsm.sdp;

import java.util.ArrayList;
import java.util.List;

/** The lines of one level and the key management attributes that they hold. */
record SdpSection(List<SdpLine> lines, List<KeyMgmtAttribute> keyMgmt) {
  SdpSection {
    lines = List.copyOf(lines);
    keyMgmt = List.copyOf(keyMgmt);
  }

  /** Reads the attributes; their lines are kept unfolded. */
  static SdpSection of(List<SdpLineReader.Numbered> numbered) throws SdpException {
    List<SdpLine> lines = new ArrayList<>(numbered.size());
    List<KeyMgmtAttribute> keyMgmt = new ArrayList<>();
    for (SdpLineReader.Numbered line : numbered) {
      if (line.line().isKeyMgmt()) {
        KeyMgmtAttribute attribute = KeyMgmtAttribute.ofLine(line);
        keyMgmt.add(attribute);
        lines.add(attribute.toLine());
      } else {
        lines.add(line.line());
      }
    }
    return new SdpSection(lines, keyMgmt);
  }

  /** Other attributes in place of the present ones, at the end, where a= lines belong. */
  SdpSection withKeyMgmt(List<KeyMgmtAttribute> attributes) {
    List<SdpLine> kept = new ArrayList<>(lines);
    kept.removeIf(SdpLine::isKeyMgmt);
    attributes.forEach(attribute -> kept.add(attribute.toLine()));
    return new SdpSection(kept, attributes);
  }
}
