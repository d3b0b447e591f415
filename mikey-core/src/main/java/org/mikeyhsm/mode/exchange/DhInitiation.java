package org.mikeyhsm.mode.exchange;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.DhPayload;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * An initiator's part of a Diffie-Hellman exchange: its half, and the bundle that becomes of it.
 * Not thread-safe.
 */
public final class DhInitiation {
  private final MikeyContext context;
  private final Initiation initiation;
  private final Optional<DhGroup> group;
  private final KeyValidity validity;
  private Optional<DiffieHellman> own = Optional.empty();

  /**
   * Nothing is made yet.
   *
   * @param group empty for an update without new keys
   * @throws IllegalArgumentException if there is neither a group nor a bundle to update
   */
  public DhInitiation(
      MikeyContext context, Initiation initiation, Optional<DhGroup> group, KeyValidity validity) {
    this.context = context;
    this.initiation = initiation;
    this.group = group;
    this.validity = validity;
    if (group.isEmpty() && initiation.established().isEmpty()) {
      throw new IllegalArgumentException("an initial exchange has a DH group");
    }
  }

  /** Makes DHi; nothing in an update without new keys. */
  public Optional<DhPayload> generate() throws GeneralSecurityException {
    if (group.isPresent()) {
      DiffieHellman half = DiffieHellman.generate(context.provider(), group.get(), validity);
      initiation.hold(half::close);
      own = Optional.of(half);
    }
    return half();
  }

  /** DHi. */
  public Optional<DhPayload> half() {
    return own.map(DiffieHellman::payload);
  }

  /**
   * The bundle.
   *
   * @param theirs DHr, empty where none was asked for
   */
  public CryptoSessionBundle complete(
      BundleTerms terms, Optional<DhPayload> theirs, CustodyReport custody)
      throws GeneralSecurityException {
    if (theirs.isEmpty()) {
      return initiation.complete(terms, custody);
    }
    TransportedKey tgk = own.orElseThrow().agree(theirs.get());
    initiation.holdKeys(List.of(tgk));
    return initiation.complete(terms, custody.plus(own.get().custody()));
  }
}
