package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.Octets;

final class SdpSectionTest {
  @Test
  void keepsLinesAndAttributesInStep() throws SdpException {
    SdpSection section =
        SdpSection.of(SdpLineReader.read("a=x\na=key-mgmt: mikey AA\n AB\na=y\n", 1));
    KeyMgmtAttribute one = new KeyMgmtAttribute("mikey", Octets.ofHex("000001"));
    KeyMgmtAttribute two = new KeyMgmtAttribute("mikey", Octets.ofHex("000002"));
    assertEquals(List.of(one), section.keyMgmt());
    assertEquals(
        List.of(
            new SdpLine('a', "x"), new SdpLine('a', "key-mgmt:mikey AAAB"), new SdpLine('a', "y")),
        section.lines());
    assertEquals(
        new SdpSection(
            List.of(
                new SdpLine('a', "x"),
                new SdpLine('a', "y"),
                new SdpLine('a', "key-mgmt:mikey AAAC")),
            List.of(two)),
        section.withKeyMgmt(List.of(two)));
  }
}
