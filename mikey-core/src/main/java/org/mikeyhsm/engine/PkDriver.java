package org.mikeyhsm.engine;

import java.util.List;
import java.util.Optional;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.pk.PkInitiator;
import org.mikeyhsm.mode.pk.PkOffer;
import org.mikeyhsm.mode.pk.PkResponder;
import org.mikeyhsm.mode.pk.PkResponderSettings;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Public-key encryption (RFC 3830 section 3.2). */
final class PkDriver implements CertifiedDriver {
  @Override
  public DataType firstMessage() {
    return DataType.PK;
  }

  /** The envelope key is encrypted for the peer before it has said anything. */
  @Override
  public Optional<String> lacks(EngineKeys keys, IdPayload peer) {
    return CertifiedDriver.super
        .lacks(keys, peer)
        .or(
            () ->
                keys.requireTrust().directory().find(peer).isEmpty()
                    ? Optional.of("the peer's certificate")
                    : Optional.empty());
  }

  @Override
  public Started initiator(
      EngineKeys keys, IdPayload peer, Streams streams, Optional<CryptoSessionBundle> updated) {
    EngineOptions options = keys.options();
    PkOffer offer =
        PkOffer.of(streams.ids())
            .withMedia(keys.media(streams))
            .withAlgorithms(options.encryption(), options.authentication())
            .withKeys(List.of(options.tgk()))
            .withEnvelope(options.envelope())
            .withVerification(options.verification());
    EnvelopeCache cache = EnvelopeCache.of(keys.context());
    PkiIdentity self = keys.identities().get(0);
    PkiTrust trust = keys.requireTrust();
    PkInitiator initiator =
        updated.isPresent()
            ? PkInitiator.update(keys.context(), self, trust, cache, offer, updated.get())
            : PkInitiator.initial(keys.context(), self, peer, trust, cache, offer);
    return new Started(
        initiator::start,
        initiator::receive,
        offer.verification() ? Optional.empty() : Optional.of(initiator::bundle),
        () -> {
          initiator.close();
          cache.close();
        });
  }

  @Override
  public Responding responder(EngineKeys keys) {
    EnvelopeCache cache = EnvelopeCache.of(keys.context());
    PkResponder responder =
        new PkResponder(
            keys.context(),
            keys.identities(),
            keys.requireTrust(),
            cache,
            new PkResponderSettings(keys.options().envelope(), KeyPlace.PROVIDER));
    return new Responding(
        responder::receive,
        () -> {
          responder.close();
          cache.close();
        });
  }
}
