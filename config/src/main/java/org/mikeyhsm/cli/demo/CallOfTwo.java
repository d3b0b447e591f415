package org.mikeyhsm.cli.demo;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.cli.exchange.Certified;
import org.mikeyhsm.cli.exchange.ExchangeMode;
import org.mikeyhsm.cli.exchange.ExchangeModes;
import org.mikeyhsm.cli.exchange.Party;
import org.mikeyhsm.cli.exchange.Terms;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.message.EncrAlg;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.psk.PskCredential;

/** A call in a mode that any configuration can have, with what this one has for each party. */
final class CallOfTwo implements CallMode {
  private static final int SHORTEST_TGK = 16;

  /** AES-KW-128 has no padding: header and TGK are whole semiblocks (RFC 3830 section 4.2.3). */
  private static final int SEMIBLOCK = 8;

  /** Octets of the header of an ID payload, and of a Key data sub-payload. */
  private static final int HEADER = 4;

  private final ExchangeMode mode;

  CallOfTwo(Mode mode) {
    this.mode = ExchangeModes.of(mode).orElseThrow();
  }

  @Override
  public Caller caller(DemoSettings settings, PartyKeys keys, MediaOffer media) {
    Party alice = party(settings, keys, Transcript.Role.INITIATOR, Transcript.Role.RESPONDER);
    return new Caller(
        mode.initiator(alice, IdPayload.uri(Transcript.Role.RESPONDER.identity()), media),
        Members.NONE);
  }

  @Override
  public ExchangeMode.Responder called(DemoSettings settings, PartyKeys keys) {
    return mode.responder(
        party(settings, keys, Transcript.Role.RESPONDER, Transcript.Role.INITIATOR));
  }

  /** It owns nothing: the keys are their {@link DemoTokens}'. */
  private Party party(
      DemoSettings settings, PartyKeys keys, Transcript.Role self, Transcript.Role peer) {
    IdPayload id = IdPayload.uri(self.identity());
    boolean certified = mode.mode().needsCertificate();
    return new Party(
        terms(settings, certified ? HEADER + id.data().length() : 0),
        MikeyContext.forNewKeys(keys.provider(), Clock.systemUTC()),
        List.of(new PskCredential(id, IdPayload.uri(peer.identity()), keys.psk())),
        certified ? Optional.of(keys.certified().get()) : Optional.<Certified>empty(),
        Optional.empty(),
        List.of());
  }

  private static Terms terms(DemoSettings settings, int beforeKey) {
    EncrAlg encryption =
        switch (settings.encryption()) {
          case AES_CM -> EncrAlg.AES_CM_128;
          case AES_KW -> EncrAlg.AES_KW_128;
        };
    int tgk =
        settings.encryption() == DemoSettings.Encryption.AES_CM
            ? SHORTEST_TGK
            : SHORTEST_TGK + Math.floorMod(-(beforeKey + HEADER + SHORTEST_TGK), SEMIBLOCK);
    return Terms.DEFAULT.withEncryption(encryption, tgk).withVerification(settings.verification());
  }
}
