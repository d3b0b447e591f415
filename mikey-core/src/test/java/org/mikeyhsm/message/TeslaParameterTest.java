package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 4442 4.2. */
class TeslaParameterTest {
  @ParameterizedTest
  @CsvSource({
    "1, PRF identifier for f and f', 00, HMAC-SHA1",
    "2, Length of PRF f' output, 00a0, 160 bits",
    "3, Identifier for the TESLA MAC, 01, unassigned",
    "4, Length of TESLA MAC output, 50, 80 bits",
    "5, Start of session, 83aa7e8000000000, 1970-01-01T00:00:00Z",
    "5, Start of session, 83aa7e80, -",
    "6, Interval duration, 000003e8, 1000 ms",
    "7, Key disclosure delay, 0002, 2 intervals",
    "8, Key chain length, 0100, 256 intervals",
    "9, Local timestamp media receiver, 83aa7e8080000000, 1970-01-01T00:00:00.500Z",
    "10, unassigned, 01, -",
    "0, unassigned, 01, -",
    "255, unassigned, 01, -"
  })
  void hasNameAndMeaning(int value, String name, String octets, String meaning) {
    TeslaParameter parameter = new TeslaParameter(value);
    assertEquals(name, parameter.name());
    assertEquals(!name.equals("unassigned"), parameter.isAssigned());
    assertEquals("RFC 4442 4.2", parameter.section());
    assertEquals(
        meaning.equals("-") ? Optional.empty() : Optional.of(meaning),
        parameter.meaning(Octets.ofHex(octets)));
  }

  @Test
  void holdsWhatItsFieldHolds() {
    assertThrows(IllegalArgumentException.class, () -> new TeslaParameter(256));
    assertThrows(IllegalArgumentException.class, () -> new TeslaParameter(-1));
  }
}
