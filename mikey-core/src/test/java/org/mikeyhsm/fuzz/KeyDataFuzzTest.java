package org.mikeyhsm.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import org.mikeyhsm.message.KeyDataSubPayload;
import org.mikeyhsm.message.MikeyFormatException;

/** Any decrypted octets are a chain of Key data sub-payloads or a {@link MikeyFormatException}. */
class KeyDataFuzzTest {
  private static final int MARGIN = 3;

  @FuzzTest(maxDuration = "", maxExecutions = LongRun.EXECUTIONS)
  void decodesOrRefuses(byte[] octets) {
    // What lies around the range must not be read.
    byte[] surrounded = new byte[octets.length + 2 * MARGIN];
    Arrays.fill(surrounded, (byte) 0x14);
    System.arraycopy(octets, 0, surrounded, MARGIN, octets.length);
    List<KeyDataSubPayload> chain;
    try {
      chain = KeyDataSubPayload.decodeAll(surrounded, MARGIN, octets.length);
    } catch (MikeyFormatException e) {
      assertTrue(e.offset() >= MARGIN && e.offset() <= MARGIN + octets.length, e::getMessage);
      return;
    }
    assertArrayEquals(octets, KeyDataSubPayload.encodeAll(chain));
    for (KeyDataSubPayload key : chain) {
      key.toString();
      key.close();
      assertEquals(0, key.key().length());
    }
  }
}
