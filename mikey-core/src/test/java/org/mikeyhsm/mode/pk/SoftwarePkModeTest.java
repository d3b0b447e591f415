package org.mikeyhsm.mode.pk;

import org.mikeyhsm.mode.pki.PkiTestBed;

class SoftwarePkModeTest extends PkModeContract {
  @Override
  protected PkiTestBed open() {
    return PkiTestBed.software();
  }
}
