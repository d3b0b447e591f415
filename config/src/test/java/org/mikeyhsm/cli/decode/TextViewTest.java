package org.mikeyhsm.cli.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.cli.output.Style;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.message.SrtpIdMap;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.message.TsType;

class TextViewTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private static DecodedMessage message() throws MikeyFormatException {
    CommonHeader header =
        new CommonHeader(
            DataType.PSK,
            true,
            PrfFunc.MIKEY_1,
            0x01020304,
            new SrtpIdMap(List.of(new SrtpId(0, 5, 0), new SrtpId(1, 6, 7))));
    return DecodedMessage.decode(
        new MikeyMessage(
                header,
                List.of(
                    TimestampPayload.of(TsType.COUNTER, 42),
                    new RandPayload(Octets.of(new byte[40])),
                    IdPayload.uri("sip:\u001bx")))
            .encode());
  }

  @Test
  void everyFieldIsThere() throws MikeyFormatException {
    String text = TextView.of(message(), Style.PLAIN, NOW, false);
    for (String line :
        List.of(
            "HDR  RFC 3830 6.1, 28 octets from 0",
            "      10      18  RFC 3830 6.1.1  csIdMap      2 entries",
            "      19       9  RFC 3830 6.1.1  csIdMap[2]",
            "      19       1  RFC 3830 6.1.1    policyNo   1",
            "      20       4  RFC 3830 6.1.1    ssrc       00000006",
            "      24       4  RFC 3830 6.1.1    roc        7")) {
      assertTrue(text.lines().anyMatch(line::equals), line + "\nin\n" + text);
    }
  }

  @Test
  void longValuesAreWrapped() throws MikeyFormatException {
    String text = TextView.of(message(), Style.PLAIN, NOW, false);
    assertTrue(text.lines().allMatch(line -> line.length() <= 120), text);
    assertTrue(text.lines().anyMatch(line -> line.strip().equals("0".repeat(16))), text);
  }

  @Test
  void nothingATerminalCouldActOnComesThrough() throws MikeyFormatException {
    assertFalse(TextView.of(message(), Style.PLAIN, NOW, false).contains("\u001b"));
    assertFalse(TextView.brief(message(), 0).contains("\u001b"));
  }

  @Test
  void timesAreComparedWithNow() throws MikeyFormatException {
    DecodedMessage message =
        DecodedMessage.decode(
            new MikeyMessage(
                    new CommonHeader(
                        DataType.PSK, false, PrfFunc.MIKEY_1, 1, new SrtpIdMap(List.of())),
                    List.of(
                        // 2026-11-23T04:23:42Z
                        new TimestampPayload(TsType.NTP_UTC, Octets.ofHex("eeae3e4e00000000")),
                        TimestampPayload.of(TsType.COUNTER, 42)))
                .encode());
    String text = TextView.of(message, Style.PLAIN, NOW, false);
    assertTrue(text.contains("(2026-11-23T04:23:42Z, 2 days 7 hours ago)"), text);
    assertTrue(text.contains("(counter 42)"), text);
  }

  @Test
  void octetsAreShownOnRequest() throws MikeyFormatException {
    String text = TextView.of(message(), Style.PLAIN, NOW, true);
    assertTrue(text.contains("\n  000000  01 00 05 80 01 02 03 04  02 00 00 00"), text);
    assertTrue(text.contains("sip:.x"), text);
  }

  @Test
  void briefIsOneLineForEachPayload() throws MikeyFormatException {
    String brief = TextView.brief(message(), 2);
    assertEquals(4, brief.lines().count());
    assertTrue(brief.contains("RAND  34  rand 40 octets"), brief);
    assertTrue(brief.contains("csIdMap 2 entries"), brief);
    assertFalse(brief.contains("nextPayload"), brief);
  }
}
