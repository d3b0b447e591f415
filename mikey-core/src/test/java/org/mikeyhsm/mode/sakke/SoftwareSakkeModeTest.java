package org.mikeyhsm.mode.sakke;

import java.security.Provider;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.mode.TestBed;

class SoftwareSakkeModeTest extends SakkeContract {
  @Override
  protected TestBed open() {
    MikeyProvider provider = new MikeyProvider();
    return new TestBed() {
      @Override
      public Provider provider() {
        return provider;
      }

      @Override
      public int liveKeys() {
        return 0;
      }

      @Override
      public void close() {}
    };
  }
}
