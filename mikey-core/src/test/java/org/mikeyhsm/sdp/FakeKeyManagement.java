package org.mikeyhsm.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mikeyhsm.message.MikeyFormatException;
import org.mikeyhsm.message.MikeyMessage;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.Payload;

/** A protocol that does as it is told and remembers what it was asked. */
final class FakeKeyManagement implements KeyMgmtInitiator {
  static final KeyMgmtLevel SESSION = KeyMgmtLevel.session();
  static final KeyMgmtLevel AUDIO = KeyMgmtLevel.media(0);
  static final KeyMgmtLevel VIDEO = KeyMgmtLevel.media(1);
  static final Octets ANSWER = Octets.ofHex("a0");
  static final Octets ERROR = Octets.ofHex("ee");

  final List<KeyMgmtMessage> processed = new ArrayList<>();
  final List<KeyMgmtLevel> discarded = new ArrayList<>();
  final Map<KeyMgmtLevel, KeyMgmtOutcome> outcomes = new HashMap<>();
  final Map<KeyMgmtLevel, List<String>> proposed = new HashMap<>();
  private final KeyMgmtOutcome usual;
  boolean needsAnswer = true;
  boolean forgetsList;
  boolean throwing;

  private FakeKeyManagement(KeyMgmtOutcome usual) {
    this.usual = usual;
  }

  static FakeKeyManagement initiator() {
    return new FakeKeyManagement(KeyMgmtOutcome.accepted());
  }

  static FakeKeyManagement responder() {
    return new FakeKeyManagement(KeyMgmtOutcome.accepted(ANSWER));
  }

  /** The offer of RFC 4567 section 5.1 with an SDP IDs payload. */
  static Octets offer(List<String> ids) {
    try {
      MikeyMessage offer = MikeyMessage.decode(Rfc4567Examples.OFFER_MESSAGE.toArray());
      List<Payload> payloads = new ArrayList<>(offer.payloads());
      payloads.add(1, SdpIds.payload(ids));
      return Octets.of(new MikeyMessage(offer.header(), payloads).encode());
    } catch (MikeyFormatException e) {
      throw new AssertionError(e);
    }
  }

  /** A description with these media lines, each beginning behind {@code m=}. */
  static SessionDescription sdp(String... media) {
    StringBuilder text = new StringBuilder("v=0\no=- 1 1 IN IP4 h\ns=-\nt=0 0\n");
    for (String one : media) {
      text.append("m=").append(one).append('\n');
    }
    try {
      return SessionDescription.parse(text.toString());
    } catch (SdpException e) {
      throw new AssertionError(e);
    }
  }

  /** One audio and one video media, both secure. */
  static SessionDescription call() {
    return sdp("audio 4000 RTP/SAVP 0", "video 4002 RTP/SAVPF 31");
  }

  static KeyMgmtAttribute mikey(String... ids) {
    return new KeyMgmtAttribute("mikey", offer(List.of(ids)));
  }

  static KeyMgmtAttribute other(String id) {
    return new KeyMgmtAttribute(id, Octets.ofHex("0b"));
  }

  static KeyMgmtAttribute answer(String id) {
    return new KeyMgmtAttribute(id, ANSWER);
  }

  FakeKeyManagement refuses(KeyMgmtLevel level, KeyMgmtOutcome.Cause cause) {
    outcomes.put(level, KeyMgmtOutcome.refused(cause, "as told"));
    return this;
  }

  FakeKeyManagement refusesWithError(KeyMgmtLevel level, KeyMgmtOutcome.Cause cause) {
    outcomes.put(level, KeyMgmtOutcome.refused(cause, "as told", ERROR));
    return this;
  }

  List<KeyMgmtLevel> processedLevels() {
    return processed.stream().map(KeyMgmtMessage::level).toList();
  }

  @Override
  public Octets propose(KeyMgmtLevel level, List<String> protocolIds) {
    proposed.put(level, protocolIds);
    return forgetsList ? Rfc4567Examples.OFFER_MESSAGE : offer(protocolIds);
  }

  @Override
  public boolean needsAnswer(KeyMgmtLevel level) {
    return needsAnswer;
  }

  @Override
  public KeyMgmtOutcome process(KeyMgmtMessage message) {
    processed.add(message);
    if (throwing) {
      throw new IllegalStateException("thrown as told");
    }
    return outcomes.getOrDefault(message.level(), usual);
  }

  @Override
  public void discard(KeyMgmtLevel level) {
    discarded.add(level);
  }
}
