package org.mikeyhsm.jca.software;

import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.spec.KeySpec;
import java.util.Arrays;
import org.mikeyhsm.crypto.sakke.ReceiverSecretKey;
import org.mikeyhsm.jca.SakkeReceiverKeySpec;

/** Receiver Secret Keys (RFC 6508 section 6.1.2). */
final class SakkeKeyFactory extends IdentityKeyFactory {
  @Override
  PrivateKey make(KeySpec spec) throws InvalidKeyException {
    if (!(spec instanceof SakkeReceiverKeySpec receiver)) {
      return null;
    }
    final byte[] rsk = receiver.rsk().copy();
    try {
      final ReceiverSecretKey key =
          ReceiverSecretKey.decode(
              rsk, receiver.kmsPublicKey().key(), receiver.identifier().toArray());
      return new SoftwarePrivateKey<>("SAKKE", key, key::close);
    } finally {
      Arrays.fill(rsk, (byte) 0);
    }
  }
}
