package org.mikeyhsm.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.EnumSet;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.FieldTrace;
import org.mikeyhsm.message.Leniency;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.PayloadTrace;

/**
 * Any octets are a message or a {@link MikeyFormatException}; what is accepted is explained from
 * the first octet to the last and encodes to the same octets.
 */
class DecoderFuzzTest {
  /** More than {@code Notes} keeps would be a memory leak that the peer controls. */
  private static final int MOST_DIAGNOSTICS = 101;

  @FuzzTest(maxDuration = "", maxExecutions = LongRun.EXECUTIONS)
  void decodesOrRefuses(byte[] octets) {
    DecodedMessage decoded;
    try {
      decoded = DecodedMessage.decode(octets);
    } catch (MikeyFormatException e) {
      checkRefusal(octets, e);
      decodeLeniently(octets);
      return;
    }
    assertArrayEquals(octets, decoded.message().encode());
    checkExplanation(octets, decoded);
  }

  private static void decodeLeniently(byte[] octets) {
    try {
      DecodedMessage lenient =
          DecodedMessage.decode(octets, DecodeLimits.defaults(), EnumSet.allOf(Leniency.class));
      lenient.message().encode();
      lenient.trace();
    } catch (MikeyFormatException e) {
      checkRefusal(octets, e);
    }
  }

  private static void checkRefusal(byte[] octets, MikeyFormatException e) {
    assertTrue(e.offset() >= 0 && e.offset() <= octets.length, e::getMessage);
    assertTrue(!e.payload().isEmpty() && !e.reason().isEmpty(), e::getMessage);
    checkPrintable(e.getMessage());
  }

  private static void checkExplanation(byte[] octets, DecodedMessage decoded) {
    int at = 0;
    for (PayloadTrace payload : decoded.trace()) {
      assertEquals(at, payload.offset());
      for (FieldTrace field : payload.fields()) {
        assertTrue(field.offset() >= at, payload::toString);
        assertTrue(field.offset() + field.length() <= at + payload.length(), payload::toString);
        field.meaning().ifPresent(DecoderFuzzTest::checkPrintable);
      }
      at += payload.length();
    }
    assertEquals(octets.length, at);
    assertTrue(decoded.diagnostics().size() <= MOST_DIAGNOSTICS);
    decoded.diagnostics().forEach(DecoderFuzzTest::checkPrintable);
    decoded.message().toString();
  }

  /** What a peer chose reaches logs and terminals. */
  private static void checkPrintable(String text) {
    assertTrue(text.chars().noneMatch(Character::isISOControl), text);
  }
}
