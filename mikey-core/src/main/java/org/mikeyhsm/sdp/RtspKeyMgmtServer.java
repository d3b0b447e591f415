package org.mikeyhsm.sdp;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mikeyhsm.message.Octets;

/**
 * The RTSP server's side of key management in PLAY mode (RFC 4567 section 4.2): the initiator, for
 * one client. Re-keying is not defined for RTSP. Immutable; as thread-safe as the protocols given
 * to it.
 */
public final class RtspKeyMgmtServer {
  private final Map<String, KeyMgmtInitiator> protocols;
  private final SessionDescription description;
  private final RtspControls controls;
  private final Map<KeyMgmtLevel, Octets> answered;

  private RtspKeyMgmtServer(
      Map<String, KeyMgmtInitiator> protocols,
      SessionDescription description,
      RtspControls controls,
      Map<KeyMgmtLevel, Octets> answered) {
    this.protocols = protocols;
    this.description = description;
    this.controls = controls;
    this.answered = Map.copyOf(answered);
  }

  /**
   * Makes the description for a DESCRIBE response.
   *
   * @param description what is offered, media ports 0 as usual; key management attributes in it are
   *     replaced
   * @param base of its control URIs, as {@link RtspControls#of} takes it
   * @param levels the protocol to offer at each level, of which there can be only one
   * @param protocols by protocol identifier
   * @param bidDown what the server's own messages are held to
   * @throws SdpException if a control URI is faulty, or one of {@code levels} has none; at session
   *     level that is the aggregated one
   * @throws IllegalArgumentException if {@code base} or a protocol identifier is none, there is no
   *     level, a level keys no media, or its protocol is not among {@code protocols}
   * @throws IllegalStateException if a message that was made violates the policy
   */
  public static RtspKeyMgmtServer describe(
      SessionDescription description,
      String base,
      Map<KeyMgmtLevel, String> levels,
      Map<String, ? extends KeyMgmtInitiator> protocols,
      BidDownPolicy bidDown)
      throws SdpException {
    Map<String, KeyMgmtInitiator> known = KeyMgmtRun.copyOf(protocols);
    RtspControls controls = RtspControls.of(description, base);
    Map<KeyMgmtLevel, List<String>> preferences = new LinkedHashMap<>();
    for (Map.Entry<KeyMgmtLevel, String> one : levels.entrySet()) {
      if (controls.uri(one.getKey()).isEmpty()) {
        throw new SdpException(
            0, KeyMgmtRun.at(one.getKey()) + ": key management without control URI");
      }
      preferences.put(one.getKey(), List.of(one.getValue()));
    }
    KeyMgmtRun run = new KeyMgmtRun(known, List.of());
    try {
      SessionDescription offer = run.propose(description, i -> true, known, preferences, bidDown);
      return new RtspKeyMgmtServer(known, offer, controls, Map.of());
    } catch (RuntimeException e) {
      run.discard();
      throw e;
    }
  }

  /** The description to send. */
  public SessionDescription description() {
    return description;
  }

  /** The control URIs of the description, to find the media of a request by. */
  public RtspControls controls() {
    return controls;
  }

  /** What keys which media by the SETUP requests so far, and by offers that need no answer. */
  public KeyMgmtAgreement agreement() {
    Map<KeyMgmtLevel, List<Integer>> levels = KeyMgmtRun.inEffect(description, i -> true);
    Map<KeyMgmtLevel, String> done = new LinkedHashMap<>();
    for (KeyMgmtLevel level : levels.keySet()) {
      if (answered.containsKey(level) || !needsAnswer(level)) {
        done.put(level, protocol(level));
      }
    }
    return KeyMgmtAgreement.none().updated(i -> true, levels, done);
  }

  /**
   * Judges a SETUP request. Expected are the answer for the session level in the first SETUP of
   * each RTSP session, the same in all, and the answer for the media's own level in the first SETUP
   * of that media. An answer that came before may come again and is not processed again.
   *
   * @param media the media whose control URI the request names, counted from 0; it is also what a
   *     value without {@code uri} is for
   * @param firstOfSession whether the request has no Session header
   * @param header the request's KeyMgmt header
   * @return {@link RtspSetupResult.Refused} with 403 if an expected answer is missing, with 463 if
   *     a value is for no control URI of the description or for another media, is by another
   *     protocol than offered, differs from the answer that came before, or is not accepted
   * @throws IndexOutOfBoundsException if there is no such media
   * @throws IllegalStateException if a protocol wants to send a third message
   */
  public RtspSetupResult setup(
      int media, boolean firstOfSession, Optional<RtspKeyMgmtHeader> header) {
    KeyMgmtLevel own = KeyMgmtLevel.media(media);
    Set<KeyMgmtLevel> offered =
        new LinkedHashSet<>(KeyMgmtRun.inEffect(description, i -> true).keySet());
    Set<KeyMgmtLevel> allowed = new HashSet<>(Set.of(KeyMgmtLevel.session(), own));
    allowed.retainAll(offered);
    boolean keyedBySession =
        description.effectiveLevel(media).filter(KeyMgmtLevel.session()::equals).isPresent();
    Set<KeyMgmtLevel> expected = new HashSet<>(allowed);
    expected.removeIf(
        level ->
            !needsAnswer(level)
                || answered.containsKey(level) && (level.equals(own) || !firstOfSession)
                || level.equals(KeyMgmtLevel.session()) && !firstOfSession && !keyedBySession);
    KeyMgmtRun run = new KeyMgmtRun(protocols, offers(offered));
    RtspSetupResult result;
    try {
      result = judge(run, own, allowed, expected, header);
    } catch (RuntimeException e) {
      run.discard();
      throw e;
    }
    if (result instanceof RtspSetupResult.Refused) {
      run.discard();
    }
    return result;
  }

