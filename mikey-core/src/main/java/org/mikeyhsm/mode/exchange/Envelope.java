package org.mikeyhsm.mode.exchange;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.Encapsulated;
import org.mikeyhsm.jca.EnvelopeTransport;
import org.mikeyhsm.jca.IdentifiedKeyData;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.jca.KeyDataTransport;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.SealedKeyData;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.KemacPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.pki.EnvelopeScheme;
import org.mikeyhsm.session.Algorithms;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.MessageKeys;

/**
 * An envelope key with the message keys that are derived from it: PKE = E(PK, env_key), KEMAC =
 * E(encr_key, ID || {TGK}) || MAC (RFC 3830 section 3.2, RFC 4738 section 3.6).
 *
 * <p>Not thread-safe. Closing it destroys the message keys, and the envelope key unless it was
 * kept.
 */
public final class Envelope implements AutoCloseable {
  private final MikeyContext context;
  private final CustodialKey key;
  private final Optional<RejectionKey> rejected;
  private final MessageKeys keys;
  private boolean kept;

  private Envelope(
      MikeyContext context,
      CustodialKey key,
      Optional<RejectionKey> rejected,
      PrfFunc prf,
      int csbId,
      Octets rand)
      throws NoSuchAlgorithmException {
    this.context = context;
    this.key = key;
    this.rejected = rejected;
    this.keys = new MessageKeys(context.provider(), prf, SecretName.ENVELOPE_KEY, key, csbId, rand);
  }

  /** A new envelope and its PKE. */
  public record Sent(Envelope envelope, Octets pke) {}

  /**
   * Makes an envelope key and encrypts it.
   *
   * @return the caller closes the envelope
   */
  public static Sent seal(
      MikeyContext context, X509Certificate recipient, EnvelopeScheme scheme, BundleTerms terms)
      throws GeneralSecurityException {
    Encapsulated encapsulated = generate(context.provider(), recipient.getPublicKey(), scheme);
    boolean done = false;
    try {
      Envelope envelope =
          new Envelope(
              context,
              encapsulated.key(),
              Optional.empty(),
              terms.prfFunc(),
              terms.csbId(),
              terms.rand());
      done = true;
      return new Sent(envelope, encapsulated.encapsulation());
    } finally {
      if (!done) {
        encapsulated.close();
      }
    }
  }

  /** A new envelope key, which the caller closes. */
  static Encapsulated generate(Provider provider, PublicKey recipient, EnvelopeScheme scheme)
      throws GeneralSecurityException {
    EnvelopeTransport transport = EnvelopeTransport.getInstance(scheme.algorithm(), provider);
    return transport.encapsulate(
        recipient, DerivedKeySpec.held(KeyUse.ENVELOPE, transport.keyLength()));
  }

  /** An envelope of a key that was opened, which is closed with it unless it is kept. */
  static Envelope of(MikeyContext context, CustodialKey key, PrfFunc prf, int csbId, Octets rand)
      throws NoSuchAlgorithmException {
    return new Envelope(context, key, Optional.empty(), prf, csbId, rand);
  }

  /** An envelope of the rejection key, under which nothing is right. */
  static Envelope rejected(
      MikeyContext context, RejectionKey rejection, PrfFunc prf, int csbId, Octets rand)
      throws GeneralSecurityException {
    return new Envelope(context, rejection.key(), Optional.of(rejection), prf, csbId, rand);
  }

  /** The message keys. */
  public MessageKeys keys() {
    return keys;
  }

  /** The MAC of the V payload: that of the KEMAC, or the default where it has none. */
  public static MacAlg verificationMac(MacAlg kemacs) {
    return kemacs.equals(MacAlg.NULL) ? MacAlg.HMAC_SHA_1_160 : kemacs;
  }

  /** A KEMAC with the sender's copies of its keys. */
  public record Contents(KemacPayload kemac, List<TransportedKey> keys) {}

  /**
   * Generates keys and encrypts them behind the sender's identity.
   *
   * @return the caller closes the keys
   */
  public Contents fill(
      EncrAlg encrAlg,
      MacAlg macAlg,
      TimestampPayload timestamp,
      IdPayload identity,
      List<KeyDataRequest> requests)
      throws GeneralSecurityException {
    SealedKeyData sealed =
        transport(encrAlg).generateAndWrap(keys.protection(encrAlg, timestamp), identity, requests);
    boolean done = false;
    try {
      KemacPayload kemac = kemac(encrAlg, macAlg, sealed.encrData());
      done = true;
      return new Contents(kemac, sealed.keys());
    } finally {
      if (!done) {
        sealed.keys().forEach(TransportedKey::close);
      }
    }
  }

  /**
   * Encrypts keys that exist already behind the sender's identity.
   *
   * @param sent the keys, which stay the caller's
   */
  public KemacPayload fillWith(
      EncrAlg encrAlg,
      MacAlg macAlg,
      TimestampPayload timestamp,
      IdPayload identity,
      List<TransportedKey> sent)
      throws GeneralSecurityException {
    Octets encrData = transport(encrAlg).wrap(keys.protection(encrAlg, timestamp), identity, sent);
    return kemac(encrAlg, macAlg, encrData);
  }

  private KemacPayload kemac(EncrAlg encrAlg, MacAlg macAlg, Octets encrData)
      throws GeneralSecurityException {
    Octets mac =
        macAlg.equals(MacAlg.NULL)
            ? Octets.empty()
            : KemacMac.compute(encrAlg, encrData, macAlg, keys.mac(macAlg));
    return new KemacPayload(encrAlg, encrData, macAlg, mac);
  }

  /**
   * Verifies and decrypts a KEMAC.
   *
   * @param sender the identity that must stand before the keys
   * @return the keys, which the caller closes; empty if anything is wrong, which is not told apart
   */
  public Optional<List<TransportedKey>> empty(
      KemacPayload kemac, TimestampPayload timestamp, IdPayload sender, KeyPlace tekPlace)
      throws GeneralSecurityException {
    boolean authentic =
        kemac.macAlg().equals(MacAlg.NULL) || KemacMac.verifies(kemac, keys.mac(kemac.macAlg()));
    if (!authentic) {
      return Optional.empty();
    }
    IdentifiedKeyData opened;
    try {
      opened =
          transport(kemac.encrAlg())
              .unwrapIdentified(
                  keys.protection(kemac.encrAlg(), timestamp), kemac.encrData(), tekPlace);
    } catch (BadPaddingException | IllegalBlockSizeException e) {
      return Optional.empty();
    }
    if (rejected.isPresent() || !opened.identity().equals(sender)) {
      opened.close();
      return Optional.empty();
    }
    return Optional.of(opened.keys());
  }

  private KeyDataTransport transport(EncrAlg encrAlg) throws NoSuchAlgorithmException {
    return KeyDataTransport.getInstance(
        Algorithms.keyDataTransport(encrAlg)
            .orElseThrow(() -> new NoSuchAlgorithmException("Encr alg " + encrAlg)),
        context.provider());
  }

  /** Hands the envelope key out, to be closed by whoever has it then. */
  public CustodialKey keep() {
    kept = true;
    return rejected.map(RejectionKey::release).orElse(key);
  }

  @Override
  public void close() {
    keys.close();
    if (rejected.isEmpty() && !kept) {
      key.close();
    }
  }
}
