package org.mikeyhsm.mode.dh;

import org.mikeyhsm.mode.pki.PkiTestBed;

class SoftwareDhBadInputTest extends DhBadInputContract {
  @Override
  protected PkiTestBed open() {
    return PkiTestBed.software();
  }
}
