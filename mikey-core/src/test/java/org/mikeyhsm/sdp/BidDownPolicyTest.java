package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mikeyhsm.sdp.FakeKeyManagement.AUDIO;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.Leniency;
import org.mikeyhsm.message.Octets;

final class BidDownPolicyTest {
  private static KeyMgmtMessage message(Octets data, String... ids) {
    return new KeyMgmtMessage(AUDIO, List.of(ids), "mikey", data);
  }

  private static String fault(BidDownPolicy policy, KeyMgmtMessage message) {
    return assertThrows(SdpException.class, () -> policy.check(message)).reason();
  }

  @Test
  void listMustBeTheOffered() throws Exception {
    Octets data = FakeKeyManagement.offer(List.of("keyp", "mikey"));
    BidDownPolicy.strict().check(message(data, "keyp", "mikey"));
    for (BidDownPolicy policy :
        List.of(BidDownPolicy.strict(), BidDownPolicy.with(SdpLeniency.MISSING_SDP_IDS))) {
      assertEquals(
          "expected SDP IDs \"mikey;keyp\", found \"keyp;mikey\"",
          fault(policy, message(data, "mikey", "keyp")));
    }
  }

  @Test
  void absentListNeedsTheLeniency() throws Exception {
    KeyMgmtMessage message = message(Rfc4567Examples.OFFER_MESSAGE, "mikey");
    assertEquals("expected SDP IDs \"mikey\", found none", fault(BidDownPolicy.strict(), message));
    BidDownPolicy.with(SdpLeniency.MISSING_SDP_IDS).check(message);
  }

  @Test
  void otherProtocolIsNotLookedInto() throws Exception {
    BidDownPolicy.strict()
        .check(new KeyMgmtMessage(AUDIO, List.of("MIKEY"), "MIKEY", Octets.ofHex("00")));
  }

  @Test
  void decoderIsConfigurable() throws Exception {
    Octets good = FakeKeyManagement.offer(List.of("mikey"));
    KeyMgmtMessage trailing = message(Octets.ofHex(good.toHex() + "00"), "mikey");
    assertTrue(fault(BidDownPolicy.strict(), trailing).startsWith("not a MIKEY message: "));
    new BidDownPolicy(Set.of(), DecodeLimits.defaults(), Set.of(Leniency.TRAILING_OCTET))
        .check(trailing);
    BidDownPolicy small =
        new BidDownPolicy(Set.of(), new DecodeLimits(good.length() - 1, 100), Set.of());
    assertTrue(fault(small, message(good, "mikey")).startsWith("not a MIKEY message: "));
  }
}
