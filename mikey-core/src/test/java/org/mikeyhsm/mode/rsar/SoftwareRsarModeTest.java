package org.mikeyhsm.mode.rsar;

import org.mikeyhsm.mode.pki.PkiTestBed;

class SoftwareRsarModeTest extends RsarModeContract {
  @Override
  protected PkiTestBed open() {
    return PkiTestBed.software();
  }
}
