package org.mikeyhsm.engine;

import java.security.InvalidKeyException;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Pre-shared key (RFC 3830 section 3.1). */
final class PskDriver implements PskKeyedDriver {
  @Override
  public DataType firstMessage() {
    return DataType.PSK;
  }

  @Override
  public Started initiator(
      EngineKeys keys, IdPayload peer, Streams streams, Optional<CryptoSessionBundle> updated)
      throws InvalidKeyException {
    EngineOptions options = keys.options();
    PskOffer offer =
        PskOffer.of(streams.ids())
            .withAlgorithms(options.encryption(), options.authentication(), options.nullTransport())
            .withPolicies(List.of(options.preferredPolicy()))
            .withKeys(List.of(options.tgk()))
            .withExtensions(streams.extensions())
            .withVerification(options.verification());
    PskCredential credential = keys.requireCredential(peer);
    PskInitiator initiator =
        updated.isPresent()
            ? PskInitiator.update(keys.context(), credential, offer, updated.get())
            : PskInitiator.initial(keys.context(), credential, offer);
    return new Started(
        initiator::start,
        initiator::receive,
        offer.verification() ? Optional.empty() : Optional.of(initiator::bundle),
        initiator::close);
  }

  @Override
  public Responding responder(EngineKeys keys) {
    return Responding.of(
        new PskResponder(
                keys.context(),
                keys.directory().orElseThrow(),
                new PskResponderSettings(keys.options().nullTransport(), KeyPlace.PROVIDER))
            ::receive);
  }
}
