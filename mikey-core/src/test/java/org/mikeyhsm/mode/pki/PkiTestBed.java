package org.mikeyhsm.mode.pki;

import java.security.PrivateKey;
import java.security.Provider;
import org.mikeyhsm.custody.CustodyLevel;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.mode.TestBed;

/** What the contracts of the modes with certificates run on. */
public interface PkiTestBed extends TestBed {

  /** The private key of a certificate of {@link TestPki}, held by the provider. */
  PrivateKey privateKey(String name);

  /** The custody of these keys. */
  CustodyLevel privateKeyLevel();

  /**
   * Whether key data is sent under an envelope key that was received, as the initiator of RSA-R
   * does who updates a bundle by a pre-shared key message.
   */
  default boolean sendsUnderReceivedEnvelopes() {
    return true;
  }

  /** The shortest envelope key of a peer that it can use, in octets. */
  default int leastEnvelopeKey() {
    return 16;
  }

  /** Host memory. */
  static PkiTestBed software() {
    MikeyProvider provider = new MikeyProvider();
    return new PkiTestBed() {
      @Override
      public Provider provider() {
        return provider;
      }

      @Override
      public PrivateKey privateKey(String name) {
        return TestPki.privateKey(name);
      }

      @Override
      public CustodyLevel privateKeyLevel() {
        return CustodyLevel.HOST;
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
