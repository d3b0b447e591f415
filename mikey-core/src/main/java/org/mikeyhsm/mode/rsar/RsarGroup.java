package org.mikeyhsm.mode.rsar;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.jca.KeyDataTransport;
import org.mikeyhsm.jca.TransportedKey;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.PrfFunc;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.session.BundleTerms;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * A group whose key server this side is: all its members get the same CSB ID, RAND, TGK, policy and
 * streams (RFC 4738 sections 3.2 and 3.6).
 *
 * <p>Thread-safe. {@link #close()} ends it for this side; the bundles of members stay open until
 * they are closed, and the TGK with them.
 */
public final class RsarGroup implements AutoCloseable {
  private static final int LENGTH = 16;

  private final BundleTerms terms;
  private final MediaOffer media;
  private final List<TransportedKey> keys;
  private final CryptoSessionBundle bundle;
  private boolean closed;

  private RsarGroup(
      BundleTerms terms, MediaOffer media, List<TransportedKey> keys, CryptoSessionBundle bundle) {
    this.terms = terms;
    this.media = media;
    this.keys = keys;
    this.bundle = bundle;
  }

  /**
   * A new group with a TGK of 128 bits.
   *
   * @param self the key server
   * @param media the streams of the group, at least one policy
   * @throws GeneralSecurityException if the provider cannot make the key
   */
  public static RsarGroup create(MikeyContext context, PkiIdentity self, MediaOffer media)
      throws GeneralSecurityException {
    byte[] rand = new byte[LENGTH];
    int csbId = context.random().nextInt();
    context.random().nextBytes(rand);
    List<TransportedKey> keys =
        List.of(
            KeyDataTransport.getInstance("AES-CM-128", context.provider())
                .generateToShare(PskOffer.TGK_128));
    BundleTerms terms =
        new BundleTerms(
            self.id(),
            self.id(),
            csbId,
            PrfFunc.MIKEY_1,
            Octets.of(rand),
            context.timestamps().next(),
            media.sessions());
    return new RsarGroup(
        terms,
        media,
        keys,
        CryptoSessionBundle.established(context.provider(), terms, keys, CustodyReport.empty()));
  }

  /** The keys as the group's sender uses them; this object's, not to be closed. */
  public CryptoSessionBundle bundle() {
    return bundle;
  }

  MediaOffer media() {
    return media;
  }

  int csbId() {
    return terms.csbId();
  }

  Octets rand() {
    return terms.rand();
  }

  List<TransportedKey> keys() {
    return keys;
  }

  /** The bundle of one more member; empty if the group was closed. */
  synchronized Optional<CryptoSessionBundle> join(BundleTerms member, CustodyReport exchange) {
    return closed ? Optional.empty() : bundle.updated(member, exchange);
  }

  @Override
  public synchronized void close() {
    closed = true;
    bundle.close();
  }
}
