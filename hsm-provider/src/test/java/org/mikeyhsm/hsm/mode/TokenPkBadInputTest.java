package org.mikeyhsm.hsm.mode;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.mikeyhsm.hsm.TokenRow;
import org.mikeyhsm.mode.pk.PkBadInputContract;
import org.mikeyhsm.mode.pki.PkiTestBed;

/** The contract on each token itself. */
@Tag("softhsm")
@ParameterizedClass
@MethodSource("org.mikeyhsm.hsm.TokenRow#all")
class TokenPkBadInputTest extends PkBadInputContract {
  private final TokenRow row;

  TokenPkBadInputTest(TokenRow row) {
    this.row = row;
  }

  @Override
  protected PkiTestBed open() {
    return new TokenPkiTestBed(row);
  }
}
