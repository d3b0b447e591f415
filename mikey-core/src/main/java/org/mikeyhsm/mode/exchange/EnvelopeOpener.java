package org.mikeyhsm.mode.exchange;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import org.mikeyhsm.custody.CustodyRefusedException;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.EnvelopeTransport;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.pki.EnvelopeScheme;

/**
 * Opens a PKE and the KEMAC that goes with it.
 *
 * <p>No field of a message tells how long an envelope key is. A token that must be told it, and
 * never says whether an envelope opened, is asked once for each length that peers use; the MAC
 * tells which one was right. Where none is, all are tried, whatever is wrong.
 *
 * @param context whose provider opens it
 * @param key the recipient's private key
 * @param pke the data of the PKE payload
 * @param scheme how it is encrypted
 * @param prf the PRF of the header
 * @param csbId the CSB ID
 * @param rand the RAND of the initial exchange
 */
public record EnvelopeOpener(
    MikeyContext context,
    PrivateKey key,
    Octets pke,
    EnvelopeScheme scheme,
    PrfFunc prf,
    int csbId,
    Octets rand) {
  private static final int MIN_BITS = 128;

  /**
   * What came.
   *
   * @param envelope the envelope key with its message keys; the caller closes it
   * @param keys the keys of the KEMAC, which the caller closes
   */
  public record Opened(Envelope envelope, List<TransportedKey> keys) {}

  /**
   * Opens both.
   *
   * @param sender the identity that must stand before the keys
   * @param rejection takes the place of an envelope key that does not come out, so that what
   *     follows is the same; empty where nobody is told whether it did
   * @return empty if anything is wrong, which is not told apart
   * @throws CustodyRefusedException if the policy forbids the envelope key
   * @throws GeneralSecurityException if the provider fails
   */
  public Optional<Opened> open(
      KemacPayload kemac,
      TimestampPayload timestamp,
      IdPayload sender,
      KeyPlace tekPlace,
      Optional<RejectionKey> rejection)
      throws GeneralSecurityException {
    if (rejection.isPresent()) {
      // Made now if it is new, not when something turns out to be wrong.
      rejection.get().prepare();
    }
    for (int length : transport().expectedLengths()) {
      Optional<CustodialKey> opened = decapsulate(length);
      if (opened.isPresent() || rejection.isPresent()) {
        Envelope envelope = envelope(opened, rejection);
        boolean done = false;
        try {
          Optional<List<TransportedKey>> keys = envelope.empty(kemac, timestamp, sender, tekPlace);
          if (keys.isPresent()) {
            done = true;
            return Optional.of(new Opened(envelope, keys.get()));
          }
        } finally {
          if (!done) {
            envelope.close();
          }
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Opens a PKE that no KEMAC goes with, of which nothing tells whether it is right; a token that
   * must be told the length expects ours.
   *
   * @return the caller closes it
   */
  public Envelope openUnproven(RejectionKey rejection) throws GeneralSecurityException {
    rejection.prepare();
    return envelope(decapsulate(transport().expectedLengths().get(0)), Optional.of(rejection));
  }

  private EnvelopeTransport transport() throws GeneralSecurityException {
    return EnvelopeTransport.getInstance(scheme.algorithm(), context.provider());
  }

  private Envelope envelope(Optional<CustodialKey> opened, Optional<RejectionKey> rejection)
      throws GeneralSecurityException {
    if (opened.isEmpty()) {
      return Envelope.rejected(context, rejection.orElseThrow(), prf, csbId, rand);
    }
    boolean done = false;
    try {
      Envelope envelope = Envelope.of(context, opened.get(), prf, csbId, rand);
      done = true;
      return envelope;
    } finally {
      if (!done) {
        opened.get().close();
      }
    }
  }

  private Optional<CustodialKey> decapsulate(int length) throws GeneralSecurityException {
    try {
      CustodialKey opened =
          transport().decapsulate(key, pke, DerivedKeySpec.held(KeyUse.ENVELOPE, length));
      if (opened.bitLength().orElse(MIN_BITS) >= MIN_BITS) {
        return Optional.of(opened);
      }
      opened.close();
    } catch (CustodyRefusedException e) {
      throw e;
    } catch (BadPaddingException | IllegalBlockSizeException | InvalidKeyException e) {
      // Whatever was wrong with it, the rejection key takes its place.
      return Optional.empty();
    }
    return Optional.empty();
  }
}
