package org.mikeyhsm.engine;

import java.security.InvalidKeyException;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.dhhmac.DhhmacInitiator;
import org.mikeyhsm.mode.dhhmac.DhhmacOffer;
import org.mikeyhsm.mode.dhhmac.DhhmacResponder;
import org.mikeyhsm.mode.dhhmac.DhhmacSettings;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Diffie-Hellman, authenticated by HMAC (RFC 4650). */
final class DhhmacDriver implements PskKeyedDriver {
  @Override
  public DataType firstMessage() {
    return DataType.DHHMAC_INIT;
  }

  @Override
  public Started initiator(
      EngineKeys keys, IdPayload peer, Streams streams, Optional<CryptoSessionBundle> updated)
      throws InvalidKeyException {
    DhhmacOffer offer =
        DhhmacOffer.of(streams.ids())
            .withMedia(keys.media(streams))
            .withGroup(Optional.of(keys.options().dhGroups().get(0)));
    PskCredential credential = keys.requireCredential(peer);
    DhhmacInitiator initiator =
        updated.isPresent()
            ? DhhmacInitiator.update(keys.context(), credential, offer, updated.get())
            : DhhmacInitiator.initial(keys.context(), credential, offer, Set.of());
    return new Started(initiator::start, initiator::receive, Optional.empty(), initiator::close);
  }

  @Override
  public Responding responder(EngineKeys keys) {
    return Responding.of(
        new DhhmacResponder(
                keys.context(),
                keys.directory().orElseThrow(),
                new DhhmacSettings(Set.copyOf(keys.options().dhGroups()), Set.of()))
            ::receive);
  }
}
