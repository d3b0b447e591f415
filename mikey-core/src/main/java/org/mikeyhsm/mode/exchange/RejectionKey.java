package org.mikeyhsm.mode.exchange;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.util.Optional;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.mode.pki.EnvelopeScheme;

/**
 * A random key that stands in for an envelope key that does not open, so that what follows costs
 * and looks the same: the MAC is computed, and it is wrong (RFC 8017 section 7.2.2 on what anybody
 * can learn who can tell bad padding). Made at its first use by the provider of the private key,
 * before anything is opened. Thread-safe.
 */
public final class RejectionKey implements AutoCloseable {
  private final Provider provider;
  private final PublicKey recipient;
  private final EnvelopeScheme scheme;
  private Optional<CustodialKey> key = Optional.empty();

  /**
   * A key that is not made yet.
   *
   * @param recipient any public key, for instance one's own
   */
  public RejectionKey(Provider provider, PublicKey recipient, EnvelopeScheme scheme) {
    this.provider = provider;
    this.recipient = recipient;
    this.scheme = scheme;
  }

  /** Makes the key now. */
  public void prepare() throws GeneralSecurityException {
    key();
  }

  /** The key, which stays this object's. */
  synchronized CustodialKey key() throws GeneralSecurityException {
    if (key.isEmpty()) {
      key = Optional.of(Envelope.generate(provider, recipient, scheme).key());
    }
    return key.get();
  }

  /** Hands out the key that {@link #key} gave, to be closed by whoever has it then. */
  synchronized CustodialKey release() {
    CustodialKey released = key.orElseThrow();
    key = Optional.empty();
    return released;
  }

  @Override
  public synchronized void close() {
    key.ifPresent(CustodialKey::close);
    key = Optional.empty();
  }
}
