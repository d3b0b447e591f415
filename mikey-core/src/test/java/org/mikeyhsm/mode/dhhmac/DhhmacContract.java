package org.mikeyhsm.mode.dhhmac;

import java.time.Duration;
import java.util.Set;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ModeContract;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.psk.PskTestBed;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Two parties of the DHHMAC mode. */
abstract class DhhmacContract extends ModeContract<PskTestBed> {
  PskCredential aliceToBob;
  PskCredential bobToAlice;
  DhhmacResponder responder;

  @Override
  protected void prepare() throws Exception {
    aliceToBob = new PskCredential(ALICE, BOB, bed.psk());
    bobToAlice = new PskCredential(BOB, ALICE, bed.psk());
    responder = responder(DhhmacSettings.DEFAULT);
  }

  final DhhmacResponder responder(DhhmacSettings settings) {
    return new DhhmacResponder(bob, PskDirectory.of(bobToAlice), settings);
  }

  @Override
  protected Accepted receive(Octets message) throws Exception {
    return responder.receive(message);
  }

  @Override
  protected Started start() throws Exception {
    return start(offer());
  }

  static DhhmacOffer offer() {
    return DhhmacOffer.of(streams());
  }

  final Started start(DhhmacOffer offer) throws Exception {
    DhhmacInitiator initiator = keep(DhhmacInitiator.initial(alice, aliceToBob, offer, Set.of()));
    return started(initiator.start(), initiator::receive);
  }

  final Started update(DhhmacOffer offer, CryptoSessionBundle bundle) throws Exception {
    clock.move(Duration.ofSeconds(1));
    DhhmacInitiator initiator = keep(DhhmacInitiator.update(alice, aliceToBob, offer, bundle));
    return started(initiator.start(), initiator::receive);
  }
}