  /** Discards everything, since the session ends or the client did not come back. */
  public void abort() {
    new KeyMgmtRun(protocols, offers(KeyMgmtRun.inEffect(description, i -> true).keySet()))
        .discard();
  }

  private RtspSetupResult judge(
      KeyMgmtRun run,
      KeyMgmtLevel own,
      Set<KeyMgmtLevel> allowed,
      Set<KeyMgmtLevel> expected,
      Optional<RtspKeyMgmtHeader> header) {
    Map<KeyMgmtLevel, RtspKeyMgmtHeader.Spec> byLevel = new LinkedHashMap<>();
    for (RtspKeyMgmtHeader.Spec spec : header.map(RtspKeyMgmtHeader::specs).orElse(List.of())) {
      Optional<KeyMgmtLevel> named =
          spec.uri().isPresent() ? controls.level(spec.uri().get()) : Optional.of(own);
      if (named.isEmpty() || !allowed.contains(named.get())) {
        return failure(
            "no answer is due for "
                + spec.uri().map(SdpText::quote).orElseGet(() -> KeyMgmtRun.at(own)));
      }
      KeyMgmtLevel level = named.get();
      if (!spec.protocol().equals(protocol(level))) {
        return failure(
            KeyMgmtRun.at(level)
                + ": answer by a protocol not offered there: "
                + SdpText.quote(spec.protocol()));
      }
      if (byLevel.put(level, spec) != null) {
        return failure(KeyMgmtRun.at(level) + ": two answers");
      }
      Octets before = answered.getOrDefault(level, spec.data());
      if (!before.equals(spec.data())) {
        return failure(KeyMgmtRun.at(level) + ": another answer than before");
      }
    }
    if (!byLevel.keySet().containsAll(expected)) {
      return new RtspSetupResult.Refused(
          RtspSetupResult.Status.FORBIDDEN, "an expected answer is missing", Optional.empty());
    }
    Map<KeyMgmtLevel, Octets> now = new HashMap<>(answered);
    for (Map.Entry<KeyMgmtLevel, RtspKeyMgmtHeader.Spec> one : byLevel.entrySet()) {
      KeyMgmtLevel level = one.getKey();
      Octets data = one.getValue().data();
      if (now.putIfAbsent(level, data) != null) {
        continue;
      }
      String protocol = protocol(level);
      KeyMgmtOutcome outcome =
          run.processAnswer(new KeyMgmtMessage(level, List.of(protocol), protocol, data));
      if (outcome instanceof KeyMgmtOutcome.Refused refused) {
        return new RtspSetupResult.Refused(
            RtspSetupResult.Status.KEY_MANAGEMENT_FAILURE,
            KeyMgmtRun.at(level) + ": " + refused.reason(),
            refused
                .error()
                .map(error -> new RtspKeyMgmtHeader.Spec(protocol, controls.uri(level), error))
                .map(spec -> new RtspKeyMgmtHeader(List.of(spec))));
      }
    }
    return new RtspSetupResult.Proceed(
        new RtspKeyMgmtServer(protocols, description, controls, now));
  }

  private static RtspSetupResult failure(String reason) {
    return new RtspSetupResult.Refused(
        RtspSetupResult.Status.KEY_MANAGEMENT_FAILURE, reason, Optional.empty());
  }

  private String protocol(KeyMgmtLevel level) {
    return description.protocolIds(level).get(0);
  }

  private boolean needsAnswer(KeyMgmtLevel level) {
    return protocols.get(protocol(level)).needsAnswer(level);
  }

  private Set<KeyMgmtAgreement.Keyed> offers(Set<KeyMgmtLevel> levels) {
    Set<KeyMgmtAgreement.Keyed> offers = new LinkedHashSet<>();
    levels.forEach(level -> offers.add(new KeyMgmtAgreement.Keyed(level, protocol(level))));
    return offers;
  }
}
