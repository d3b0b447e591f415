package org.mikeyhsm.mode.pk;

import java.time.Duration;
import java.util.List;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.mode.pki.PkiContract;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Two parties of the public-key mode. */
abstract class PkContract extends PkiContract {
  EnvelopeCache aliceCache;
  EnvelopeCache bobCache;
  PkResponder responder;

  @Override
  protected void prepare() throws Exception {
    super.prepare();
    aliceCache = keep(EnvelopeCache.of(alice));
    bobCache = keep(EnvelopeCache.of(bob));
    responder = responder(PkResponderSettings.DEFAULT, bobSelf);
  }

  final PkResponder responder(PkResponderSettings settings, PkiIdentity... selves)
      throws Exception {
    return prepared(new PkResponder(bob, List.of(selves), pki, bobCache, settings));
  }

  /** Its key for bad envelopes must not count as left behind by the first message. */
  private PkResponder prepared(PkResponder made) throws Exception {
    keep(made).prepare();
    return made;
  }

  /** Another responder, which trusts so. */
  final void respondTrusting(PkiTrust trust) throws Exception {
    responder =
        prepared(
            new PkResponder(bob, List.of(bobSelf), trust, bobCache, PkResponderSettings.DEFAULT));
  }

  @Override
  protected Accepted receive(Octets message) throws Exception {
    return responder.receive(message);
  }

  @Override
  protected int cachedKeys() {
    return aliceCache.size() + bobCache.size();
  }

  @Override
  protected Started start() throws Exception {
    PkInitiator initiator = initiator(offer());
    return started(initiator.start(), initiator::receive);
  }

  static PkOffer offer() {
    return PkOffer.of(streams());
  }

  final PkInitiator initiator(PkOffer offer) {
    return initiator(aliceSelf, offer);
  }

  final PkInitiator initiator(PkiIdentity self, PkOffer offer) {
    return keep(PkInitiator.initial(alice, self, BOB, pki, aliceCache, offer));
  }

  final PkInitiator updater(PkOffer offer, CryptoSessionBundle bundle) {
    return keep(PkInitiator.update(alice, aliceSelf, pki, aliceCache, offer, bundle));
  }

  final Outcome exchange(PkOffer offer) throws Exception {
    return complete(initiator(offer));
  }

  final Outcome update(PkOffer offer, Outcome before) throws Exception {
    clock.move(Duration.ofSeconds(1));
    return complete(updater(offer, before.initiated()));
  }

  final Outcome complete(PkInitiator initiator) throws Exception {
    Octets request = initiator.start();
    Accepted accepted = accept(request);
    CryptoSessionBundle initiated =
        accepted.response().isPresent()
            ? initiator.receive(accepted.response().get())
            : initiator.bundle();
    keep(initiated);
    return new Outcome(request, accepted.response(), initiated, accepted.bundle());
  }

  /** An update by a pre-shared key message with the cached envelope key. */
  final Outcome cachedUpdate(PskOffer offer, Outcome before) throws Exception {
    clock.move(Duration.ofSeconds(1));
    return complete(
        keep(
            PskInitiator.update(
                alice,
                aliceCache.forUpdate(before.initiated().terms()).orElseThrow(),
                offer,
                before.initiated())));
  }

  final Outcome complete(PskInitiator initiator) throws Exception {
    Octets request = initiator.start();
    Accepted accepted = accept(request);
    CryptoSessionBundle initiated = keep(initiator.receive(accepted.response().orElseThrow()));
    return new Outcome(request, accepted.response(), initiated, accepted.bundle());
  }
}
