package org.mikeyhsm.jca;

import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Mac;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.Octets;

/** How a test compares a TEK with the octets it should have. */
public enum KeyProbe {
  /** By its octets, in host memory. */
  EXPORT(KeyPlace.HOST) {
    @Override
    public byte[] show(Provider provider, CustodialKey tek, Octets masterSalt)
        throws GeneralSecurityException {
      return SoftwareKey.export(tek);
    }

    @Override
    public byte[] expect(byte[] tek, Octets masterSalt) {
      return tek.clone();
    }
  },

  /** By what it does, for a provider that hands out no key: the tag of an SRTP packet. */
  USE(KeyPlace.PROVIDER) {
    @Override
    public byte[] show(Provider provider, CustodialKey tek, Octets masterSalt)
        throws GeneralSecurityException {
      try (CustodialKey authentication =
          SrtpKeyDerivation.getInstance("AES-CM", provider)
              .deriveKey(
                  tek,
                  masterSalt,
                  SrtpLabel.RTP_AUTHENTICATION,
                  0,
                  DerivedKeySpec.held(KeyUse.TRAFFIC_AUTHENTICATION, 20))) {
        Mac mac = Mac.getInstance("HmacSHA1", provider);
        mac.init(authentication);
        return mac.doFinal(new byte[1]);
      }
    }

    @Override
    public byte[] expect(byte[] tek, Octets masterSalt) throws GeneralSecurityException {
      try (SoftwareKey key =
          SoftwareKey.copyOf(tek, "AES", Custody.host(Origin.IMPORTED, "test"))) {
        return show(new MikeyProvider(), key, masterSalt);
      }
    }
  };

  private final KeyPlace place;

  KeyProbe(KeyPlace place) {
    this.place = place;
  }

  /** Where a key must be to be compared. */
  public KeyPlace place() {
    return place;
  }

  /** What a TEK shows. */
  public abstract byte[] show(Provider provider, CustodialKey tek, Octets masterSalt)
      throws GeneralSecurityException;

  /** What a TEK of these octets shows. */
  public abstract byte[] expect(byte[] tek, Octets masterSalt) throws GeneralSecurityException;
}
