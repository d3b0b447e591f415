package org.mikeyhsm.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A token of libmikeytoken. */
@SoftHsm(module = SoftHsm.Library.MIKEYTOKEN)
@Tag("softhsm")
class MikeyTokenTest {
  @Test
  void everyKeyOfACallStaysInside(SoftHsmToken hsm) throws Exception {
    assertEquals("libmikeytoken.so", hsm.library().getFileName().toString());
    assertEquals("TOKEN", Call.levelOfTek(hsm));
  }
}
