package org.mikeyhsm.mode.exchange;

import java.math.BigInteger;
import java.util.Optional;
import javax.crypto.spec.DHParameterSpec;
import org.mikeyhsm.message.DhGroup;

/** The groups of RFC 3830 section 4.2.7; the generator of each is 2. */
final class DhGroups {
  // RFC 2409 sections 6.1 and 6.2, RFC 3526 section 2: they begin alike.
  private static final String START =
      "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A0879"
          + "8E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9";

  private static final BigInteger OAKLEY_1 = new BigInteger(START + "A63A3620FFFFFFFFFFFFFFFF", 16);

  private static final String MIDDLE =
      START + "A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE6";

  private static final BigInteger OAKLEY_2 = new BigInteger(MIDDLE + "5381FFFFFFFFFFFFFFFF", 16);

  private static final BigInteger OAKLEY_5 =
      new BigInteger(
          START
              + "A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3D"
              + "C2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
              + "9ED529077096966D670C354E4ABC9804F1746C08CA237327FFFFFFFFFFFFFFFF",
          16);

  private DhGroups() {}

  /** The parameters of a group; empty if it is not known. */
  static Optional<DHParameterSpec> parameters(DhGroup group) {
    return switch (group.value()) {
      case 0 -> Optional.of(new DHParameterSpec(OAKLEY_5, BigInteger.TWO));
      case 1 -> Optional.of(new DHParameterSpec(OAKLEY_1, BigInteger.TWO));
      case 2 -> Optional.of(new DHParameterSpec(OAKLEY_2, BigInteger.TWO));
      default -> Optional.empty();
    };
  }
}
