package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ImplicitLengthTest {
  private static final OctetReader IN = OctetReader.of(Octets.empty(), "X", "RFC 0 1");

  @Test
  void isTheOneOfTheCodePoint() throws MikeyFormatException {
    Octets twenty = Octets.of(new byte[20]);
    ImplicitLength.check("MAC", MacAlg.HMAC_SHA_1_160, OptionalInt.of(20), twenty);
    assertEquals(20, ImplicitLength.of(IN, 7, "MAC", MacAlg.NULL, OptionalInt.of(20)));
  }

  @Test
  void refusesOthers() {
    Octets twenty = Octets.of(new byte[20]);
    IllegalArgumentException other =
        assertThrows(
            IllegalArgumentException.class,
            () -> ImplicitLength.check("MAC", MacAlg.NULL, OptionalInt.of(0), twenty));
    assertEquals("NULL has 0 octets, not 20", other.getMessage());
    IllegalArgumentException unknown =
        assertThrows(
            IllegalArgumentException.class,
            () -> ImplicitLength.check("MAC", new MacAlg(9), OptionalInt.empty(), twenty));
    assertEquals("MAC 9 has no known length", unknown.getMessage());
    MikeyFormatException read =
        assertThrows(
            MikeyFormatException.class,
            () -> ImplicitLength.of(IN, 7, "MAC", new MacAlg(9), OptionalInt.empty()));
    assertEquals(
        "X at octet 7: MAC 9 (unassigned) is not known, so the length of what follows cannot be"
            + " known",
        read.getMessage());
  }
}
