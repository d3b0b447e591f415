package org.mikeyhsm.cli.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.ElementTrace;
import org.mikeyhsm.message.FieldTrace;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PayloadTrace;

class HexViewTest {
  private static FieldTrace field(int offset, int length, Object value) {
    return new FieldTrace("f", offset, length, value, Optional.empty(), "RFC 0");
  }

  @Test
  void showsSixteenInALineButNoKeyAtAnyDepth() {
    ElementTrace element =
        new ElementTrace(
            3,
            2,
            "RFC 0",
            Optional.empty(),
            List.of(field(3, 1, 1), field(4, 1, new FieldTrace.Hidden(1))));
    PayloadTrace payload =
        new PayloadTrace(
            1,
            "X",
            "RFC 0",
            1,
            18,
            List.of(field(1, 2, new FieldTrace.Hidden(2)), field(3, 2, List.of(element))));
    Octets message = Octets.ofUtf8("-KKaKbcdefghijklmnop\u0001");
    assertEquals(
        "  000001  ** ** 61 ** 62 63 64 65  66 67 68 69 6a 6b 6c 6d  ..a.bcdefghijklm\n"
            + "  000017  6e 6f                                             no\n",
        HexView.of(payload, message, 2));
  }
}
