package org.mikeyhsm.session;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.custody.Custody;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.Origin;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.DerivedKeySpec;
import org.mikeyhsm.jca.KeyDerivation;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.KeyUse;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.Octets;

/**
 * A crypto session bundle (RFC 3830 section 1.3): the outcome of an exchange, from which SRTP gets
 * its keys (sections 4.1.3 and 4.4).
 *
 * <p>Thread-safe. Whoever received it from a mode closes it; that destroys its TGKs, unless an
 * update of it shares them and is still open.
 */
public final class CryptoSessionBundle implements AutoCloseable {
  private final Provider provider;
  private final BundleTerms terms;
  private final SharedKeys shared;
  private CustodyReport custody;
  private Runnable onClose = () -> {};
  private boolean closed;

  private CryptoSessionBundle(
      Provider provider, BundleTerms terms, SharedKeys shared, CustodyReport custody) {
    this.provider = Objects.requireNonNull(provider, "provider");
    this.terms = Objects.requireNonNull(terms, "terms");
    this.shared = shared;
    this.custody = reportKeys(custody, shared.keys());
  }

  /**
   * A bundle with the keys that its exchange carried; closing it closes them.
   *
   * @param provider the provider that holds the keys
   * @param terms what was agreed
   * @param keys the keys, at least one
   * @param custody the exchange's own secrets (PSK, message keys)
   */
  public static CryptoSessionBundle established(
      Provider provider, BundleTerms terms, List<TransportedKey> keys, CustodyReport custody) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("a bundle has at least one key");
    }
    return new CryptoSessionBundle(provider, terms, new SharedKeys(keys), custody);
  }

  /**
   * This bundle after an update that brought no keys: it goes on with the same ones (RFC 3830
   * section 4.5).
   *
   * @return the caller closes it; empty if this bundle was closed
   */
  public Optional<CryptoSessionBundle> updated(BundleTerms newTerms, CustodyReport exchange) {
    return shared.retain().map(keys -> new CryptoSessionBundle(provider, newTerms, keys, exchange));
  }

  /** What was agreed. */
  public BundleTerms terms() {
    return terms;
  }

  /** Every secret that the exchange used and that was derived from this bundle so far. */
  public synchronized CustodyReport custody() {
    return custody;
  }

  /** Adds a secret that something outside this library made of the bundle's keys. */
  public synchronized void report(SecretName secret, Custody where) {
    custody = custody.plus(secret, where);
  }

  /** How many keys the bundle has: TGKs, or TEKs that were sent as such. */
  public int keyCount() {
    return shared.keys().size();
  }

  /**
   * The bundle's first key, for a mode that sends it once more; it stays the bundle's.
   *
   * @throws InvalidKeyException if it is a TEK
   */
  public CustodialKey tgk() throws InvalidKeyException {
    TransportedKey first = key(0);
    if (first.isTek()) {
      throw new InvalidKeyException("the bundle's key is a TEK");
    }
    return first.key();
  }

  /**
   * The SRTP master key and salt of a crypto session, from the bundle's first key.
   *
   * @param csId the crypto session's number
   * @param place where a TEK derived here shall live
   * @throws InvalidKeyException if the key cannot be had there
   * @throws IllegalArgumentException if there is no such crypto session
   */
  public SrtpMasterKey srtpMasterKey(int csId, KeyPlace place) throws GeneralSecurityException {
    return srtpMasterKey(csId, 0, place);
  }

  /**
   * The SRTP master key and salt of a crypto session. The salt is the one that came with the key,
   * or else derived from the TGK (RFC 3830 section 4.1.3).
   *
   * @param csId the crypto session's number
   * @param keyIndex which of the bundle's keys, from 0
   * @param place where a TEK derived here shall live
   * @return the caller closes it
   * @throws InvalidKeyException if the key cannot be had there
   * @throws IllegalArgumentException if there is no such crypto session or key
   */
  public SrtpMasterKey srtpMasterKey(int csId, int keyIndex, KeyPlace place)
      throws GeneralSecurityException {
    CryptoSession session = session(csId);
    TransportedKey transported = key(keyIndex);
    CustodialKey tek;
    if (transported.isTek()) {
      tek = sentTek(transported, session);
    } else {
      tek =
          derive(
              transported,
              csId,
              DerivationLabels.TEK,
              new DerivedKeySpec(
                  KeyUse.TRAFFIC_ENCRYPTION, session.policy().encrKeyLength(), place));
      report(SecretName.TEK, tek.custody());
    }
    boolean done = false;
    try {
      Octets salt = masterSalt(transported, session);
      done = true;
      return new SrtpMasterKey(session, tek, salt, transported.validity(), !transported.isTek());
    } finally {
      if (!done && !transported.isTek()) {
        tek.close();
      }
    }
  }

  /**
   * A key for a security protocol that does not derive its own (RFC 3830 section 4.1.3, constants
   * 0x1B5C7973 and 0x15798CEF).
   *
   * @param csId the crypto session's number
   * @param use TRAFFIC_AUTHENTICATION or TRAFFIC_ENCRYPTION
   * @param length in octets
   * @param place where it shall live
   * @return the caller closes it
   * @throws InvalidKeyException if the bundle's first key is a TEK, or cannot be used
   */
  public CustodialKey trafficKey(int csId, KeyUse use, int length, KeyPlace place)
      throws GeneralSecurityException {
    session(csId);
    int constant =
        switch (use) {
          case TRAFFIC_AUTHENTICATION -> DerivationLabels.AUTHENTICATION;
          case TRAFFIC_ENCRYPTION -> DerivationLabels.ENCRYPTION;
          default -> throw new IllegalArgumentException(use + " is no use of a traffic key");
        };
    CustodialKey key = derive(key(0), csId, constant, new DerivedKeySpec(use, length, place));
    report(
        use == KeyUse.TRAFFIC_AUTHENTICATION ? SecretName.SRTP_AUTH : SecretName.SRTP_ENCR,
        key.custody());
    return key;
  }

  private static CustodialKey sentTek(TransportedKey transported, CryptoSession session)
      throws InvalidKeyException {
    int bits = session.policy().encrKeyLength() * Byte.SIZE;
    if (transported.key().bitLength().orElse(bits) != bits) {
      throw new InvalidKeyException(
          "the TEK sent has "
              + transported.key().bitLength().getAsInt()
              + " bits, the policy asks for "
              + bits);
    }
    return transported.key();
  }

  private Octets masterSalt(TransportedKey transported, CryptoSession session)
      throws GeneralSecurityException {
    int length = session.policy().saltLength();
    if (transported.keyType().hasSalt()) {
      if (transported.salt().length() != length) {
        throw new InvalidKeyException(
            "the salt sent has "
                + transported.salt().length()
                + " octets, the policy asks for "
                + length);
      }
      report(
          SecretName.MASTER_SALT,
          Custody.salt(transported.key().custody().origin(), "KEMAC key data"));
      return transported.salt();
    }
    if (transported.isTek()) {
      throw new InvalidKeyException("a TEK was sent without the salt that SRTP needs");
    }
    byte[] label =
        DerivationLabels.session(
            DerivationLabels.SALT, session.csId(), terms.csbId(), terms.rand());
    Octets salt = prf().deriveSalt(transported.key(), label, length);
    report(SecretName.MASTER_SALT, Custody.salt(Origin.DERIVED, prfName()));
    return salt;
  }

  private CustodialKey derive(
      TransportedKey transported, int csId, int constant, DerivedKeySpec spec)
      throws GeneralSecurityException {
    if (transported.isTek()) {
      throw new InvalidKeyException("a TEK is used as it is; nothing is derived from it");
    }
    byte[] label = DerivationLabels.session(constant, csId, terms.csbId(), terms.rand());
    return prf().deriveKey(transported.key(), label, spec);
  }

  private KeyDerivation prf() throws NoSuchAlgorithmException {
    return KeyDerivation.getInstance(prfName(), provider);
  }

  private String prfName() {
    return Algorithms.keyDerivation(terms.prfFunc()).orElseThrow();
  }

  private CryptoSession session(int csId) {
    return terms.sessions().stream()
        .filter(session -> session.csId() == csId)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no crypto session " + csId));
  }

  private TransportedKey key(int index) {
    List<TransportedKey> keys = shared.keys();
    if (index < 0 || index >= keys.size()) {
      throw new IllegalArgumentException("no key " + index + " of " + keys.size());
    }
    return keys.get(index);
  }

  private static CustodyReport reportKeys(CustodyReport exchange, List<TransportedKey> keys) {
    CustodyReport report = exchange;
    for (TransportedKey key : keys) {
      report = report.plus(key.isTek() ? SecretName.TEK : SecretName.TGK, key.key().custody());
    }
    return report;
  }

  synchronized void onClose(Runnable action) {
    onClose = action;
  }

  @Override
  public void close() {
    Runnable action;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      action = onClose;
    }
    shared.release();
    action.run();
  }
}
