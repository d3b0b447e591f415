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

  /** What both parties have after an exchange; the test closes it. */
  record Bundles(CryptoSessionBundle alices, CryptoSessionBundle bobs) implements AutoCloseable {
    @Override
    public void close() {
      alices.close();
      bobs.close();
    }
  }

  /** The initiator's bundle of one crypto session; the test closes it. */
  static CryptoSessionBundle bundle(PartyKeys alice, PartyKeys bob, int ssrc) throws Exception {
    Bundles bundles = bundles(alice, bob, PskOffer.of(List.of(new SrtpId(0, ssrc, 0))));
    bundles.bobs().close();
    return bundles.alices();
  }

  /** Both bundles. */
  static Bundles bundles(PartyKeys alice, PartyKeys bob, PskOffer offer) throws Exception {
    PskResponder responder =
        new PskResponder(
            MikeyContext.forNewKeys(bob.provider(), Clock.systemUTC()),
            PskDirectory.of(new PskCredential(BOB, ALICE, bob.psk())),
            PskResponderSettings.DEFAULT);
    try (PskInitiator initiator =
        PskInitiator.initial(
            MikeyContext.forNewKeys(alice.provider(), Clock.systemUTC()),
            new PskCredential(ALICE, BOB, alice.psk()),
            offer.withVerification(true))) {
      Accepted accepted = responder.receive(initiator.start());
      return new Bundles(initiator.receive(accepted.response().orElseThrow()), accepted.bundle());
    }
  }
}
