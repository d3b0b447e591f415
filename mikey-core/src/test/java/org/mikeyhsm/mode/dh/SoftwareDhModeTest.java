package org.mikeyhsm.mode.dh;

import org.mikeyhsm.mode.pki.PkiTestBed;

class SoftwareDhModeTest extends DhModeContract {
  @Override
  protected PkiTestBed open() {
    return PkiTestBed.software();
  }
}
