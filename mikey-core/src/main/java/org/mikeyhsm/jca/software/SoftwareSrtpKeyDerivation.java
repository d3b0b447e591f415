package org.mikeyhsm.jca.software;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.CustodyGuard;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.SrtpKeyDerivationSpi;
import org.mikeyhsm.jca.SrtpKeyInput;
import org.mikeyhsm.message.Octets;

/** SRTP's key derivation (RFC 3711 section 4.3.3) in host memory. */
final class SoftwareSrtpKeyDerivation implements SrtpKeyDerivationSpi {
  private static final Custody CUSTODY =
      Custody.host(Origin.DERIVED, "SRTP KDF (RFC 3711 4.3) in host memory");

  private final CustodyGuard guard;

  SoftwareSrtpKeyDerivation(CustodyGuard guard) {
    this.guard = guard;
  }

  @Override
  public CustodialKey deriveKey(SecretKey masterKey, SrtpKeyInput input, DerivedKeySpec spec)
      throws InvalidKeyException {
    guard.permit(spec.use().secretClass(), CUSTODY, SoftwareKey.NEEDS_TOKEN);
    byte[] output = derive(masterKey, input.counterBlocks(spec.length()), spec.length());
    try {
      return guard.admit(
          spec.use().secretClass(),
          SoftwareKey.copyOf(output, spec.use().algorithm(), CUSTODY),
          SoftwareKey.NEEDS_TOKEN);
    } finally {
      Arrays.fill(output, (byte) 0);
    }
  }

  @Override
  public Octets deriveSalt(SecretKey masterKey, SrtpKeyInput input, int length)
      throws InvalidKeyException {
    byte[] output = derive(masterKey, input.counterBlocks(length), length);
    try {
      return Octets.of(output);
    } finally {
      Arrays.fill(output, (byte) 0);
    }
  }

  private static byte[] derive(SecretKey masterKey, byte[] counterBlocks, int length)
      throws InvalidKeyException {
    byte[] key = SoftwareKey.export(masterKey);
    byte[] stream = new byte[0];
    try {
      Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
      stream = aes.doFinal(counterBlocks);
      return Arrays.copyOf(stream, length);
    } catch (InvalidKeyException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new ProviderException("this JDK has no AES", e);
    } finally {
      Arrays.fill(key, (byte) 0);
      Arrays.fill(stream, (byte) 0);
    }
  }
}
