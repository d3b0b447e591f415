package org.mikeyhsm.cli.demo;

import java.time.Clock;
import java.util.List;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Exchanges without a call around them. */
final class Exchanges {
  private static final IdPayload ALICE = IdPayload.uri("sip:alice@example.com");
  private static final IdPayload BOB = IdPayload.uri("sip:bob@example.com");

  private Exchanges() {}

  /** The initiator's bundle of one crypto session; the test closes it. */
  static CryptoSessionBundle bundle(PartyKeys alice, PartyKeys bob, int ssrc) throws Exception {
    PskResponder responder =
        new PskResponder(
            MikeyContext.forNewKeys(bob.provider(), Clock.systemUTC()),
            PskDirectory.of(new PskCredential(BOB, ALICE, bob.psk())),
            PskResponderSettings.DEFAULT);
    try (PskInitiator initiator =
            PskInitiator.initial(
                MikeyContext.forNewKeys(alice.provider(), Clock.systemUTC()),
                new PskCredential(ALICE, BOB, alice.psk()),
                PskOffer.of(List.of(new SrtpId(0, ssrc, 0))).withVerification(true));
        Accepted accepted = responder.receive(initiator.start())) {
      return initiator.receive(accepted.response().orElseThrow());
    }
  }
}
