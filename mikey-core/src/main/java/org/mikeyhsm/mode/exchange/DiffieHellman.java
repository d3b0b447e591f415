package org.mikeyhsm.mode.exchange;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.util.Set;
import javax.crypto.KeyAgreement;
import javax.crypto.interfaces.DHPublicKey;
import javax.crypto.spec.DHParameterSpec;
import javax.crypto.spec.DHPublicKeySpec;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.CustodialPrivateKey;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.DhPayload;
import org.mikeyhsm.message.KeyDataType;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;

/**
 * One side of a Diffie-Hellman exchange (RFC 3830 sections 3.3, 6.4): the private value is made and
 * kept by the provider, and so is g^xy, the TGK, of the group's length.
 *
 * <p>Not thread-safe. Closing it destroys the private value.
 */
public final class DiffieHellman implements AutoCloseable {
  private final Provider provider;
  private final DHParameterSpec parameters;
  private final PrivateKey privateValue;
  private final DhPayload payload;

  private DiffieHellman(
      Provider provider, DHParameterSpec parameters, PrivateKey privateValue, DhPayload payload) {
    this.provider = provider;
    this.parameters = parameters;
    this.privateValue = privateValue;
    this.payload = payload;
  }

  /**
   * Makes a new half.
   *
   * @param validity when the TGK is to be used; both halves say the same
   * @return the caller closes it
   * @throws NoSuchAlgorithmException if the group is not known, or the provider has no DH
   * @throws GeneralSecurityException if the provider fails, or its policy forbids it
   */
  public static DiffieHellman generate(Provider provider, DhGroup group, KeyValidity validity)
      throws GeneralSecurityException {
    DHParameterSpec parameters =
        DhGroups.parameters(group)
            .orElseThrow(() -> new NoSuchAlgorithmException("DH group " + group.value()));
    KeyPairGenerator generator = KeyPairGenerator.getInstance("DH", provider);
    generator.initialize(parameters);
    KeyPair pair = generate(generator);
    Octets value = padded(((DHPublicKey) pair.getPublic()).getY(), group);
    return new DiffieHellman(
        provider, parameters, pair.getPrivate(), new DhPayload(group, value, 0, validity));
  }

  /** A generator can throw no checked exception; what it hides inside is what happened. */
  private static KeyPair generate(KeyPairGenerator generator) throws GeneralSecurityException {
    try {
      return generator.generateKeyPair();
    } catch (ProviderException e) {
      if (e.getCause() instanceof GeneralSecurityException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** As long as the group says: leading zeros stay. */
  private static Octets padded(BigInteger value, DhGroup group) {
    byte[] signed = value.toByteArray();
    byte[] padded = new byte[group.valueLength().orElseThrow()];
    int length = Math.min(signed.length, padded.length);
    System.arraycopy(signed, signed.length - length, padded, padded.length - length, length);
    return Octets.of(padded);
  }

  /** DHi or DHr. */
  public DhPayload payload() {
    return payload;
  }

  /** Refuses a group that is not among those allowed. */
  public static void checkGroup(DecodedMessage decoded, DhPayload half, Set<DhGroup> allowed)
      throws ExchangeException {
    if (!allowed.contains(half.group())) {
      throw new ExchangeException(
          Failure.DH_GROUP,
          "DH",
          decoded.offsetOf(half),
          "DH group " + half.group().value() + " (" + half.group().name() + ") is not allowed");
    }
  }

  /** Refuses a public value that is not in 2..p-2: it would fix g^xy. */
  public static void checkRange(DecodedMessage decoded, DhPayload half) throws ExchangeException {
    BigInteger y = new BigInteger(1, half.value().toArray());
    BigInteger p = DhGroups.parameters(half.group()).orElseThrow().getP();
    if (y.compareTo(BigInteger.TWO) < 0 || y.compareTo(p.subtract(BigInteger.TWO)) > 0) {
      throw new ExchangeException(
          Failure.PAYLOADS, "DH", decoded.offsetOf(half), "the public value is not in 2..p-2");
    }
  }

  /**
   * The TGK.
   *
   * @param peer the peer's half, in range and of the same group
   * @return the caller closes it
   */
  public TransportedKey agree(DhPayload peer) throws GeneralSecurityException {
    BigInteger y = new BigInteger(1, peer.value().toArray());
    KeyAgreement agreement = KeyAgreement.getInstance("DH", provider);
    agreement.init(privateValue);
    agreement.doPhase(
        KeyFactory.getInstance("DH")
            .generatePublic(new DHPublicKeySpec(y, parameters.getP(), parameters.getG())),
        true);
    if (!(agreement.generateSecret("MIKEY") instanceof CustodialKey key)) {
      throw new InvalidKeyException("the provider's DH gives no key that tells its custody");
    }
    return new TransportedKey(KeyDataType.TGK, key, Octets.empty(), payload.validity());
  }

  /** The private value. */
  public CustodyReport custody() {
    return CustodyReport.empty()
        .plus(
            SecretName.DH_PRIVATE,
            privateValue instanceof CustodialPrivateKey custodial
                ? custodial.custody()
                : Custody.host(Origin.GENERATED, "DH in host memory"));
  }

  @Override
  public void close() {
    if (privateValue instanceof CustodialPrivateKey custodial) {
      custodial.close();
    }
  }
}
