package org.mikeyhsm.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.sdp.BidDownPolicy;
import org.mikeyhsm.sdp.CryptoSessionNumbers;
import org.mikeyhsm.sdp.KeyManagement;
import org.mikeyhsm.sdp.KeyMgmtAnnouncement;
import org.mikeyhsm.sdp.KeyMgmtAnswer;
import org.mikeyhsm.sdp.KeyMgmtAnswerer;
import org.mikeyhsm.sdp.KeyMgmtAttribute;
import org.mikeyhsm.sdp.KeyMgmtLevel;
import org.mikeyhsm.sdp.KeyMgmtMessage;
import org.mikeyhsm.sdp.KeyMgmtOutcome;
import org.mikeyhsm.sdp.KeyMgmtText;
import org.mikeyhsm.sdp.SdpException;
import org.mikeyhsm.sdp.SessionDescription;

/**
 * Any text is a session description or an {@link SdpException}; one that was read and written is
 * read and written the same again, and can be answered. So is the search for key management in any
 * text.
 */
class SdpFuzzTest {
  private static final Map<String, KeyManagement> PROTOCOLS =
      Map.of(KeyMgmtAttribute.MIKEY, new Agreeable());

  @FuzzTest(maxDuration = "", maxExecutions = LongRun.EXECUTIONS)
  void parsesOrRefuses(byte[] octets) {
    String text = new String(octets, StandardCharsets.UTF_8);
    search(text);
    SessionDescription sdp;
    try {
      sdp = SessionDescription.parse(text);
    } catch (SdpException e) {
      checkRefusal(e);
      return;
    }
    try {
      checkRoundTrip(sdp);
    } catch (SdpException e) {
      throw new AssertionError("what was written is refused", e);
    }
    numbers(sdp, KeyMgmtLevel.session());
    negotiate(sdp);
  }

  /** As an offer and as an announcement: what is accepted answers each of its levels. */
  private static void negotiate(SessionDescription sdp) {
    SessionDescription draft = sdp.withSessionKeyMgmt();
    for (int i = 0; i < sdp.media().size(); i++) {
      draft = draft.withMediaKeyMgmt(i);
    }
    KeyMgmtAnswer answer =
        new KeyMgmtAnswerer(PROTOCOLS, BidDownPolicy.strict())
            .answer(sdp, draft, KeyMgmtAnswerer.OnRefusal.ABORT);
    if (answer instanceof KeyMgmtAnswer.Accepted accepted) {
      int answered = accepted.description().sessionKeyMgmt().size();
      for (int i = 0; i < sdp.media().size(); i++) {
        answered += accepted.description().mediaKeyMgmt(i).size();
      }
      assertTrue(answered > 0 || accepted.agreement().media().isEmpty());
    }
    try {
      KeyMgmtAnnouncement.receive(sdp, PROTOCOLS, BidDownPolicy.strict());
    } catch (SdpException e) {
      checkRefusal(e);
    }
  }

  /** Accepts every message that the bid-down protection lets through. */
  private static final class Agreeable implements KeyManagement {
    @Override
    public KeyMgmtOutcome process(KeyMgmtMessage message) {
      return KeyMgmtOutcome.accepted(Octets.ofHex("01"));
    }

    @Override
    public void discard(KeyMgmtLevel level) {}
  }

  private static void search(String text) {
    try {
      KeyMgmtText.find(text)
          .ifPresent(
              all ->
                  all.forEach(
                      found -> {
                        assertTrue(!found.message().isEmpty());
                        found.origin().describe();
                      }));
    } catch (SdpException e) {
      checkRefusal(e);
    }
  }

  private static void checkRoundTrip(SessionDescription sdp) throws SdpException {
    byte[] written = sdp.encode();
    SessionDescription again =
        SessionDescription.parse(new String(written, StandardCharsets.UTF_8));
    assertEquals(sdp, again);
    assertArrayEquals(written, again.encode());
    for (KeyMgmtAttribute attribute : sdp.sessionKeyMgmt()) {
      assertEquals(attribute, KeyMgmtAttribute.parse(attribute.format()));
    }
    for (int i = 0; i < sdp.media().size(); i++) {
      for (KeyMgmtAttribute attribute : sdp.mediaKeyMgmt(i)) {
        assertEquals(attribute, KeyMgmtAttribute.parse(attribute.format()));
      }
      sdp.effectiveKeyMgmt(i, KeyMgmtAttribute.MIKEY);
      if (sdp.media().get(i).isSecureProfile()) {
        assertTrue(numbers(sdp, KeyMgmtLevel.media(i)) == 2);
      }
    }
  }

  /** How many crypto sessions there are, 0 if they are too many. */
  private static int numbers(SessionDescription sdp, KeyMgmtLevel level) {
    try {
      return CryptoSessionNumbers.of(sdp, level).count();
    } catch (SdpException e) {
      checkRefusal(e);
      return 0;
    }
  }

  private static void checkRefusal(SdpException e) {
    assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e::getMessage);
  }
}
