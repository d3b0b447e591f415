package org.mikeyhsm.mode.psk;

class SoftwarePskModeTest extends PskModeContract {
  @Override
  protected PskTestBed open() {
    return PskTestBed.software();
  }
}
