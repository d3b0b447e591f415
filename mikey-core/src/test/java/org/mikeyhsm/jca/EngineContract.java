package org.mikeyhsm.jca;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.util.Random;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.Octets;

/** What a provider brings to be held to the contracts of its engines. */
public abstract class EngineContract {
  /** For a provider\'s own tests. */
  protected EngineContract() {}

  /** A label of RFC 3830 Table 4.1.3 that yields a TEK. */
  protected static final int TEK = 0x2AD01C64;

  /** The label of RFC 3830 Table 4.1.3 that yields a salt. */
  protected static final int SALT = 0x39A2C14B;

  /** The constant of RFC 6043 Table 5.1 that yields a forked TGK. */
  protected static final int FORKED_TGK = 0x1512B54A;

  /** The label of RFC 3830 Table 4.1.4 that yields encr_key. */
  protected static final int MESSAGE_ENCRYPTION = 0x150533E1;

  /** The label of RFC 3830 Table 4.1.4 that yields auth_key. */
  protected static final int MESSAGE_AUTHENTICATION = 0x2D22AC75;

  /** The label of RFC 3830 Table 4.1.4 that yields salt_key. */
  protected static final int MESSAGE_SALT = 0x29B88916;

  /** The provider under test. */
  protected abstract Provider provider();

  /** A key of known octets that the provider can use so; closed by the test. */
  protected abstract CustodialKey key(byte[] octets, KeyUse use) throws InvalidKeyException;

  /** How keys are compared with what the test knows. */
  protected KeyProbe probe() {
    return KeyProbe.EXPORT;
  }

  /** An SRTP master key of known octets; closed by the test. */
  protected CustodialKey masterKey(byte[] octets, Octets masterSalt) throws InvalidKeyException {
    return key(octets, KeyUse.TRAFFIC_ENCRYPTION);
  }

  /** What the TEK of a label shows, whose master salt comes of the same label. */
  protected final byte[] shownTek(CustodialKey inkey, byte[] label)
      throws GeneralSecurityException {
    Octets salt =
        KeyDerivation.getInstance("MIKEY-1", provider()).deriveSalt(inkey, saltLabel(label), 14);
    return shownTek(inkey, label, salt);
  }

  /** What the TEK of a label shows. */
  protected final byte[] shownTek(CustodialKey inkey, byte[] label, Octets masterSalt)
      throws GeneralSecurityException {
    DerivedKeySpec spec = new DerivedKeySpec(KeyUse.TRAFFIC_ENCRYPTION, 16, probe().place());
    try (CustodialKey tek =
        KeyDerivation.getInstance("MIKEY-1", provider()).deriveKey(inkey, label, spec)) {
      return probe().show(provider(), tek, masterSalt);
    }
  }

  /** What the TEK of a label shows if the inkey has these octets. */
  protected final byte[] expectedTek(byte[] inkey, byte[] label) throws GeneralSecurityException {
    return probe()
        .expect(
            ReferencePrf.mikey1(inkey, label, 16),
            Octets.of(ReferencePrf.mikey1(inkey, saltLabel(label), 14)));
  }

  private static byte[] saltLabel(byte[] label) {
    byte[] salt = label.clone();
    ByteBuffer.wrap(salt).putInt(SALT);
    return salt;
  }

  /** A message salting key S. */
  protected static CustodialKey salt(byte[] octets) {
    return SoftwareKey.copyOf(octets, "MIKEY", Custody.salt(Origin.DERIVED, "test"));
  }

  /** A key that is no provider's of ours. */
  protected static SecretKey stranger() {
    return new SecretKeySpec(new byte[16], "AES");
  }

  /** The same octets at each run, all different from those of another seed. */
  protected static byte[] octets(int length, long seed) {
    byte[] octets = new byte[length];
    new Random(seed).nextBytes(octets);
    return octets;
  }

  /** constant || cs_id || csb_id || RAND. */
  protected static byte[] label(int constant, int csId, byte[] csbId, byte[] rand) {
    return ByteBuffer.allocate(9 + rand.length)
        .putInt(constant)
        .put((byte) csId)
        .put(csbId)
        .put(rand)
        .array();
  }
}
