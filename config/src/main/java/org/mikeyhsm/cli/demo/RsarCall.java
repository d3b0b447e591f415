package org.mikeyhsm.cli.demo;

import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.mode.rsar.RsarInitiator;
import org.mikeyhsm.mode.rsar.RsarOffer;
import org.mikeyhsm.mode.rsar.RsarResponder;
import org.mikeyhsm.mode.rsar.RsarSettings;
import org.mikeyhsm.session.CryptoSessionBundle;

/** RSA-R (RFC 4738): Bob makes the TGK. */
final class RsarCall implements CallMode {
  @Override
  public Caller caller(DemoSettings settings, PartyKeys keys, MediaOffer media) {
    Certified certified = keys.certified().get();
    MikeyContext context = MikeyContext.forNewKeys(keys.provider(), Clock.systemUTC());
    EnvelopeCache cache = EnvelopeCache.of(context);
    return new Initiating(
        RsarInitiator.with(
            context,
            certified.self(),
            IdPayload.uri(Transcript.Role.RESPONDER.identity()),
            certified.pki(),
            cache,
            RsarOffer.of(media.streams()).withMedia(media)),
        cache);
  }

  @Override
  public Called called(DemoSettings settings, PartyKeys keys) {
    Certified certified = keys.certified().get();
    MikeyContext context = MikeyContext.forNewKeys(keys.provider(), Clock.systemUTC());
    EnvelopeCache cache = EnvelopeCache.of(context);
    RsarSettings usual = RsarSettings.DEFAULT;
    RsarSettings chosen =
        switch (settings.encryption()) {
          case AES_CM -> usual;
          case AES_KW ->
              new RsarSettings(
                  List.of(WrappableTgk.behind(certified.self().id())),
                  EncrAlg.AES_KW_128,
                  usual.macAlg(),
                  usual.envelope(),
                  usual.cache(),
                  usual.policies(),
                  usual.streams());
        };
    return new Responding(
        new RsarResponder(
            context,
            List.of(certified.self()),
            certified.pki(),
            cache,
            RsarResponder.GroupDirectory.none(),
            chosen),
        cache);
  }

  private record Initiating(RsarInitiator initiator, EnvelopeCache cache) implements Caller {
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
      cache.close();
    }
  }

  private record Responding(RsarResponder responder, EnvelopeCache cache) implements Called {
    @Override
    public Accepted receive(Octets message) throws MikeyException, GeneralSecurityException {
      return responder.receive(message);
    }

    @Override
    public void close() {
      cache.close();
    }
  }
}
