package org.mikeyhsm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.Provider;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.jca.software.SoftwareKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
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
import org.mikeyhsm.session.SrtpMasterKey;

/** The README's Java, line by line, with a peer to talk to. */
class ReadmeExampleTest {
  private final IdPayload alice = IdPayload.uri("sip:alice@example.com");
  private final IdPayload bob = IdPayload.uri("sip:bob@example.com");
  private final List<SrtpId> streams = List.of(new SrtpId(0, 0x1234, 0));
  private final CustodialKey psk = SoftwareKey.preShared(new byte[16]);

  @Test
  void exampleRuns() throws Exception {
    Provider provider = new MikeyProvider();
    MikeyContext context = MikeyContext.forNewKeys(provider, Clock.systemUTC());
    PskCredential credential = new PskCredential(alice, bob, psk);

    try (PskInitiator initiator = PskInitiator.initial(context, credential, PskOffer.of(streams))) {
      Octets iMessage = initiator.start();
      Octets rMessage = answer(iMessage);
      try (CryptoSessionBundle bundle = initiator.receive(rMessage)) {
        SrtpMasterKey key = bundle.srtpMasterKey(1, KeyPlace.HOST);
        CustodyReport report = bundle.custody();
        assertEquals(1, key.session().csId());
        assertEquals(1, report.of(SecretName.TEK).size());
        key.close();
      }
    }
  }

  private Octets answer(Octets iMessage) throws Exception {
    PskResponder responder =
        new PskResponder(
            MikeyContext.forNewKeys(new MikeyProvider(), Clock.systemUTC()),
            PskDirectory.of(new PskCredential(bob, alice, psk)),
            PskResponderSettings.DEFAULT);
    try (Accepted accepted = responder.receive(iMessage)) {
      return accepted.response().orElseThrow();
    }
  }
}
