package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SdpLineTest {
  @Test
  void isWrittenAsTypeAndValue() {
    assertEquals("s= ", new SdpLine('s', " ").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x\ry", "x\ny", "x\0y"})
  void valueHoldsNoLineEnd(String value) {
    assertThrows(IllegalArgumentException.class, () -> new SdpLine('a', value));
  }

  @Test
  void typeIsLowerCaseLetter() {
    assertThrows(IllegalArgumentException.class, () -> new SdpLine('A', "x"));
  }

  @Test
  void keyMgmtIsKnownByItsName() {
    assertTrue(new SdpLine('a', "key-mgmt:mikey AAAA").isKeyMgmt());
    assertFalse(new SdpLine('a', "key-mgmtx:mikey AAAA").isKeyMgmt());
    assertFalse(new SdpLine('b', "key-mgmt:mikey AAAA").isKeyMgmt());
  }
}
