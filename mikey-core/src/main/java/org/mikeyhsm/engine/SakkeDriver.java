package org.mikeyhsm.engine;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.sakke.SakkeInitiator;
import org.mikeyhsm.mode.sakke.SakkeOffer;
import org.mikeyhsm.mode.sakke.SakkeRecipient;
import org.mikeyhsm.mode.sakke.SakkeResponder;
import org.mikeyhsm.mode.sakke.SakkeResponderSettings;
import org.mikeyhsm.mode.sakke.SakkeSent;
import org.mikeyhsm.mode.sakke.SentIdentities;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * SAKKE and ECCSI (RFC 6509): one message, no answer, no update. An SSRC that the initiator leaves
 * open stays open, for nobody can tell it what was chosen.
 */
final class SakkeDriver implements ModeDriver {
  @Override
  public DataType firstMessage() {
    return DataType.SAKKE;
  }

  @Override
  public boolean answers(EngineKeys keys) {
    return keys.sakke().isPresent();
  }

  @Override
  public Optional<String> lacks(EngineKeys keys, IdPayload peer) {
    if (keys.sakke().isEmpty()) {
      return Optional.of("keys that a KMS issued to this side");
    }
    return keys.kmsOf(peer).isPresent() ? Optional.empty() : Optional.of("the peer's KMS");
  }

  @Override
  public Started initiator(
      EngineKeys keys, IdPayload peer, Streams streams, Optional<CryptoSessionBundle> updated) {
    Call call = new Call(keys, peer, keys.media(streams));
    return new Started(
        call::start,
        answer -> {
          throw new IllegalStateException("a SAKKE message has no answer (RFC 6509 2.2)");
        },
        Optional.of(call::bundle),
        call::close);
  }

  @Override
  public Responding responder(EngineKeys keys) {
    EngineKeys.Sakke sakke = keys.sakke().orElseThrow();
    return Responding.of(
        new SakkeResponder(
                keys.context(),
                List.of(sakke.user()),
                sakke.kmses(),
                SakkeResponderSettings.DEFAULT)
            ::receive);
  }

  private static final class Call {
    private final EngineKeys keys;
    private final IdPayload peer;
    private final MediaOffer media;
    private Optional<SakkeSent> sent = Optional.empty();

    Call(EngineKeys keys, IdPayload peer, MediaOffer media) {
      this.keys = keys;
      this.peer = peer;
      this.media = media;
    }

    Octets start() throws GeneralSecurityException {
      SakkeOffer offer =
          new SakkeOffer(
              csbId -> media.map(),
              media.policyPayloads(),
              keys.options().sakkePrf(),
              SentIdentities.URI,
              SakkeOffer.CsbIdChoice.RANDOM,
              false,
              media.extensions());
      SakkeSent made =
          new SakkeInitiator(keys.context(), keys.sakke().orElseThrow().user())
              .call(new SakkeRecipient(peer, keys.kmsOf(peer).orElseThrow()), offer);
      sent = Optional.of(made);
      return made.messages().get(0).octets();
    }

    /** Hands the bundle over. */
    CryptoSessionBundle bundle() {
      CryptoSessionBundle bundle = sent.orElseThrow().bundle();
      sent = Optional.empty();
      return bundle;
    }

    void close() {
      sent.ifPresent(SakkeSent::close);
    }
  }
}
