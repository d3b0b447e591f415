package org.mikeyhsm.hsm.mode;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.hsm.TokenRow;
import org.mikeyhsm.mode.dhhmac.DhhmacModeContract;
import org.mikeyhsm.mode.psk.PskTestBed;

/** The contract on each token itself. */
@Tag("softhsm")
@ParameterizedClass
@MethodSource("org.mikeyhsm.hsm.TokenRow#all")
class TokenDhhmacModeTest extends DhhmacModeContract {
  private final TokenRow row;

  TokenDhhmacModeTest(TokenRow row) {
    this.row = row;
  }

  @Override
  protected PskTestBed open() {
    return new TokenPskTestBed(row);
  }
}
