package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 6043 A. */
class TicketDataTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    Octets octets = Octets.of(Wire.hex("0b 0002 beef  00 01 77"));
    TicketData data = TicketData.decode(octets);
    assertEquals(
        new TicketData(Octets.ofHex("beef"), List.of(new RandPayload(Octets.ofHex("77")))), data);
    assertEquals(octets, data.encode());
    TicketData empty = new TicketData(Octets.empty(), List.of());
    assertEquals(Octets.ofHex("000000"), empty.encode());
    assertEquals(empty, TicketData.decode(empty.encode()));
  }

  @Test
  void refusesWhatIsNoTicketData() {
    for (String hex : List.of("", "0b0000", "000000 00", "630000", "000005")) {
      Octets octets = Octets.of(Wire.hex(hex));
      assertThrows(MikeyFormatException.class, () -> TicketData.decode(octets), hex);
    }
  }

  @Test
  void refusesWhatTheWireCannotHold() {
    Octets tooLong = Octets.of(new byte[65536]);
    assertThrows(IllegalArgumentException.class, () -> new TicketData(tooLong, List.of()));
    SignPayload sign = new SignPayload(SignatureType.ECCSI, Octets.empty());
    assertThrows(
        IllegalArgumentException.class, () -> new TicketData(Octets.empty(), List.of(sign, sign)));
  }
}
