package org.mikeyhsm.cli.demo;

import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MacAlg;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.psk.NullTransport;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.mode.psk.PskInitiator;
import org.mikeyhsm.mode.psk.PskOffer;
import org.mikeyhsm.mode.psk.PskResponder;
import org.mikeyhsm.mode.psk.PskResponderSettings;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Pre-shared key (RFC 3830 section 3.1). */
final class PskCall implements CallMode {
  @Override
  public Caller caller(DemoSettings settings, PartyKeys keys, MediaOffer media) {
    PskCredential credential =
        new PskCredential(
            IdPayload.uri(Transcript.Role.INITIATOR.identity()),
            IdPayload.uri(Transcript.Role.RESPONDER.identity()),
            keys.psk());
    PskOffer offer =
        PskOffer.of(media.streams())
            .withVerification(settings.verification())
            .withExtensions(media.extensions());
    return new Initiating(
        PskInitiator.initial(
            MikeyContext.forNewKeys(keys.provider(), Clock.systemUTC()),
            credential,
            switch (settings.encryption()) {
              case AES_CM -> offer;
              case AES_KW ->
                  offer
                      .withAlgorithms(
                          EncrAlg.AES_KW_128, MacAlg.HMAC_SHA_1_160, NullTransport.REFUSED)
                      .withKeys(List.of(PskOffer.TGK_160));
            }));
  }

  @Override
  public Called called(DemoSettings settings, PartyKeys keys) {
    PskCredential credential =
        new PskCredential(
            IdPayload.uri(Transcript.Role.RESPONDER.identity()),
            IdPayload.uri(Transcript.Role.INITIATOR.identity()),
            keys.psk());
    return new Responding(
        new PskResponder(
            MikeyContext.forNewKeys(keys.provider(), Clock.systemUTC()),
            PskDirectory.of(credential),
            PskResponderSettings.DEFAULT));
  }

  private record Initiating(PskInitiator initiator) implements Caller {
    @Override
    public Octets start() throws GeneralSecurityException {
      return initiator.start();
    }

    @Override
    public CryptoSessionBundle receive(Octets answer)
        throws MikeyException, GeneralSecurityException {
      return initiator.receive(answer);
    }

    @Override
    public CryptoSessionBundle bundle() {
      return initiator.bundle();
    }

    @Override
    public void close() {
      initiator.close();
    }
  }

  private record Responding(PskResponder responder) implements Called {
    @Override
    public Accepted receive(Octets message) throws MikeyException, GeneralSecurityException {
      return responder.receive(message);
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }
}
