package org.mikeyhsm.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OfferStateTest {
  @Test
  void reasonsAreCopied() {
    List<String> reasons = new ArrayList<>(List.of("one"));
    for (OfferState.Ended ended :
        List.of(new OfferState.Rejected(reasons), new OfferState.Aborted(reasons))) {
      reasons.add("two");
      assertEquals(List.of("one"), ended.reasons());
      reasons.remove(1);
    }
  }
}
