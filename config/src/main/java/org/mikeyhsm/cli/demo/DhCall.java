package org.mikeyhsm.cli.demo;

import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.mikeyhsm.message.DhGroup;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.dh.DhInitiator;
import org.mikeyhsm.mode.dh.DhOffer;
import org.mikeyhsm.mode.dh.DhResponder;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Signed Diffie-Hellman (RFC 3830 section 3.3). */
final class DhCall implements CallMode {
  @Override
  public Caller caller(DemoSettings settings, PartyKeys keys, MediaOffer media) {
    Certified certified = keys.certified().get();
    return new Initiating(
        DhInitiator.initial(
            MikeyContext.forNewKeys(keys.provider(), Clock.systemUTC()),
            certified.self(),
            IdPayload.uri(Transcript.Role.RESPONDER.identity()),
            certified.pki(),
            DhOffer.of(media.streams()).withMedia(media)));
  }

  @Override
  public Called called(DemoSettings settings, PartyKeys keys) {
    Certified certified = keys.certified().get();
    return new Responding(
        new DhResponder(
            MikeyContext.forNewKeys(keys.provider(), Clock.systemUTC()),
            List.of(certified.self()),
            certified.pki(),
            Set.of(DhGroup.OAKLEY_5)));
  }

  private record Initiating(DhInitiator initiator) implements Caller {
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

  private record Responding(DhResponder responder) implements Called {
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
