package org.mikeyhsm.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.hsm.token.TokenUnavailableException;

/** Tokens without JUnit's help. */
@Tag("softhsm")
class SoftHsmTokenTest {
  @Test
  void twoLiveAtOnceAndOneOutlivesTheOther() throws Exception {
    SoftHsmToken one = SoftHsmToken.create(SoftHsm.Library.SOFTHSM);
    try (SoftHsmToken other = SoftHsmToken.create(SoftHsm.Library.SOFTHSM)) {
      assertNotEquals(one.label(), other.label());
      assertEquals("TRANSIENT", Call.levelOfTek(one));
      one.close();
      one.close();
      assertFalse(Files.exists(one.directory()));
      assertThrows(TokenUnavailableException.class, () -> one.module().slots());
      assertEquals("TRANSIENT", Call.levelOfTek(other));
    }
  }
}
