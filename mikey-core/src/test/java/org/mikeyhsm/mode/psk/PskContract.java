package org.mikeyhsm.mode.psk;

import java.time.Duration;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Vectors;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.ModeContract;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Two parties of the pre-shared key mode. */
abstract class PskContract extends ModeContract<PskTestBed> {
  static final PskResponderSettings NULL_ALLOWED =
      new PskResponderSettings(NullTransport.UNDERLYING_PROTOCOL_PROTECTS, KeyPlace.HOST);

  final RoguePeer rogue = new RoguePeer(Vectors.minisipPsk0("psk"), ALICE, BOB);
  PskCredential aliceToBob;
  PskCredential bobToAlice;
  PskResponder responder;

  @Override
  protected void prepare() {
    aliceToBob = new PskCredential(ALICE, BOB, bed.psk());
    bobToAlice = new PskCredential(BOB, ALICE, bed.psk());
    responder = responder(bob, PskResponderSettings.DEFAULT);
  }

  @Override
  protected Accepted receive(Octets message) throws Exception {
    return responder.receive(message);
  }

  @Override
  protected Started start() throws Exception {
    PskInitiator initiator = initiator(offer());
    return started(initiator.start(), initiator::receive);
  }

  final PskResponder responder(MikeyContext context, PskResponderSettings settings) {
    return new PskResponder(context, PskDirectory.of(bobToAlice), settings);
  }

  static PskOffer offer() {
    return PskOffer.of(streams());
  }

  final PskInitiator initiator(PskOffer offer) {
    return keep(PskInitiator.initial(alice, aliceToBob, offer));
  }

  final PskInitiator updater(PskOffer offer, CryptoSessionBundle bundle) {
    return keep(PskInitiator.update(alice, aliceToBob, offer, bundle));
  }

  final Outcome exchange(PskOffer offer) throws Exception {
    return complete(initiator(offer));
  }

  final Outcome update(PskOffer offer, Outcome before) throws Exception {
    clock.move(Duration.ofSeconds(1));
    return complete(updater(offer, before.initiated()));
  }

  final Outcome complete(PskInitiator initiator) throws Exception {
    Octets request = initiator.start();
    Accepted accepted = accept(request);
    CryptoSessionBundle initiated =
        accepted.response().isPresent()
            ? initiator.receive(accepted.response().get())
            : initiator.bundle();
    keep(initiated);
    return new Outcome(request, accepted.response(), initiated, accepted.bundle());
  }
}
