package org.mikeyhsm.jca;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import org.mikeyhsm.crypto.RfcValues;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SecretOctets;

/** The keys of RFC 6507 and RFC 6508 Appendix A as the engines take them. */
public final class IdentityKeys {
  /** The identifier of both. */
  public static final Octets IDENTIFIER = Octets.of(RfcValues.RFC6508.octets("b"));

  /** The SSV of RFC 6508. */
  public static final Octets SSV = Octets.of(RfcValues.RFC6508.octets("SSV"));

  private IdentityKeys() {}

  /** Z of RFC 6508. */
  public static SakkePublicKey sakkePublicKey() throws InvalidKeyException {
    return SakkePublicKey.of(point("Zx", "Zy"));
  }

  /** K_b of RFC 6508. */
  public static SakkeReceiverKeySpec receiverKey() throws InvalidKeyException {
    return new SakkeReceiverKeySpec(
        sakkePublicKey(), IDENTIFIER, SecretOctets.copyOf(point("Kbx", "Kby").toArray()));
  }

  /** R_b and H of RFC 6508. */
  public static Octets encapsulatedData() {
    return Octets.ofHex(point("Rbx", "Rby").toHex() + RfcValues.RFC6508.hex("H"));
  }

  /** KPAK and ID of RFC 6507. */
  public static EccsiPublicKey eccsiPublicKey() throws InvalidKeyException {
    return EccsiPublicKey.of(Octets.of(RfcValues.RFC6507.octets("KPAK")), IDENTIFIER);
  }

  /** SSK and PVT of RFC 6507. */
  public static EccsiSigningKeySpec signingKey() throws InvalidKeyException {
    return new EccsiSigningKeySpec(
        eccsiPublicKey(),
        SecretOctets.copyOf(RfcValues.RFC6507.octets("SSK")),
        Octets.of(RfcValues.RFC6507.octets("PVT")));
  }

  private static Octets point(String x, String y) {
    BigInteger form = BigInteger.valueOf(4).shiftLeft(2048);
    BigInteger coordinates =
        RfcValues.RFC6508.number(x).shiftLeft(1024).or(RfcValues.RFC6508.number(y));
    return Octets.of(RfcValues.toOctets(form.or(coordinates), 257));
  }
}
