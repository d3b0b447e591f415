package org.mikeyhsm.hsm.mode;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.hsm.TokenRow;
import org.mikeyhsm.mode.dhhmac.DhhmacBadInputContract;
import org.mikeyhsm.mode.psk.PskTestBed;

/** The contract on each token itself. */
@Tag("softhsm")
@ParameterizedClass
@MethodSource("org.mikeyhsm.hsm.TokenRow#all")
class TokenDhhmacBadInputTest extends DhhmacBadInputContract {
  private final TokenRow row;

  TokenDhhmacBadInputTest(TokenRow row) {
    this.row = row;
  }

  @Override
  protected PskTestBed open() {
    return new TokenPskTestBed(row);
  }
}
