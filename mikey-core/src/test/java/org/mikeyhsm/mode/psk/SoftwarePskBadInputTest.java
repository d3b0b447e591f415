package org.mikeyhsm.mode.psk;

class SoftwarePskBadInputTest extends PskBadInputContract {
  @Override
  protected PskTestBed open() {
    return PskTestBed.software();
  }
}
