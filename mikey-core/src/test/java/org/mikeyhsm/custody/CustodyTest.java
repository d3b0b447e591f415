package org.mikeyhsm.custody;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CustodyTest {
  @Test
  void hostMemoryHasNoBoundary() {
    assertEquals(
        new Custody(CustodyLevel.HOST, Origin.UNWRAPPED, Boundary.NONE, "x"),
        Custody.host(Origin.UNWRAPPED, "x"));
  }

  @Test
  void aSaltIsPublic() {
    assertEquals(
        new Custody(CustodyLevel.PUBLIC, Origin.DERIVED, Boundary.NONE, "x"),
        Custody.salt(Origin.DERIVED, "x"));
  }

  @Test
  void refusesNulls() {
    assertThrows(
        NullPointerException.class, () -> new Custody(null, Origin.DERIVED, Boundary.NONE, "x"));
    assertThrows(
        NullPointerException.class, () -> new Custody(CustodyLevel.HOST, null, Boundary.NONE, "x"));
    assertThrows(
        NullPointerException.class,
        () -> new Custody(CustodyLevel.HOST, Origin.DERIVED, null, "x"));
    assertThrows(
        NullPointerException.class,
        () -> new Custody(CustodyLevel.HOST, Origin.DERIVED, Boundary.NONE, null));
    assertThrows(
        NullPointerException.class,
        () -> new CustodyEntry(null, Custody.host(Origin.DERIVED, "x")));
    assertThrows(NullPointerException.class, () -> new CustodyEntry(SecretName.PSK, null));
  }
}
