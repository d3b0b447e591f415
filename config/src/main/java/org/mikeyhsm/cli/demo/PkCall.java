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
import org.mikeyhsm.mode.pk.PkInitiator;
import org.mikeyhsm.mode.pk.PkOffer;
import org.mikeyhsm.mode.pk.PkResponder;
import org.mikeyhsm.mode.pk.PkResponderSettings;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Public key (RFC 3830 section 3.2). */
final class PkCall implements CallMode {
  @Override
  public Caller caller(DemoSettings settings, PartyKeys keys, MediaOffer media) {
    Certified certified = keys.certified().get();
    MikeyContext context = MikeyContext.forNewKeys(keys.provider(), Clock.systemUTC());
    EnvelopeCache cache = EnvelopeCache.of(context);
    PkOffer offer =
        PkOffer.of(media.streams()).withMedia(media).withVerification(settings.verification());
    return new Initiating(
        PkInitiator.initial(
            context,
            certified.self(),
            IdPayload.uri(Transcript.Role.RESPONDER.identity()),
            certified.pki(),
            cache,
            switch (settings.encryption()) {
              case AES_CM -> offer;
              case AES_KW ->
                  offer
                      .withAlgorithms(EncrAlg.AES_KW_128, MacAlg.HMAC_SHA_1_160)
                      .withKeys(List.of(WrappableTgk.behind(certified.self().id())));
            }),
        cache);
  }

  @Override
  public Called called(DemoSettings settings, PartyKeys keys) {
    Certified certified = keys.certified().get();
    MikeyContext context = MikeyContext.forNewKeys(keys.provider(), Clock.systemUTC());
    EnvelopeCache cache = EnvelopeCache.of(context);
    return new Responding(
        new PkResponder(
            context,
            List.of(certified.self()),
            certified.pki(),
            cache,
            PkResponderSettings.DEFAULT),
        cache);
  }

  private record Initiating(PkInitiator initiator, EnvelopeCache cache) implements Caller {
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
      cache.close();
    }
  }

  private record Responding(PkResponder responder, EnvelopeCache cache) implements Called {
    @Override
    public Accepted receive(Octets message) throws MikeyException, GeneralSecurityException {
      return responder.receive(message);
    }

    @Override
    public void close() {
      responder.close();
      cache.close();
    }
  }
}
