package org.mikeyhsm.engine;

import java.security.InvalidKeyException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.sakke.KmsDirectory;
import org.mikeyhsm.mode.sakke.KmsDomain;
import org.mikeyhsm.mode.sakke.SakkeUser;

/**
 * What the modes of an engine work with.
 *
 * @param self this side's identity
 * @param peers whom this side talks to, by identity
 * @param directory finds the pre-shared key for a message; empty if there are none
 * @param toInitiate finds the pre-shared key to begin with, with a peer
 * @param identities this side's certificates, the first to initiate with
 * @param trust judges the peers' certificates
 */
record EngineKeys(
    MikeyContext context,
    IdPayload self,
    EngineOptions options,
    Map<IdPayload, EnginePeer> peers,
    Optional<PskDirectory> directory,
    Function<IdPayload, Optional<PskCredential>> toInitiate,
    List<PkiIdentity> identities,
    Optional<PkiTrust> trust,
    Optional<Sakke> sakke) {
  /** This side as a user of a KMS. */
  record Sakke(SakkeUser user, KmsDirectory kmses) {}

  Optional<PskCredential> credential(IdPayload peer) {
    return toInitiate.apply(peer);
  }

  /** That one; a rotation may have ended it since it was looked for. */
  PskCredential requireCredential(IdPayload peer) throws InvalidKeyException {
    return credential(peer)
        .orElseThrow(() -> new InvalidKeyException("the peer's pre-shared key is not valid now"));
  }

  Optional<KmsDomain> kmsOf(IdPayload peer) {
    return Optional.ofNullable(peers.get(peer)).flatMap(EnginePeer::kms);
  }

  boolean isCertified() {
    return !identities.isEmpty() && trust.isPresent();
  }

  PkiTrust requireTrust() {
    return trust.orElseThrow();
  }

  MediaOffer media(Streams streams) {
    return new MediaOffer(List.of(options.preferredPolicy()), streams.ids(), streams.extensions());
  }
}
