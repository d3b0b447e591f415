package org.mikeyhsm.hsm.proof;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mikeyhsm.crypto.sakke.KmsPublicKey;
import org.mikeyhsm.crypto.sakke.ReceiverSecretKey;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.RandPayload;
import org.mikeyhsm.message.SakkePayload;

/**
 * Every secret of a user and of calls in mode sakke, computed of RSK and SSK by other code than the
 * observed process has: that one's is C.
 */
final class SakkeSecrets {
  /** The order of P-256. */
  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private static final int COORDINATE = 128;
  private static final int SCALAR = 32;

  private final KmsPublicKey kms;
  private final LineFunctions lines;
  private final byte[] rsk;
  private final byte[] ssk;

  SakkeSecrets(KmsPublicKey kms, byte[] rsk, byte[] ssk) {
    this.kms = kms;
    this.rsk = rsk.clone();
    this.ssk = ssk.clone();
    this.lines = new LineFunctions(coordinate(0), coordinate(1));
  }

  private BigInteger coordinate(int which) {
    int from = 1 + which * COORDINATE;
    return new BigInteger(1, Arrays.copyOfRange(rsk, from, from + COORDINATE));
  }

  /** Of the user, at rest nowhere. */
  List<Secret> longTerm() {
    List<Secret> secrets = new ArrayList<>();
    secrets.addAll(LineFunctions.ofCoordinate("RSK x", coordinate(0)));
    secrets.addAll(LineFunctions.ofCoordinate("RSK y", coordinate(1)));
    secrets.addAll(lines.inTheMaking());
    secrets.add(new Secret("SSK", ssk));
    byte[] montgomery =
        new BigInteger(1, ssk).shiftLeft(SCALAR * Byte.SIZE).mod(ORDER).toByteArray();
    // A last few octets are compared as well as all: leading zeros make no difference.
    secrets.add(
        new Secret(
            "SSK, Montgomery",
            Arrays.copyOfRange(montgomery, montgomery.length - 24, montgomery.length)));
    return secrets;
  }

  /** Of the user, in the module's tables. */
  List<Secret> tables() {
    return lines.inTables();
  }

  /** What a call's keys are, opened with the RSK of its receiver. */
  static List<Secret> ofMessage(
      String prefix, Octets message, byte[] receiverRsk, KmsPublicKey kms, Octets identifier)
      throws GeneralSecurityException, MikeyFormatException {
    MikeyMessage decoded = MikeyMessage.decode(message.toArray());
    byte[] data = decoded.first(SakkePayload.class).orElseThrow().data().toArray();
    byte[] ssv;
    try (ReceiverSecretKey key = ReceiverSecretKey.decode(receiverRsk, kms, identifier.toArray())) {
      ssv = key.decapsulate(data).orElseThrow();
    }
    return PskSecrets.ofTgk(
            ssv,
            decoded.header().csbId(),
            decoded.first(RandPayload.class).orElseThrow().rand().toArray())
        .stream()
        .map(s -> new Secret(prefix + (s.name().equals("TGK") ? "SSV" : s.name()), s.octets()))
        .toList();
  }

  /** As {@link #ofMessage(String, Octets, byte[], KmsPublicKey, Octets)}, to this user. */
  List<Secret> ofMessage(String prefix, Octets message, Octets identifier)
      throws GeneralSecurityException, MikeyFormatException {
    return ofMessage(prefix, message, rsk, kms, identifier);
  }
}
