package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GeneralExtensionPayloadTest {
  @Test
  void isReadAndWritten() throws MikeyFormatException {
    GeneralExtensionPayload payload =
        Wire.decodeOnly(GeneralExtensionPayload.class, 21, "00 01 000b 6d696b65793b6b65797031");
    assertEquals(GeneralExtensionPayload.sdpIds(List.of("mikey", "keyp1")), payload);
    assertEquals(Optional.of(List.of("mikey", "keyp1")), payload.asSdpIds());
  }

  @Test
  void hasSdpIdsOnlyOfThatType() throws MikeyFormatException {
    assertEquals(
        Optional.empty(),
        Wire.decodeOnly(GeneralExtensionPayload.class, 21, "00 00 0001 61").asSdpIds());
  }

  @Test
  void doesNotLoseEmptyIdentifiers() throws MikeyFormatException {
    assertEquals(
        Optional.of(List.of("a", "", "")),
        Wire.decodeOnly(GeneralExtensionPayload.class, 21, "00 01 0003 613b3b").asSdpIds());
  }

  @Test
  void explainsItself() throws MikeyFormatException {
    PayloadTrace trace = Wire.trace(21, "00 01 0005 6d696b6579");
    assertEquals("General Ext.", trace.name());
    assertEquals(Optional.of("SDP IDs"), Wire.field(trace, "extensionType").meaning());
    assertEquals(Optional.of("mikey"), Wire.field(trace, "data").meaning());
  }

  @Test
  void refusesWhatIsNoList() {
    for (List<String> ids :
        List.of(List.<String>of(), List.of(""), List.of("a;b"), List.of("x".repeat(65536)))) {
      assertThrows(
          IllegalArgumentException.class, () -> GeneralExtensionPayload.sdpIds(ids), "" + ids);
    }
    Wire.assertRefused(
        Wire.message(21, "00 00 ffff"), "General Ext.", 14, "65535 octets needed, 0 left");
  }
}
