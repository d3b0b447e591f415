package org.mikeyhsm.mode.dh;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.pki.PkiContract;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Two parties of the signed Diffie-Hellman mode. */
abstract class DhContract extends PkiContract {
  DhResponder responder;

  @Override
  protected void prepare() throws Exception {
    super.prepare();
    responder = responder(Set.of(DhGroup.OAKLEY_5));
  }

  final DhResponder responder(Set<DhGroup> groups) {
    return new DhResponder(bob, List.of(bobSelf), pki, groups);
  }

  @Override
  protected Accepted receive(Octets message) throws Exception {
    return responder.receive(message);
  }

  @Override
  protected Started start() throws Exception {
    return start(offer());
  }

  static DhOffer offer() {
    return DhOffer.of(streams());
  }

  final Started start(DhOffer offer) throws Exception {
    DhInitiator initiator = keep(DhInitiator.initial(alice, aliceSelf, BOB, pki, offer));
    return started(initiator.start(), initiator::receive);
  }

  final Started update(DhOffer offer, CryptoSessionBundle bundle) throws Exception {
    clock.move(Duration.ofSeconds(1));
    DhInitiator initiator = keep(DhInitiator.update(alice, aliceSelf, pki, offer, bundle));
    return started(initiator.start(), initiator::receive);
  }

  final Outcome complete(Started started) throws Exception {
    Accepted accepted = accept(started.request());
    CryptoSessionBundle initiated = keep(started.receive(accepted.response().orElseThrow()));
    return new Outcome(started.request(), accepted.response(), initiated, accepted.bundle());
  }
}
