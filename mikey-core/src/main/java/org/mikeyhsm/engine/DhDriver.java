package org.mikeyhsm.engine;

import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.dh.DhInitiator;
import org.mikeyhsm.mode.dh.DhOffer;
import org.mikeyhsm.mode.dh.DhResponder;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Diffie-Hellman, signed (RFC 3830 section 3.3). */
final class DhDriver implements CertifiedDriver {
  @Override
  public DataType firstMessage() {
    return DataType.DH_INIT;
  }

  @Override
  public Started initiator(
      EngineKeys keys, IdPayload peer, Streams streams, Optional<CryptoSessionBundle> updated) {
    DhOffer offer =
        DhOffer.of(streams.ids())
            .withMedia(keys.media(streams))
            .withGroup(Optional.of(keys.options().dhGroups().get(0)));
    PkiIdentity self = keys.identities().get(0);
    PkiTrust trust = keys.requireTrust();
    DhInitiator initiator =
        updated.isPresent()
            ? DhInitiator.update(keys.context(), self, trust, offer, updated.get())
            : DhInitiator.initial(keys.context(), self, peer, trust, offer);
    return new Started(initiator::start, initiator::receive, Optional.empty(), initiator::close);
  }

  @Override
  public Responding responder(EngineKeys keys) {
    return Responding.of(
        new DhResponder(
                keys.context(),
                keys.identities(),
                keys.requireTrust(),
                Set.copyOf(keys.options().dhGroups()))
            ::receive);
  }
}
