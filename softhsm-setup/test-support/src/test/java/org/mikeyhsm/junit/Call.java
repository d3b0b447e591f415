package org.mikeyhsm.junit;

import java.security.Provider;
import java.time.Clock;
import java.util.List;
import org.mikeyhsm.custody.SecretName;
import org.mikeyhsm.hsm.provider.KeyImport;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.KeyPlace;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.SecretOctets;
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

/** A call by pre-shared key whose two ends have the same token. */
final class Call {
  private Call() {}

  /** Makes it; where the TEK has been, as the initiator reports it. */
  static String levelOfTek(SoftHsmToken hsm) throws Exception {
    IdPayload alice = IdPayload.uri("sip:alice@example.com");
    IdPayload bob = IdPayload.uri("sip:bob@example.com");
    try (SecretOctets octets = SecretOctets.copyOf(new byte[20])) {
      KeyImport.preSharedKey(hsm.token(), "call", octets);
    }
    Provider provider = hsm.provider();
    MikeyContext context = MikeyContext.forNewKeys(provider, Clock.systemUTC());
    TokenKey psk = hsm.token().preSharedKey("call");
    PskResponder responder =
        new PskResponder(
            MikeyContext.forNewKeys(provider, Clock.systemUTC()),
            PskDirectory.of(new PskCredential(bob, alice, psk)),
            PskResponderSettings.DEFAULT);
    try (PskInitiator initiator =
            PskInitiator.initial(
                context,
                new PskCredential(alice, bob, psk),
                PskOffer.of(List.of(new SrtpId(0, 0x1234, 0))));
        Accepted accepted = responder.receive(initiator.start());
        CryptoSessionBundle bundle = initiator.receive(accepted.response().orElseThrow())) {
      bundle.srtpMasterKey(1, KeyPlace.PROVIDER).close();
      return bundle.custody().of(SecretName.TEK).get(0).custody().level().toString();
    }
  }
}
