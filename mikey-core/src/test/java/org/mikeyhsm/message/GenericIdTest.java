package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GenericIdTest {
  private static GenericId with(int csId, List<Integer> policyNos, int dataLength, int spiLength) {
    return new GenericId(
        csId,
        ProtType.SRTP,
        false,
        policyNos,
        Octets.of(new byte[dataLength]),
        Octets.of(new byte[spiLength]));
  }

  @Test
  void holdsWhatItsFieldsHold() {
    assertEquals(255, with(255, Collections.nCopies(127, 255), 65535, 255).csId());
    assertThrows(IllegalArgumentException.class, () -> with(256, List.of(), 0, 0));
    assertThrows(IllegalArgumentException.class, () -> with(0, Collections.nCopies(128, 0), 0, 0));
    assertThrows(IllegalArgumentException.class, () -> with(0, List.of(256), 0, 0));
    assertThrows(IllegalArgumentException.class, () -> with(0, List.of(), 65536, 0));
    assertThrows(IllegalArgumentException.class, () -> with(0, List.of(), 0, 256));
  }

  @Test
  void setsTheFlagByTheSessionData() {
    SrtpSessionData begun = new SrtpSessionData(1, Optional.of(new SrtpSessionData.Position(0, 0)));
    SrtpSessionData fresh = new SrtpSessionData(1, Optional.empty());
    assertEquals(true, GenericId.srtp(1, List.of(0), begun, Octets.empty()).s());
    assertEquals(false, GenericId.srtp(1, List.of(0), fresh, Octets.empty()).s());
  }
}
