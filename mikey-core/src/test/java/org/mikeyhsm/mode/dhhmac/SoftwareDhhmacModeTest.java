package org.mikeyhsm.mode.dhhmac;

import org.mikeyhsm.mode.psk.PskTestBed;

class SoftwareDhhmacModeTest extends DhhmacModeContract {
  @Override
  protected PskTestBed open() {
    return PskTestBed.software();
  }
}
