package org.mikeyhsm.mode.rsar;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.message.CommonHeader;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;
import org.mikeyhsm.message.TimestampPayload;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.mode.SignedBadInputContract;
import org.mikeyhsm.mode.exchange.SignField;
import org.mikeyhsm.mode.pki.EnvelopeCache;
import org.mikeyhsm.mode.pki.PkiContract;
import org.mikeyhsm.mode.pki.PkiIdentity;
import org.mikeyhsm.session.CryptoSessionBundle;

/** Two parties of the RSA-R mode. */
abstract class RsarContract extends PkiContract {
  EnvelopeCache aliceCache;
  EnvelopeCache bobCache;
  RsarSettings settings = RsarSettings.DEFAULT;
  RsarResponder.GroupDirectory groups = RsarResponder.GroupDirectory.none();
  RsarResponder responder;

  @Override
  protected void prepare() throws Exception {
    super.prepare();
    aliceCache = keep(EnvelopeCache.of(alice));
    bobCache = keep(EnvelopeCache.of(bob));
    respond();
  }

  /** Another responder, with what is set now. */
  final void respond() {
    responder = new RsarResponder(bob, List.of(bobSelf), pki, bobCache, groups, settings);
  }

  @Override
  protected Accepted receive(Octets message) throws Exception {
    return responder.receive(message);
  }

  @Override
  protected int cachedKeys() {
    return aliceCache.size() + bobCache.size();
  }

  @Override
  protected Started start() throws Exception {
    return start(offer());
  }

  static RsarOffer offer() {
    return RsarOffer.of(streams());
  }

  final Started start(RsarOffer offer) throws Exception {
    return started(keep(RsarInitiator.with(alice, aliceSelf, BOB, pki, aliceCache, offer)));
  }

  final Started startWithAnybody(Predicate<IdPayload> acceptable) throws Exception {
    return started(
        keep(RsarInitiator.withAnybody(alice, aliceSelf, acceptable, pki, aliceCache, offer())));
  }

  final Started update(RsarOffer offer, CryptoSessionBundle bundle) throws Exception {
    clock.move(Duration.ofSeconds(1));
    return started(keep(RsarInitiator.update(alice, aliceSelf, pki, aliceCache, offer, bundle)));
  }

  private static Started started(RsarInitiator initiator) throws Exception {
    return started(initiator.start(), initiator::receive);
  }

  final Outcome complete(Started started) throws Exception {
    Accepted accepted = accept(started.request());
    CryptoSessionBundle initiated = keep(started.receive(accepted.response().orElseThrow()));
    return new Outcome(started.request(), accepted.response(), initiated, accepted.bundle());
  }

  static MikeyMessage decode(Octets message) throws Exception {
    return MikeyMessage.decode(message.toArray());
  }

  /** A group of two streams. */
  final RsarGroup group() throws Exception {
    RsarGroup group = keep(RsarGroup.create(bob, bobSelf, MediaOffer.of(streams())));
    groups = initiator -> Optional.of(group);
    respond();
    return group;
  }

  /** The answer with other payloads, signed anew by bob as RFC 4738 3.6 has it. */
  static Octets resigned(Octets answer, UnaryOperator<List<Payload>> change) throws Exception {
    MikeyMessage decoded = decode(answer);
    return resigned(decoded.header(), decoded, change);
  }

  static Octets resigned(
      CommonHeader header, MikeyMessage decoded, UnaryOperator<List<Payload>> change)
      throws Exception {
    List<Payload> payloads = new ArrayList<>(decoded.payloads());
    payloads.remove(payloads.size() - 1);
    return SignField.fill(
        header,
        change.apply(payloads),
        bobInSoftware(),
        new MikeyProvider(),
        SignField.Coverage.UP_TO_SIGN,
        ALICE.data(),
        BOB.data(),
        decoded.first(TimestampPayload.class).orElseThrow().value());
  }

  static PkiIdentity bobInSoftware() {
    return SignedBadInputContract.inSoftware(BOB, "bob");
  }
}
