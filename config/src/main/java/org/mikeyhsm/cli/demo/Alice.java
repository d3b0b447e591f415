package org.mikeyhsm.cli.demo;

import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.cli.exchange.ExchangeMode;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.sdp.CryptoSessionNumbers;
import org.mikeyhsm.sdp.KeyMgmtAttribute;
import org.mikeyhsm.sdp.KeyMgmtLevel;
import org.mikeyhsm.sdp.SdpException;
import org.mikeyhsm.sdp.SdpIds;
import org.mikeyhsm.sdp.SessionDescription;
import org.mikeyhsm.session.CryptoSessionBundle;

/** The caller: offerer, and initiator of the exchange. Not thread-safe; the call closes it. */
final class Alice implements AutoCloseable {
  private final DatagramSocket socket;
  private final SessionDescription plainOffer;
  private final CryptoSessionNumbers.Pair streams;
  private final int ssrc;
  private final CallMode.Caller initiator;
  private final Provider provider;
  private Optional<Endpoint> endpoint = Optional.empty();
  private Optional<CryptoSessionBundle> bundle = Optional.empty();
  private Optional<SessionDescription> answer = Optional.empty();

  private Alice(
      DatagramSocket socket,
      SessionDescription plainOffer,
      CryptoSessionNumbers.Pair streams,
      int ssrc,
      CallMode.Caller initiator,
      Provider provider) {
    this.socket = socket;
    this.plainOffer = plainOffer;
    this.streams = streams;
    this.ssrc = ssrc;
    this.initiator = initiator;
    this.provider = provider;
  }

  static Alice open(DemoSettings settings, PartyKeys keys)
      throws IOException, SdpException, GeneralSecurityException {
    DatagramSocket socket = Endpoint.bind();
    boolean done = false;
    try {
      SecureRandom random = new SecureRandom();
      int ssrc = random.ints().filter(candidate -> candidate != 0).findFirst().orElseThrow();
      SessionDescription offer =
          CallSdp.describe(Transcript.Role.INITIATOR, socket.getLocalPort(), ssrc);
      CryptoSessionNumbers numbers = CryptoSessionNumbers.of(offer, KeyMgmtLevel.session());
      CryptoSessionNumbers.Pair streams = numbers.ofMedia(CallSdp.AUDIO).orElseThrow();
      CallMode.Caller initiator =
          CallMode.of(settings.mode())
              .caller(settings, keys, media(numbers.count(), streams, ssrc));
      Alice alice = new Alice(socket, offer, streams, ssrc, initiator, keys.provider());
      done = true;
      return alice;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  private static MediaOffer media(int count, CryptoSessionNumbers.Pair streams, int ssrc) {
    SrtpId[] map = new SrtpId[count];
    map[streams.toAnswerer() - 1] = new SrtpId(0, ssrc, 0);
    // 0: the SSRC of the stream that Bob sends is his to choose (RFC 3830 6.1.1).
    map[streams.toOfferer() - 1] = new SrtpId(0, 0, 0);
    return MediaOffer.of(List.of(map))
        .withExtensions(List.of(SdpIds.payload(List.of(KeyMgmtAttribute.MIKEY))));
  }

  /** The offer with the I_MESSAGE, to be sent to Bob. */
  byte[] offer() throws GeneralSecurityException {
    KeyMgmtAttribute message = KeyMgmtAttribute.mikey(initiator.exchange().start().toArray());
    return plainOffer.withSessionKeyMgmt(message).encode();
  }

  /** Takes Bob's answer, and the R_MESSAGE in it if one was asked for. */
  void accept(byte[] received)
      throws MikeyException, SdpException, GeneralSecurityException, DemoException {
    SessionDescription sdp = SessionDescription.parse(new String(received, StandardCharsets.UTF_8));
    Optional<KeyMgmtAttribute> message =
        sdp.effectiveKeyMgmt(CallSdp.AUDIO, KeyMgmtAttribute.MIKEY);
    answer = Optional.of(sdp);
    ExchangeMode.Initiator exchange = initiator.exchange();
    bundle =
        Optional.of(
            message.isPresent()
                ? exchange.receive(message.get().data())
                : exchange
                    .withoutAnswer()
                    .orElseThrow(() -> new DemoException("the answer has no R_MESSAGE")));
  }

  /** Her end of the media, once the answer is accepted. */
  Endpoint endpoint() throws IOException, GeneralSecurityException, DemoException {
    CryptoSessionBundle keys = bundle.orElseThrow();
    SessionDescription sdp = answer.orElseThrow();
    int bobs = keys.terms().sessions().get(streams.toOfferer() - 1).ssrc();
    Endpoint opened =
        Endpoint.open(
            socket,
            sdp.media().get(CallSdp.AUDIO).port(),
            provider,
            keys,
            new Endpoint.Stream(streams.toAnswerer(), ssrc),
            // Without an R_MESSAGE only the answer says which SSRC Bob chose.
            new Endpoint.Stream(streams.toOfferer(), bobs == 0 ? CallSdp.ssrc(sdp) : bobs));
    endpoint = Optional.of(opened);
    return opened;
  }

  /**
   * The receivers beside Bob, once the call is answered.
   *
   * @param each run after each
   */
  List<Transcript.Member> members(Runnable each)
      throws MikeyException, GeneralSecurityException, DemoException {
    return initiator.members().receive(each);
  }

  Optional<CustodyReport> custody() {
    return bundle.map(CryptoSessionBundle::custody);
  }

  @Override
  public void close() {
    try (socket;
        initiator) {
      endpoint.ifPresent(Endpoint::close);
      bundle.ifPresent(CryptoSessionBundle::close);
    }
  }
}
