package org.mikeyhsm.mode.rsar;

import org.mikeyhsm.mode.pki.PkiTestBed;

class SoftwareRsarBadInputTest extends RsarBadInputContract {
  @Override
  protected PkiTestBed open() {
    return PkiTestBed.software();
  }
}
