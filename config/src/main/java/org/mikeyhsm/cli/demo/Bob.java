package org.mikeyhsm.cli.demo;

import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Optional;
import org.mikeyhsm.cli.exchange.ExchangeMode;
import org.mikeyhsm.custody.CustodyReport;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.sdp.CryptoSessionNumbers;
import org.mikeyhsm.sdp.KeyMgmtAttribute;
import org.mikeyhsm.sdp.KeyMgmtLevel;
import org.mikeyhsm.sdp.SdpException;
import org.mikeyhsm.sdp.SdpIds;
import org.mikeyhsm.sdp.SessionDescription;
import org.mikeyhsm.session.CryptoSession;
import org.mikeyhsm.session.CryptoSessionBundle;

/** The called: answerer, and responder of the exchange. Not thread-safe; the call closes it. */
final class Bob implements AutoCloseable {
  private final DatagramSocket socket;
  private final ExchangeMode.Responder responder;
  private final Provider provider;
  private Optional<Endpoint> endpoint = Optional.empty();
  private Optional<Answered> answered = Optional.empty();

  /**
   * What he knows once he answered.
   *
   * @param bundle closed with him
   */
  private record Answered(
      CryptoSessionBundle bundle, CryptoSessionNumbers.Pair streams, int alicesPort) {
    CryptoSession session(int csId) {
      return bundle.terms().sessions().get(csId - 1);
    }
  }

  private Bob(DatagramSocket socket, ExchangeMode.Responder responder, Provider provider) {
    this.socket = socket;
    this.provider = provider;
    this.responder = responder;
  }

  static Bob open(DemoSettings settings, PartyKeys keys)
      throws IOException, GeneralSecurityException {
    ExchangeMode.Responder responder = CallMode.of(settings.mode()).called(settings, keys);
    boolean done = false;
    try {
      Bob bob = new Bob(Endpoint.bind(), responder, keys.provider());
      done = true;
      return bob;
    } finally {
      if (!done) {
        responder.close();
      }
    }
  }

  /** Takes Alice's offer and gives the answer, with the R_MESSAGE if she asked for one. */
  byte[] answer(byte[] received)
      throws MikeyException, SdpException, GeneralSecurityException, DemoException {
    SessionDescription offer =
        SessionDescription.parse(new String(received, StandardCharsets.UTF_8));
    KeyMgmtLevel level =
        offer
            .effectiveLevel(CallSdp.AUDIO)
            .orElseThrow(() -> new DemoException("the offer has no key management for its audio"));
    KeyMgmtAttribute message =
        offer
            .effectiveKeyMgmt(CallSdp.AUDIO, KeyMgmtAttribute.MIKEY)
            .orElseThrow(() -> new DemoException("the offer has key management, but not MIKEY"));
    Accepted accepted = responder.receive(message.data());
    boolean done = false;
    try {
      // Only now is the message known to be Alice's, and with it the list of protocols in it.
      SdpIds.check(offer.protocolIds(level), accepted.request().message());
      Answered known = answered(offer, level, accepted.bundle());
      byte[] answer = describe(known, accepted);
      answered = Optional.of(known);
      done = true;
      return answer;
    } finally {
      if (!done) {
        accepted.close();
      }
    }
  }

  private static Answered answered(
      SessionDescription offer, KeyMgmtLevel level, CryptoSessionBundle bundle)
      throws SdpException, DemoException {
    CryptoSessionNumbers numbers = CryptoSessionNumbers.of(offer, level);
    if (bundle.terms().sessions().size() != numbers.count()) {
      throw new DemoException(
          "the offer's media take "
              + numbers.count()
              + " crypto sessions, the message has "
              + bundle.terms().sessions().size());
    }
    return new Answered(
        bundle,
        numbers.ofMedia(CallSdp.AUDIO).orElseThrow(),
        offer.media().get(CallSdp.AUDIO).port());
  }

  private byte[] describe(Answered known, Accepted accepted) throws SdpException {
    int ssrc = known.session(known.streams().toOfferer()).ssrc();
    SessionDescription plain =
        CallSdp.describe(Transcript.Role.RESPONDER, socket.getLocalPort(), ssrc);
    return accepted
        .response()
        .map(response -> plain.withSessionKeyMgmt(KeyMgmtAttribute.mikey(response.toArray())))
        .orElse(plain)
        .encode();
  }

  /** His end of the media, once he answered. */
  Endpoint endpoint() throws IOException, GeneralSecurityException {
    Answered known = answered.orElseThrow();
    int sent = known.streams().toOfferer();
    int received = known.streams().toAnswerer();
    Endpoint opened =
        Endpoint.open(
            socket,
            known.alicesPort(),
            provider,
            known.bundle(),
            new Endpoint.Stream(sent, known.session(sent).ssrc()),
            new Endpoint.Stream(received, known.session(received).ssrc()));
    endpoint = Optional.of(opened);
    return opened;
  }

  Optional<CustodyReport> custody() {
    return answered.map(known -> known.bundle().custody());
  }

  @Override
  public void close() {
    try (socket;
        responder) {
      endpoint.ifPresent(Endpoint::close);
      answered.ifPresent(known -> known.bundle().close());
    }
  }
}
