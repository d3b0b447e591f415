package org.mikeyhsm.cli.demo;

import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Set;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.dhhmac.DhhmacInitiator;
import org.mikeyhsm.mode.dhhmac.DhhmacOffer;
import org.mikeyhsm.mode.dhhmac.DhhmacResponder;
import org.mikeyhsm.mode.dhhmac.DhhmacSettings;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskDirectory;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Diffie-Hellman with HMAC (RFC 4650). */
final class DhhmacCall implements CallMode {
  @Override
  public Caller caller(DemoSettings settings, PartyKeys keys, MediaOffer media) {
    PskCredential credential =
        new PskCredential(
            IdPayload.uri(Transcript.Role.INITIATOR.identity()),
            IdPayload.uri(Transcript.Role.RESPONDER.identity()),
            keys.psk());
    return new Initiating(
        DhhmacInitiator.initial(
            MikeyContext.forNewKeys(keys.provider(), Clock.systemUTC()),
            credential,
            DhhmacOffer.of(media.streams()).withMedia(media),
            Set.of()));
  }

  @Override
  public Called called(DemoSettings settings, PartyKeys keys) {
    PskCredential credential =
        new PskCredential(
            IdPayload.uri(Transcript.Role.RESPONDER.identity()),
            IdPayload.uri(Transcript.Role.INITIATOR.identity()),
            keys.psk());
    return new Responding(
        new DhhmacResponder(
            MikeyContext.forNewKeys(keys.provider(), Clock.systemUTC()),
            PskDirectory.of(credential),
            DhhmacSettings.DEFAULT));
  }

  private record Initiating(DhhmacInitiator initiator) implements Caller {
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
      throw new IllegalStateException("this mode has an R_MESSAGE in every exchange");
    }

    @Override
    public void close() {
      initiator.close();
    }
  }

  private record Responding(DhhmacResponder responder) implements Called {
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
