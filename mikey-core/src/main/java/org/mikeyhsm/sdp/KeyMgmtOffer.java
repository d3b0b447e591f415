package org.mikeyhsm.sdp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * An offer that waits for its answer (RFC 4567 section 4.1.2). Call one of {@link #answered} and
 * {@link #failed}, once. As thread-safe as the protocols behind it.
 */
public final class KeyMgmtOffer implements OfferState {
  private final Map<String, KeyMgmtInitiator> protocols;
  private final KeyMgmtAgreement before;
  private final boolean rekey;
  private final SessionDescription description;
  private final Set<KeyMgmtAgreement.Keyed> begun;

  KeyMgmtOffer(
      Map<String, KeyMgmtInitiator> protocols,
      KeyMgmtAgreement before,
      boolean rekey,
      SessionDescription description,
      Set<KeyMgmtAgreement.Keyed> begun) {
    this.protocols = protocols;
    this.before = before;
    this.rekey = rekey;
    this.description = description;
    this.begun = begun;
  }

  /** The description to send. */
  public SessionDescription description() {
    return description;
  }

  /** Whether the offer re-keys an established session. */
  public boolean isRekey() {
    return rekey;
  }

  /**
   * Processes the answer. A media whose port is 0 in it is declined and keyed by nothing. For every
   * level that keys one of the others the answer must have, at the same level, one attribute of a
   * protocol offered there, or none if a single protocol was offered and needs no answer.
   *
   * @return {@link OfferState.Answered} if all levels succeed. {@link OfferState.Rejected} if the
   *     answerer reports an error or leaves out a needed answer. {@link OfferState.Aborted} for any
   *     other failure: an answer that does not fit the offer or is not accepted by its protocol;
   *     and for what would be a rejection if the offer re-keys
   * @throws IllegalStateException if a protocol wants to send a third message
   */
  public OfferState answered(SessionDescription answer) {
    KeyMgmtRun run = run();
    OfferState state;
    try {
      state = process(run, answer);
    } catch (SdpException e) {
      state = new Aborted(List.of(e.reason()));
    } catch (RuntimeException e) {
      run.discard();
      throw e;
    }
    run.keep(state instanceof Answered done ? done.agreement().inUse() : Set.of());
    return state;
  }

  /**
   * Ends the offer without an answer: a 488 or another final error came, or none in time. What was
   * begun and what it was to re-key is discarded.
   *
   * @param reason for the log
   */
  public Aborted failed(String reason) {
    run().discard();
    return new Aborted(List.of(reason));
  }

  private KeyMgmtRun run() {
    Set<KeyMgmtAgreement.Keyed> all = new LinkedHashSet<>(begun);
    all.addAll(before.inUse());
    return new KeyMgmtRun(protocols, all);
  }

  private OfferState process(KeyMgmtRun run, SessionDescription answer) throws SdpException {
    if (answer.media().size() != description.media().size()) {
      throw new SdpException(
          0,
          "answer has "
              + answer.media().size()
              + " media, the offer "
              + description.media().size());
    }
    IntPredicate active =
        i -> description.media().get(i).port() != 0 && answer.media().get(i).port() != 0;
    Map<KeyMgmtLevel, List<Integer>> levels = KeyMgmtRun.inEffect(description, active);
    requireFits(answer, active, levels);
    List<String> refusals = new ArrayList<>();
    Map<KeyMgmtLevel, String> chosen = new LinkedHashMap<>();
    for (KeyMgmtLevel level : levels.keySet()) {
      refusal(run, level, answer.keyMgmt(level), chosen).ifPresent(refusals::add);
    }
    if (!refusals.isEmpty()) {
      return rekey ? new Aborted(refusals) : new Rejected(refusals);
    }
    IntPredicate kept =
        i ->
            i < answer.media().size()
                && active.test(i)
                && description.media().get(i).isSecureProfile()
                && answer.media().get(i).isSecureProfile();
    return new Answered(before.updated(kept, levels, chosen));
  }

  private void requireFits(
      SessionDescription answer, IntPredicate active, Map<KeyMgmtLevel, List<Integer>> levels)
      throws SdpException {
    for (List<Integer> keyed : levels.values()) {
      for (int i : keyed) {
        String offered = description.media().get(i).profile();
        String answered = answer.media().get(i).profile();
        if (!answered.equals(offered)) {
          throw new SdpException(
              0,
              "answer changes the profile of media "
                  + i
                  + " from "
                  + SdpText.quote(offered)
                  + " to "
                  + SdpText.quote(answered));
        }
      }
    }
    requireOffered(answer, KeyMgmtLevel.session());
    for (int i = 0; i < answer.media().size(); i++) {
      if (active.test(i)) {
        requireOffered(answer, KeyMgmtLevel.media(i));
      }
    }
  }

  /** An answer has at most one attribute at a level, of a protocol offered at that level. */
  private void requireOffered(SessionDescription answer, KeyMgmtLevel level) throws SdpException {
    List<String> offered = description.protocolIds(level);
    List<String> answered = answer.protocolIds(level);
    if (answered.size() > 1) {
      throw new SdpException(
          0, KeyMgmtRun.at(level) + ": " + answered.size() + " answers to one offer");
    }
    if (!offered.containsAll(answered)) {
      throw new SdpException(
          0,
          KeyMgmtRun.at(level)
              + ": answer by a protocol not offered there: "
              + SdpText.quote(answered.get(0)));
    }
  }

  /** Why the answerer refused a level; empty if it did not. */
  private Optional<String> refusal(
      KeyMgmtRun run,
      KeyMgmtLevel level,
      List<KeyMgmtAttribute> answers,
      Map<KeyMgmtLevel, String> chosen)
      throws SdpException {
    List<String> ids = description.protocolIds(level);
    if (answers.isEmpty()) {
      if (ids.size() > 1 || protocols.get(ids.get(0)).needsAnswer(level)) {
        return Optional.of(KeyMgmtRun.at(level) + ": no key management in the answer");
      }
      chosen.put(level, ids.get(0));
      return Optional.empty();
    }
    KeyMgmtAttribute answer = answers.get(0);
    KeyMgmtOutcome outcome =
        run.processAnswer(new KeyMgmtMessage(level, ids, answer.protocol(), answer.data()));
    if (outcome instanceof KeyMgmtOutcome.Refused refused) {
      String reason = KeyMgmtRun.at(level) + ": " + refused.reason();
      if (refused.cause() != KeyMgmtOutcome.Cause.BY_PEER) {
        throw new SdpException(0, reason);
      }
      return Optional.of(reason);
    }
    chosen.put(level, answer.protocol());
    return Optional.empty();
  }
}
