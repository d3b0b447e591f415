package org.mikeyhsm.jca.software;

import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.spec.KeySpec;
import java.util.Arrays;
import org.mikeyhsm.crypto.eccsi.SecretSigningKey;
import org.mikeyhsm.jca.EccsiSigningKeySpec;

/** Secret Signing Keys (RFC 6507 section 5.1.2). */
final class EccsiKeyFactory extends IdentityKeyFactory {
  @Override
  PrivateKey make(KeySpec spec) throws InvalidKeyException {
    if (!(spec instanceof EccsiSigningKeySpec signing)) {
      return null;
    }
    final byte[] ssk = signing.ssk().copy();
    try {
      final SecretSigningKey key =
          SecretSigningKey.decode(
              ssk,
              signing.pvt().toArray(),
              signing.publicKey().kpak(),
              signing.publicKey().identifier().toArray());
      return new SoftwarePrivateKey<>("ECCSI", key, key::close);
    } finally {
      Arrays.fill(ssk, (byte) 0);
    }
  }
}
