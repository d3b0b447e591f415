package org.mikeyhsm.mode.pk;

import org.mikeyhsm.mode.pki.PkiTestBed;

class SoftwarePkBadInputTest extends PkBadInputContract {
  @Override
  protected PkiTestBed open() {
    return PkiTestBed.software();
  }
}
