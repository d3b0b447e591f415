package org.mikeyhsm.sdp;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.mikeyhsm.message.Octets;

/**
 * Answers offers with key management (RFC 4567 sections 4.1.1 and 4.1.2). At every level that keys
 * a media it takes the first protocol of the offer that it has, and processes only that one. The
 * first failure ends it all. Immutable; as thread-safe as the protocols given to it.
 */
public final class KeyMgmtAnswerer {
  /** What an answerer intends if key management refuses a first offer. */
  public enum OnRefusal {
    /** The session is aborted. */
    ABORT,
    /**
     * Another offer is wanted. It is asked for by an error message of the key management protocol;
     * where there is none to send, the session is aborted, since an answer without key management
     * may be an acceptance to an offerer that needs no answer.
     */
    RENEGOTIATE
  }

  private final Map<String, KeyManagement> protocols;
  private final BidDownPolicy bidDown;

  /**
   * An answerer that has these protocols.
   *
   * @param protocols by protocol identifier
   * @param bidDown what offered messages are held to
   * @throws IllegalArgumentException if a key is not a protocol identifier
   */
  public KeyMgmtAnswerer(Map<String, ? extends KeyManagement> protocols, BidDownPolicy bidDown) {
    this.protocols = KeyMgmtRun.copyOf(protocols);
    this.bidDown = Objects.requireNonNull(bidDown, "bidDown");
  }

  /**
   * Answers the first offer of a session, or another one after {@link KeyMgmtAnswer.Renegotiate}.
   *
   * @param offer what was received
   * @param draft the answer without key management; media with port 0 are declined and not keyed
   * @throws IllegalArgumentException if the draft has other media than the offer, or another
   *     profile for one that is to be keyed
   */
  public KeyMgmtAnswer answer(
      SessionDescription offer, SessionDescription draft, OnRefusal onRefusal) {
    Objects.requireNonNull(onRefusal, "onRefusal");
    return answer(KeyMgmtAgreement.none(), false, offer, draft, onRefusal);
  }

  /**
   * Answers a later offer of an established session. A media already keyed must be offered its own
   * protocol only; one without key management in the offer keeps its keys. A failure is always
   * {@link KeyMgmtAnswer.Refused} with warning 306 among others, and the earlier keys are
   * discarded, since the offerer must abort the session.
   *
   * @param agreement what {@link KeyMgmtAnswer.Accepted} gave last
   * @throws IllegalArgumentException as {@link #answer}
   */
  public KeyMgmtAnswer answerRekey(
      KeyMgmtAgreement agreement, SessionDescription offer, SessionDescription draft) {
    return answer(agreement, true, offer, draft, OnRefusal.ABORT);
  }

  private KeyMgmtAnswer answer(
      KeyMgmtAgreement before,
      boolean rekey,
      SessionDescription offer,
      SessionDescription draft,
      OnRefusal onRefusal) {
    if (draft.media().size() != offer.media().size()) {
      throw new IllegalArgumentException("draft and offer differ in their number of media");
    }
    IntPredicate active = i -> offer.media().get(i).port() != 0 && draft.media().get(i).port() != 0;
    Map<KeyMgmtLevel, List<Integer>> levels = KeyMgmtRun.inEffect(offer, active);
    requireSameProfiles(offer, draft, levels);
    KeyMgmtRun run = new KeyMgmtRun(protocols, before.inUse());
    KeyMgmtAnswer answer;
    try {
      Map<KeyMgmtLevel, String> chosen = new LinkedHashMap<>();
      for (Map.Entry<KeyMgmtLevel, List<Integer>> one : levels.entrySet()) {
        Set<String> used = before.protocols(one.getValue());
        chosen.put(one.getKey(), choose(one.getKey(), offer.protocolIds(one.getKey()), used));
      }
      Map<KeyMgmtLevel, List<KeyMgmtAttribute>> answers = new LinkedHashMap<>();
      for (KeyMgmtLevel level : chosen.keySet()) {
        process(run, offer, level, chosen.get(level))
            .ifPresent(reply -> answers.put(level, List.of(reply)));
      }
      IntPredicate kept =
          i ->
              i < draft.media().size()
                  && active.test(i)
                  && draft.media().get(i).isSecureProfile()
                  && offer.media().get(i).isSecureProfile();
      answer =
          new KeyMgmtAnswer.Accepted(
              draft.withKeyMgmt(answers), before.updated(kept, levels, chosen));
    } catch (Refusal refusal) {
      answer = refused(refusal, rekey, draft, onRefusal);
    } catch (RuntimeException e) {
      run.discard();
      throw e;
    }
    run.keep(answer instanceof KeyMgmtAnswer.Accepted done ? done.agreement().inUse() : Set.of());
    return answer;
  }

