package org.mikeyhsm.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class VectorsTest {
  @Test
  void areAsLongAsTheirSourcesSay() {
    assertEquals(132, Vectors.rfc4567OfferOctets().length);
    assertEquals(71, Vectors.rfc4567AnswerOctets().length);
    assertEquals(701, Vectors.mcxSakke().length);
    assertEquals(320, Vectors.minisipDhhmac3("i_message_hex").length);
    assertEquals(453, Vectors.minisipDhhmac3("r_message_hex").length);
    assertEquals(103, Vectors.gstreamerNull().length);
    assertEquals(16, Vectors.minisipPsk0("cs2_tek_RFC3830").length);
    assertThrows(IllegalArgumentException.class, () -> Vectors.minisipPsk0("cs3_tek_RFC3830"));
  }
}
