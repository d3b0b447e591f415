package org.mikeyhsm.jca;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.util.Random;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.software.SoftwareKey;

/** What a provider brings to be held to the contracts of its engines. */
public abstract class EngineContract {
  /** For a provider\'s own tests. */
  protected EngineContract() {}

  /** A label of RFC 3830 Table 4.1.3 that yields a TEK. */
  protected static final int TEK = 0x2AD01C64;

  /** The label of RFC 3830 Table 4.1.3 that yields a salt. */
  protected static final int SALT = 0x39A2C14B;

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
