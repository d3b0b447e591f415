package org.mikeyhsm.mode.pk;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.jca.KeyDataRequest;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.HashFunc;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.exchange.KeyRules;
import org.mikeyhsm.mode.pki.EnvelopeScheme;
import org.mikeyhsm.mode.psk.PskOffer;

/**
 * What an initiator proposes.
 *
 * @param media the crypto sessions
 * @param keys the keys to generate and send; none only in an update
 * @param encrAlg how the key data is encrypted, not NULL
 * @param macAlg how it is authenticated; NULL with AES-KW-128 only
 * @param envelope how the envelope key is encrypted
 * @param cache whether the envelope key is cached (C)
 * @param certHash names the responder's certificate by this hash function (CHASH); empty for no
 *     such payload
 * @param verification whether the responder shall prove itself (the V flag)
 * @param sendIdentities whether the ID payloads are sent
 */
public record PkOffer(
    MediaOffer media,
    List<KeyDataRequest> keys,
    EncrAlg encrAlg,
    MacAlg macAlg,
    EnvelopeScheme envelope,
    CacheIndicator cache,
    Optional<HashFunc> certHash,
    boolean verification,
    boolean sendIdentities) {
  /**
   * Copies the list and checks the combination.
   *
   * @throws IllegalArgumentException if RFC 3830 forbids it, with the reason
   */
  public PkOffer {
    Objects.requireNonNull(media, "media");
    Objects.requireNonNull(envelope, "envelope");
    Objects.requireNonNull(certHash, "certHash");
    keys = List.copyOf(keys);
    KeyRules.envelopeAlgorithmFault(encrAlg, macAlg)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault.reason());
            });
    if (!cache.isAssigned()) {
      throw new IllegalArgumentException("C is 0, 1 or 2 (RFC 3830 Table 6.3)");
    }
  }

  /**
   * An offer with AES-CM-128, HMAC-SHA-1-160, PKCS #1 v1.5, a CHASH with SHA-1, verification,
   * identities, one TGK of 128 bits, the envelope key not cached, and SRTP's default policy.
   *
   * @param streams the crypto sessions, all with Policy no 0
   */
  public static PkOffer of(List<SrtpId> streams) {
    return new PkOffer(
        MediaOffer.of(streams),
        List.of(PskOffer.TGK_128),
        EncrAlg.AES_CM_128,
        MacAlg.HMAC_SHA_1_160,
        EnvelopeScheme.PKCS1,
        CacheIndicator.NO_CACHE,
        Optional.of(HashFunc.SHA_1),
        true,
        true);
  }

  /** The same with other crypto sessions. */
  public PkOffer withMedia(MediaOffer other) {
    return new PkOffer(
        other, keys, encrAlg, macAlg, envelope, cache, certHash, verification, sendIdentities);
  }

  /** The same with other keys to send. */
  public PkOffer withKeys(List<KeyDataRequest> others) {
    return new PkOffer(
        media, others, encrAlg, macAlg, envelope, cache, certHash, verification, sendIdentities);
  }

  /** The same with other algorithms. */
  public PkOffer withAlgorithms(EncrAlg encr, MacAlg mac) {
    return new PkOffer(
        media, keys, encr, mac, envelope, cache, certHash, verification, sendIdentities);
  }

  /** The same with another envelope scheme. */
  public PkOffer withEnvelope(EnvelopeScheme other) {
    return new PkOffer(
        media, keys, encrAlg, macAlg, other, cache, certHash, verification, sendIdentities);
  }

  /** The same with another cache indicator. */
  public PkOffer withCache(CacheIndicator other) {
    return new PkOffer(
        media, keys, encrAlg, macAlg, envelope, other, certHash, verification, sendIdentities);
  }

  /** The same with another hash of the certificate, or none. */
  public PkOffer withCertHash(Optional<HashFunc> other) {
    return new PkOffer(
        media, keys, encrAlg, macAlg, envelope, cache, other, verification, sendIdentities);
  }

  /** The same with or without a request for verification. */
  public PkOffer withVerification(boolean wanted) {
    return new PkOffer(
        media, keys, encrAlg, macAlg, envelope, cache, certHash, wanted, sendIdentities);
  }

  /** The same with or without ID payloads. */
  public PkOffer withIdentities(boolean sent) {
    return new PkOffer(media, keys, encrAlg, macAlg, envelope, cache, certHash, verification, sent);
  }
}
