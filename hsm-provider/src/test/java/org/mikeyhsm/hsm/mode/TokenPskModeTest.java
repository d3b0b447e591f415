package org.mikeyhsm.hsm.mode;

import org.junit.jupiter.api.Tag;
import org.mikeyhsm.mode.psk.PskModeContract;
import org.mikeyhsm.mode.psk.PskTestBed;

/** The contract on SoftHSM2 itself. */
@Tag("softhsm")
class TokenPskModeTest extends PskModeContract {
  @Override
  protected PskTestBed open() {
    return new TokenPskTestBed();
  }
}
