package org.mikeyhsm.jca.software;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyDerivationSpi;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.MikeyPrf;
import org.mikeyhsm.message.Octets;

/**
 * MIKEY-1 (RFC 3830 section 4.1.2) and PRF-HMAC-SHA-256 (RFC 6043 section 6.1) in host memory, for
 * an inkey of any length.
 */
final class SoftwareKeyDerivation implements KeyDerivationSpi {
  private final String hmac;
  private final int hashLength;
  private final String mechanism;
  private final CustodyGuard guard;

  private SoftwareKeyDerivation(String algorithm, String hmac, int hashLength, CustodyGuard guard) {
    this.hmac = hmac;
    this.hashLength = hashLength;
    this.mechanism = algorithm + " in host memory";
    this.guard = guard;
  }

  static SoftwareKeyDerivation mikey1(CustodyGuard guard) {
    return new SoftwareKeyDerivation("MIKEY-1", "HmacSHA1", 20, guard);
  }

  static SoftwareKeyDerivation hmacSha256(CustodyGuard guard) {
    return new SoftwareKeyDerivation("PRF-HMAC-SHA-256", "HmacSHA256", 32, guard);
  }

  @Override
  public CustodialKey deriveKey(SecretKey inkey, byte[] label, DerivedKeySpec spec)
      throws InvalidKeyException {
    if (spec.use() != KeyUse.MESSAGE_SALT) {
      guard.permit(
          spec.use().secretClass(),
          Custody.host(Origin.DERIVED, mechanism),
          SoftwareKey.NEEDS_TOKEN);
    }
    byte[] output = derive(inkey, label, spec.length());
    try {
      Custody custody =
          spec.use() == KeyUse.MESSAGE_SALT
              ? Custody.salt(Origin.DERIVED, mechanism)
              : Custody.host(Origin.DERIVED, mechanism);
      return guard.admit(
          spec.use().secretClass(),
          SoftwareKey.copyOf(output, spec.use().algorithm(), custody),
          SoftwareKey.NEEDS_TOKEN);
    } finally {
      Arrays.fill(output, (byte) 0);
    }
  }

  @Override
  public Octets deriveSalt(SecretKey inkey, byte[] label, int length) throws InvalidKeyException {
    byte[] output = derive(inkey, label, length);
    try {
      return Octets.of(output);
    } finally {
      Arrays.fill(output, (byte) 0);
    }
  }

  private byte[] derive(SecretKey inkey, byte[] label, int length) throws InvalidKeyException {
    byte[] key = SoftwareKey.export(inkey);
    try {
      List<MikeyPrf.Hmac> blocks = new ArrayList<>();
      for (int from = 0; from < key.length; from += MikeyPrf.BLOCK_LENGTH) {
        int blockLength = Math.min(MikeyPrf.BLOCK_LENGTH, key.length - from);
        Mac mac = Mac.getInstance(hmac);
        mac.init(new SecretKeySpec(key, from, blockLength, hmac));
        blocks.add(mac::doFinal);
      }
      return MikeyPrf.derive(blocks, hashLength, label, length);
    } catch (NoSuchAlgorithmException e) {
      throw new ProviderException("this JDK has no " + hmac, e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
