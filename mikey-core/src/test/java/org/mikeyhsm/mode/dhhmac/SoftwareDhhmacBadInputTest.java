package org.mikeyhsm.mode.dhhmac;

import org.mikeyhsm.mode.psk.PskTestBed;

class SoftwareDhhmacBadInputTest extends DhhmacBadInputContract {
  @Override
  protected PskTestBed open() {
    return PskTestBed.software();
  }
}
