package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.ExtensionType;
import org.mikeyhsm.message.GeneralExtensionPayload;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;

final class SdpIdsTest {
  /** The offer of RFC 4567 section 5.1, with these payloads behind its timestamp. */
  private static MikeyMessage offerWith(GeneralExtensionPayload... extensions)
      throws MikeyFormatException {
    MikeyMessage offer = MikeyMessage.decode(Rfc4567Examples.OFFER_MESSAGE.toArray());
    List<Payload> payloads = new ArrayList<>(offer.payloads());
    payloads.addAll(1, List.of(extensions));
    return MikeyMessage.decode(new MikeyMessage(offer.header(), payloads).encode());
  }

  private static String reason(List<String> offered, MikeyMessage message) {
    return assertThrows(SdpException.class, () -> SdpIds.check(offered, message)).reason();
  }

  @Test
  void listIsSeparatedBySemicolons() {
    GeneralExtensionPayload payload = SdpIds.payload(List.of("mikey", "keyp1", "keyp2"));
    assertEquals(ExtensionType.SDP_IDS, payload.extensionType());
    assertEquals("mikey;keyp1;keyp2", payload.data().toUtf8());
  }

  @Test
  void listIsChecked() {
    assertThrows(IllegalArgumentException.class, () -> SdpIds.payload(List.of()));
    assertThrows(IllegalArgumentException.class, () -> SdpIds.payload(List.of("a;b")));
  }

  @Test
  void sameListIsAccepted() throws Exception {
    for (List<String> offered : List.of(List.of("mikey"), List.of("mikey", "keyp1"))) {
      assertEquals(
          SdpIds.Result.MATCHED, SdpIds.check(offered, offerWith(SdpIds.payload(offered))));
    }
  }

  @Test
  void peeledOffOrReorderedOfferIsRefused() throws Exception {
    MikeyMessage message = offerWith(SdpIds.payload(List.of("keyp1", "mikey")));
    assertEquals(
        "expected SDP IDs \"mikey\", found \"keyp1;mikey\"", reason(List.of("mikey"), message));
    assertEquals(
        "expected SDP IDs \"mikey;keyp1\", found \"keyp1;mikey\"",
        reason(List.of("mikey", "keyp1"), message));
    assertEquals(
        "expected SDP IDs \"KEYP1;mikey\", found \"keyp1;mikey\"",
        reason(List.of("KEYP1", "mikey"), message));
    assertThrows(
        SdpException.class,
        () -> SdpIds.check(List.of("mikey"), message, Set.of(SdpLeniency.MISSING_SDP_IDS)));
  }

  @Test
  void absentListIsRefusedUnlessAllowedByName() throws Exception {
    MikeyMessage message = offerWith();
    assertEquals("expected SDP IDs \"mikey\", found none", reason(List.of("mikey"), message));
    assertEquals(
        SdpIds.Result.ABSENT,
        SdpIds.check(List.of("mikey"), message, Set.of(SdpLeniency.MISSING_SDP_IDS)));
  }

  @Test
  void otherExtensionIsNotTheList() throws Exception {
    MikeyMessage message =
        offerWith(new GeneralExtensionPayload(ExtensionType.VENDOR_ID, Octets.ofUtf8("mikey")));
    assertEquals("expected SDP IDs \"mikey\", found none", reason(List.of("mikey"), message));
  }

  @Test
  void emptyOfferMatchesNothing() throws Exception {
    MikeyMessage message =
        offerWith(new GeneralExtensionPayload(ExtensionType.SDP_IDS, Octets.empty()));
    assertThrows(IllegalArgumentException.class, () -> SdpIds.check(List.of(), message));
    assertThrows(SdpException.class, () -> SdpIds.check(List.of("mikey"), message));
  }

  @Test
  void secondListIsRefused() throws Exception {
    GeneralExtensionPayload list = SdpIds.payload(List.of("mikey"));
    assertEquals(
        "expected SDP IDs \"mikey\" once, found 2 lists",
        reason(List.of("mikey"), offerWith(list, list)));
  }

  @Test
  void foundTextIsEscaped() throws Exception {
    MikeyMessage message =
        offerWith(new GeneralExtensionPayload(ExtensionType.SDP_IDS, Octets.ofHex("6d0a1b")));
    assertEquals(
        "expected SDP IDs \"mikey\", found \"m\\u000a\\u001b\"", reason(List.of("mikey"), message));
  }
}
