package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mikeyhsm.sdp.FakeKeyManagement.SESSION;
import static org.mikeyhsm.sdp.FakeKeyManagement.call;
import static org.mikeyhsm.sdp.FakeKeyManagement.mikey;
import static org.mikeyhsm.sdp.FakeKeyManagement.other;
import static org.mikeyhsm.sdp.FakeKeyManagement.sdp;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.sdp.KeyMgmtOutcome.Cause;

final class KeyMgmtAnnouncementTest {
  private final FakeKeyManagement oneWay = FakeKeyManagement.initiator();

  private KeyMgmtAgreement receive(SessionDescription announced, FakeKeyManagement protocol)
      throws SdpException {
    return KeyMgmtAnnouncement.receive(
        announced, Map.of("mikey", protocol), BidDownPolicy.strict());
  }

  private String fault(SessionDescription announced, FakeKeyManagement protocol) {
    return assertThrows(SdpException.class, () -> receive(announced, protocol)).reason();
  }

  @Test
  void listMayBeAbsentButNotWrong() throws Exception {
    KeyMgmtAttribute without = new KeyMgmtAttribute("mikey", Rfc4567Examples.OFFER_MESSAGE);
    assertEquals(List.of(0, 1), receive(call().withSessionKeyMgmt(without), oneWay).media());
    assertEquals(List.of(1), receive(call().withMediaKeyMgmt(1, mikey("mikey")), oneWay).media());
    assertEquals(
        "SDP session level: expected SDP IDs \"mikey\", found \"keyp\"",
        fault(call().withSessionKeyMgmt(mikey("keyp")), oneWay));
  }

  @Test
  void mediaWithoutPortIsNotKeyed() throws Exception {
    SessionDescription announced =
        sdp("audio 0 RTP/SAVP 0", "video 4002 RTP/SAVP 31").withMediaKeyMgmt(0, other("x"));
    assertEquals(List.of(), receive(announced, oneWay).media());
  }

  @Test
  void onlyOneProtocolAndNoAnswer() {
    assertEquals(
        "SDP session level: more than one protocol",
        fault(call().withSessionKeyMgmt(mikey("mikey", "x"), other("x")), oneWay));
    FakeKeyManagement answering = FakeKeyManagement.responder();
    assertEquals(
        "SDP session level: message needs an answer, which cannot be sent",
        fault(call().withSessionKeyMgmt(mikey("mikey")), answering));
    assertEquals(List.of(SESSION), answering.discarded);
  }

  @Test
  void refusalIsAFault() {
    oneWay.refuses(SESSION, Cause.FAILED);
    assertEquals(
        "SDP session level: as told", fault(call().withSessionKeyMgmt(mikey("mikey")), oneWay));
    assertEquals(List.of(SESSION), oneWay.discarded);
  }
}
