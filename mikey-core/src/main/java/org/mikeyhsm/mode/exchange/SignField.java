package org.mikeyhsm.mode.exchange;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.SignPayload;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.SignatureScheme;

/** The signature that ends a message. */
public final class SignField {
  private static final int SIGN_HEADER_LENGTH = 2;

  private SignField() {}

  /** Which octets are signed. */
  public enum Coverage {
    /** All but the signature itself: S type and Signature len are signed (RFC 3830 5.2). */
    ALL_BUT_SIGNATURE,
    /** All up to the SIGN payload (RFC 4738 3.6). */
    UP_TO_SIGN
  }

  /**
   * Ends a message with a SIGN payload, and encodes it.
   *
   * @param suffix what follows the message in the calculation
   * @throws NoSuchAlgorithmException if the provider has no such signature
   * @throws InvalidKeyException if it cannot use the key
   */
  public static Octets fill(
      CommonHeader header,
      List<Payload> payloads,
      PkiIdentity signer,
      Provider provider,
      Coverage coverage,
      Octets... suffix)
      throws GeneralSecurityException {
    int length = (signer.signing().publicKey().getModulus().bitLength() + 7) / Byte.SIZE;
    List<Payload> all = new ArrayList<>(payloads);
    all.add(new SignPayload(signer.scheme().type(), Octets.of(new byte[length])));
    byte[] octets = new MikeyMessage(header, all).encode();
    int signatureAt = octets.length - length;

    Signature signature = Signature.getInstance(signer.scheme().algorithm(), provider);
    setParameters(signature, signer.scheme());
    signature.initSign(signer.signing().key());
    update(signature, octets, signatureAt, coverage, suffix);
    byte[] value = signature.sign();
    if (value.length != length) {
      throw new InvalidKeyException("the private key is not that of the certificate");
    }
    System.arraycopy(value, 0, octets, signatureAt, length);
    return Octets.of(octets);
  }

  /**
   * Verifies the SIGN payload at the end of a message.
   *
   * @param accepted the schemes that are, of which those of its S type are tried
   * @param suffix what follows the message in the calculation
   */
  public static boolean verify(
      DecodedMessage decoded,
      SignPayload sign,
      PublicKey key,
      Set<SignatureScheme> accepted,
      Coverage coverage,
      Octets... suffix)
      throws NoSuchAlgorithmException {
    int signatureAt = decoded.offsetOf(sign) + SIGN_HEADER_LENGTH;
    byte[] octets = decoded.octets().toArray();
    for (SignatureScheme scheme : SignatureScheme.values()) {
      if (accepted.contains(scheme) && scheme.type().equals(sign.signatureType())) {
        // Public values only: the JDK's own signature, on any provider.
        Signature signature = Signature.getInstance(scheme.algorithm());
        try {
          setParameters(signature, scheme);
          signature.initVerify(key);
          update(signature, octets, signatureAt, coverage, suffix);
          if (signature.verify(sign.signature().toArray())) {
            return true;
          }
        } catch (InvalidKeyException | InvalidAlgorithmParameterException | SignatureException e) {
          // A key or a length that does not fit this scheme: it does not verify.
          continue;
        }
      }
    }
    return false;
  }

  private static void setParameters(Signature signature, SignatureScheme scheme)
      throws InvalidAlgorithmParameterException {
    if (scheme.parameters().isPresent()) {
      signature.setParameter(scheme.parameters().get());
    }
  }

  private static void update(
      Signature signature, byte[] octets, int signatureAt, Coverage coverage, Octets... suffix)
      throws SignatureException {
    int end = coverage == Coverage.UP_TO_SIGN ? signatureAt - SIGN_HEADER_LENGTH : signatureAt;
    signature.update(octets, 0, end);
    for (Octets part : suffix) {
      signature.update(part.toArray());
    }
  }
}
