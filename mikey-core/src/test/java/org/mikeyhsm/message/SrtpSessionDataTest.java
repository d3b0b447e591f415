package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 6043 6.1.1. */
class SrtpSessionDataTest {
  private static final SrtpSessionData FRESH = new SrtpSessionData(-1, Optional.empty());
  private static final SrtpSessionData BEGUN =
      new SrtpSessionData(0xcafe, Optional.of(new SrtpSessionData.Position(-1, 65535)));

  @Test
  void isFourOrTenOctets() {
    assertEquals(Octets.ofHex("ffffffff"), FRESH.toOctets());
    assertEquals(Octets.ofHex("0000cafeffffffffffff"), BEGUN.toOctets());
    assertEquals(Optional.of(FRESH), SrtpSessionData.of(false, FRESH.toOctets()));
    assertEquals(Optional.of(BEGUN), SrtpSessionData.of(true, BEGUN.toOctets()));
    assertEquals(Optional.empty(), SrtpSessionData.of(true, FRESH.toOctets()));
    assertEquals(Optional.empty(), SrtpSessionData.of(false, BEGUN.toOctets()));
    assertEquals(Optional.empty(), SrtpSessionData.of(false, Octets.empty()));
  }

  @Test
  void describesItself() {
    assertEquals("SSRC ffffffff", FRESH.describe());
    assertEquals("SSRC 0000cafe, ROC 4294967295, SEQ 65535", BEGUN.describe());
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    assertThrows(IllegalArgumentException.class, () -> new SrtpSessionData.Position(0, 65536));
  }
}