  private static void requireSameProfiles(
      SessionDescription offer, SessionDescription draft, Map<KeyMgmtLevel, List<Integer>> levels) {
    for (List<Integer> keyed : levels.values()) {
      for (int i : keyed) {
        if (!offer.media().get(i).profile().equals(draft.media().get(i).profile())) {
          throw new IllegalArgumentException("draft changes the profile of media " + i);
        }
      }
    }
  }

  private String choose(KeyMgmtLevel level, List<String> offered, Set<String> used) throws Refusal {
    if (new HashSet<>(offered).size() != offered.size()) {
      throw Refusal.of(KeyMgmtOutcome.Cause.FAILED, level, "a protocol is offered twice");
    }
    if (!used.isEmpty() && !List.copyOf(used).equals(offered)) {
      throw Refusal.of(
          KeyMgmtOutcome.Cause.FAILED, level, "re-keying by another protocol than " + used);
    }
    return offered.stream()
        .filter(protocols::containsKey)
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.of(
                    KeyMgmtOutcome.Cause.UNSUPPORTED, level, "no offered protocol is supported"));
  }

  private Optional<KeyMgmtAttribute> process(
      KeyMgmtRun run, SessionDescription offer, KeyMgmtLevel level, String protocol)
      throws Refusal {
    Octets data =
        offer.keyMgmt(level).stream()
            .filter(attribute -> attribute.protocol().equals(protocol))
            .findFirst()
            .orElseThrow()
            .data();
    KeyMgmtOutcome outcome =
        run.processOffered(
            new KeyMgmtMessage(level, offer.protocolIds(level), protocol, data), bidDown);
    if (outcome instanceof KeyMgmtOutcome.Refused refused) {
      throw new Refusal(
          refused.cause(),
          level,
          refused.reason(),
          refused.error().map(error -> new KeyMgmtAttribute(protocol, error)));
    }
    return ((KeyMgmtOutcome.Accepted) outcome)
        .answer()
        .map(reply -> new KeyMgmtAttribute(protocol, reply));
  }

  private static KeyMgmtAnswer refused(
      Refusal refusal, boolean rekey, SessionDescription draft, OnRefusal onRefusal) {
    Optional<SessionDescription> withError =
        refusal.error.map(error -> draft.withKeyMgmt(Map.of(refusal.level, List.of(error))));
    if (onRefusal == OnRefusal.RENEGOTIATE && withError.isPresent()) {
      return new KeyMgmtAnswer.Renegotiate(withError.get(), refusal.getMessage());
    }
    List<SipWarning> warnings =
        refusal.cause == KeyMgmtOutcome.Cause.UNSUPPORTED
            ? List.of(SipWarning.ATTRIBUTE_NOT_UNDERSTOOD)
            : rekey
                ? List.of(SipWarning.ATTRIBUTE_NOT_UNDERSTOOD, SipWarning.MISCELLANEOUS)
                : List.of(SipWarning.MISCELLANEOUS);
    return new KeyMgmtAnswer.Refused(refusal.getMessage(), warnings, withError);
  }

  /** The first failure. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient KeyMgmtOutcome.Cause cause;
    private final transient KeyMgmtLevel level;
    private final transient Optional<KeyMgmtAttribute> error;

    Refusal(
        KeyMgmtOutcome.Cause cause,
        KeyMgmtLevel level,
        String reason,
        Optional<KeyMgmtAttribute> error) {
      super(KeyMgmtRun.at(level) + ": " + reason);
      this.cause = cause;
      this.level = level;
      this.error = error;
    }

    static Refusal of(KeyMgmtOutcome.Cause cause, KeyMgmtLevel level, String reason) {
      return new Refusal(cause, level, reason, Optional.empty());
    }
  }
}
