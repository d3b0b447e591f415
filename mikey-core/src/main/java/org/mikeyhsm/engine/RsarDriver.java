package org.mikeyhsm.engine;

import java.util.List;
import java.util.Optional;
import org.mikeyhsm.message.CacheIndicator;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.mode.rsar.RsarInitiator;
import org.mikeyhsm.mode.rsar.RsarOffer;
import org.mikeyhsm.mode.rsar.RsarResponder;
import org.mikeyhsm.mode.rsar.RsarSettings;
import org.mikeyhsm.session.CryptoSessionBundle;

/** RSA in reverse, in unicast (RFC 4738): the responder makes the keys. */
final class RsarDriver implements CertifiedDriver {
  @Override
  public DataType firstMessage() {
    return DataType.RSA_R_I;
  }

  @Override
  public Started initiator(
      EngineKeys keys, IdPayload peer, Streams streams, Optional<CryptoSessionBundle> updated) {
    EngineOptions options = keys.options();
    RsarOffer offer =
        RsarOffer.of(streams.ids())
            .withMedia(keys.media(streams).withPolicies(options.policies()))
            .withEnvelope(options.envelope());
    EnvelopeCache cache = EnvelopeCache.of(keys.context());
    PkiIdentity self = keys.identities().get(0);
    PkiTrust trust = keys.requireTrust();
    RsarInitiator initiator =
        updated.isPresent()
            ? RsarInitiator.update(keys.context(), self, trust, cache, offer, updated.get())
            : RsarInitiator.with(keys.context(), self, peer, trust, cache, offer);
    return new Started(
        initiator::start,
        initiator::receive,
        Optional.empty(),
        () -> {
          initiator.close();
          cache.close();
        });
  }

  @Override
  public Responding responder(EngineKeys keys) {
    EngineOptions options = keys.options();
    EnvelopeCache cache = EnvelopeCache.of(keys.context());
    RsarResponder responder =
        new RsarResponder(
            keys.context(),
            keys.identities(),
            keys.requireTrust(),
            cache,
            RsarResponder.GroupDirectory.none(),
            new RsarSettings(
                List.of(options.tgk()),
                options.encryption(),
                options.authentication(),
                options.envelope(),
                CacheIndicator.NO_CACHE,
                options.policies(),
                List.of()));
    return new Responding(responder::receive, cache::close);
  }
}
