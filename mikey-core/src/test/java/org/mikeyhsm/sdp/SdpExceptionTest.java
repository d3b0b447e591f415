package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class SdpExceptionTest {
  @Test
  void namesTheLineIfThereIsOne() {
    SdpException atLine = new SdpException(7, "wrong");
    assertEquals("line 7: wrong", atLine.getMessage());
    assertEquals(7, atLine.line());
    assertEquals("wrong", atLine.reason());
    assertEquals("wrong", new SdpException(0, "wrong").getMessage());
  }
}
