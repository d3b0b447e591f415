package org.mikeyhsm.mode.psk;

import java.security.Provider;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.Vectors;
import org.mikeyhsm.mode.TestBed;

/** What the contracts of the pre-shared key mode run on. */
public interface PskTestBed extends TestBed {

  /** A key of the provider with the octets of minisip's PSK-0, 101112...1f. */
  CustodialKey psk();

  /** The custody of {@link #psk()}. */
  CustodyLevel pskLevel();

  /** Host memory. */
  static PskTestBed software() {
    MikeyProvider provider = new MikeyProvider();
    SoftwareKey psk = SoftwareKey.preShared(Vectors.minisipPsk0("psk"));
    return new PskTestBed() {
      @Override
      public Provider provider() {
        return provider;
      }

      @Override
      public CustodialKey psk() {
        return psk;
      }

      @Override
      public CustodyLevel pskLevel() {
        return CustodyLevel.HOST;
      }

      @Override
      public int liveKeys() {
        return 0;
      }

      @Override
      public void close() {
        psk.close();
      }
    };
  }
}
