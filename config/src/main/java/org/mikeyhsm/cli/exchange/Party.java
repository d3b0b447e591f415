package org.mikeyhsm.cli.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.psk.PskRotation;

/**
 * One side of exchanges: a provider of keys under a policy, and the keys. Whoever opened it closes
 * it, after everything made of its keys.
 *
 * @param terms what it offers and accepts
 * @param context the provider, the clock, the bounds
 * @param psks the pre-shared keys, if a mode in use needs them
 * @param certificate its key with its certificate, if a mode in use needs it
 * @param identityKeys its identity-based keys, if a mode in use needs them
 * @param resources closed with it, the first first
 */
public record Party(
    Terms terms,
    MikeyContext context,
    PskRotation psks,
    Optional<Certified> certificate,
    Optional<SakkeSide> identityKeys,
    List<Runnable> resources)
    implements AutoCloseable {
  /** Copies the list. */
  public Party {
    resources = List.copyOf(resources);
  }

  /** A party whose pre-shared keys, one for each peer, are not changed. */
  public Party(
      Terms terms,
      MikeyContext context,
      List<PskCredential> credentials,
      Optional<Certified> certificate,
      Optional<SakkeSide> identityKeys,
      List<Runnable> resources) {
    this(
        terms,
        context,
        new PskRotation(
            credentials.stream().map(PskRotation.Entry::always).toList(),
            context.timestamps().clock(),
            Duration.ZERO),
        certificate,
        identityKeys,
        resources);
  }

  /** The pre-shared key to begin with, with a peer. */
  PskCredential credential(IdPayload peer) {
    return psks.toInitiate(peer)
        .orElseThrow(
            () ->
                new KeyNotFoundException(
                    "there is no psk with " + peer.data().toUtf8() + " that is valid now"));
  }

  /** All pre-shared keys; those of an only peer serve messages without identities too. */
  PskDirectory directory() {
    return psks;
  }

  /** This side's key with its certificate. */
  Certified certified() {
    return certificate.orElseThrow(
        () -> new KeyNotFoundException("the configuration has no key-pair"));
  }

  /** This side's identity-based keys. */
  SakkeSide sakke() {
    return identityKeys.orElseThrow(
        () -> new KeyNotFoundException("this side has no identity-based keys"));
  }

  /** The crypto sessions with the policy that is offered. */
  MediaOffer media(List<SrtpId> streams) {
    return MediaOffer.of(streams).withPolicies(List.of(terms.policies().get(0)));
  }

  /** Closes the keys, the token and the module. */
  @Override
  public void close() {
    Owned.close(resources);
  }
}
