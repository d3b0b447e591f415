package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SipWarningTest {
  @Test
  void rfc3261Section2043() {
    assertEquals(
        "306 example.com \"Attribute not understood: key-mgmt\"",
        SipWarning.ATTRIBUTE_NOT_UNDERSTOOD.format("example.com"));
    assertEquals(
        "399 [::1]:5060 \"Key management failed\"", SipWarning.MISCELLANEOUS.format("[::1]:5060"));
    assertEquals(399, SipWarning.MISCELLANEOUS.code());
    assertEquals("Key management failed", SipWarning.MISCELLANEOUS.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\r\nVia: x", "a\"", "a,b", "\u00e4"})
  void agentCannotBreakTheHeader(String agent) {
    assertThrows(IllegalArgumentException.class, () -> SipWarning.MISCELLANEOUS.format(agent));
  }
}
