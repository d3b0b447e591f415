package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mikeyhsm.sdp.FakeKeyManagement.AUDIO;
import static org.mikeyhsm.sdp.FakeKeyManagement.SESSION;
import static org.mikeyhsm.sdp.FakeKeyManagement.VIDEO;
import static org.mikeyhsm.sdp.FakeKeyManagement.answer;
import static org.mikeyhsm.sdp.FakeKeyManagement.call;
import static org.mikeyhsm.sdp.FakeKeyManagement.mikey;
import static org.mikeyhsm.sdp.FakeKeyManagement.other;
import static org.mikeyhsm.sdp.FakeKeyManagement.sdp;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KeyMgmtOffererTest {
  private final FakeKeyManagement mikey = FakeKeyManagement.initiator();
  private final FakeKeyManagement keyp = FakeKeyManagement.initiator();
  private final KeyMgmtOfferer offerer =
      new KeyMgmtOfferer(Map.of("mikey", mikey, "keyp", keyp), BidDownPolicy.strict());

  @Test
  void eachProtocolGetsTheListOfItsLevel() {
    KeyMgmtOffer offer =
        offerer.offer(
            call().withMediaKeyMgmt(0, other("stale")),
            Map.of(SESSION, List.of("mikey", "keyp"), VIDEO, List.of("mikey")));
    assertEquals(
        Map.of(SESSION, List.of("mikey", "keyp"), VIDEO, List.of("mikey")), mikey.proposed);
    assertEquals(Map.of(SESSION, List.of("mikey", "keyp")), keyp.proposed);
    assertEquals(
        call()
            .withSessionKeyMgmt(
                mikey("mikey", "keyp"),
                new KeyMgmtAttribute("keyp", FakeKeyManagement.offer(List.of("mikey", "keyp"))))
            .withMediaKeyMgmt(1, mikey("mikey")),
        offer.description());
    assertFalse(offer.isRekey());
  }

  @Test
  void uselessOffersAreNotMade() {
    SessionDescription plain = sdp("audio 4000 RTP/AVP 0", "video 0 RTP/SAVP 31");
    for (Map<KeyMgmtLevel, List<String>> preferences :
        List.<Map<KeyMgmtLevel, List<String>>>of(
            Map.of(),
            Map.of(SESSION, List.of()),
            Map.of(SESSION, List.of("mikey", "mikey")),
            Map.of(SESSION, List.of("unknown")),
            Map.of(KeyMgmtLevel.media(2), List.of("mikey")),
            Map.of(SESSION, List.of("mikey"), AUDIO, List.of("mikey"), VIDEO, List.of("mikey")))) {
      assertThrows(IllegalArgumentException.class, () -> offerer.offer(call(), preferences));
    }
    for (KeyMgmtLevel level : List.of(SESSION, AUDIO, VIDEO)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> offerer.offer(plain, Map.of(level, List.of("mikey"))));
    }
    assertTrue(mikey.proposed.isEmpty());
  }

  @Test
  void forgottenListShowsAtOnce() {
    mikey.forgetsList = true;
    assertThrows(
        IllegalStateException.class,
        () -> offerer.offer(call(), Map.of(SESSION, List.of("mikey"))));
    assertEquals(List.of(SESSION), mikey.discarded);
    new KeyMgmtOfferer(Map.of("mikey", mikey), BidDownPolicy.with(SdpLeniency.MISSING_SDP_IDS))
        .offer(call(), Map.of(SESSION, List.of("mikey")));
  }

  @Test
  void rekeyOffersTheSameProtocolOnly() {
    OfferState.Answered done =
        (OfferState.Answered)
            offerer
                .offer(call(), Map.of(SESSION, List.of("mikey", "keyp")))
                .answered(call().withSessionKeyMgmt(answer("mikey")));
    for (Map<KeyMgmtLevel, List<String>> changed :
        List.of(
            Map.of(SESSION, List.of("keyp")),
            Map.of(SESSION, List.of("mikey", "keyp")),
            Map.of(SESSION, List.of("mikey"), VIDEO, List.of("keyp")))) {
      assertThrows(
          IllegalArgumentException.class, () -> offerer.rekey(done.agreement(), call(), changed));
    }
    KeyMgmtOffer offer = offerer.rekey(done.agreement(), call(), Map.of(SESSION, List.of("mikey")));
    assertTrue(offer.isRekey());
    assertEquals(List.of("mikey"), offer.description().protocolIds(SESSION));
  }
}
