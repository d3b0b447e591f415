package org.mikeyhsm.mode.psk;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.message.IdPayload;

/**
 * Pre-shared keys that are changed without a pause: of one peer several are valid at once. This
 * side begins with the first that is valid now, and takes messages made with any that is, the clock
 * skew allowed for. Keys can be exchanged for others at any time, by {@link #replace}; exchanges
 * that are under way go on with theirs.
 *
 * <p>Thread-safe. The keys are their owner's to close.
 */
public final class PskRotation implements PskDirectory {
  private final Clock clock;
  private final Duration skew;
  private volatile List<Entry> entries;

  /**
   * A key and when it is valid.
   *
   * @param credential the key and who share it
   * @param notBefore from when on; always, if empty
   * @param notAfter until when; for ever, if empty
   */
  public record Entry(
      PskCredential credential, Optional<Instant> notBefore, Optional<Instant> notAfter) {
    /** Refuses nulls. */
    public Entry {
      Objects.requireNonNull(credential, "credential");
      Objects.requireNonNull(notBefore, "notBefore");
      Objects.requireNonNull(notAfter, "notAfter");
    }

    /** A key that is valid always. */
    public static Entry always(PskCredential credential) {
      return new Entry(credential, Optional.empty(), Optional.empty());
    }

    private boolean isValid(Instant now, Duration slack) {
      return notBefore.map(start -> !now.plus(slack).isBefore(start)).orElse(true)
          && notAfter.map(end -> !now.minus(slack).isAfter(end)).orElse(true);
    }
  }

  /**
   * Keys of any number of peers. Where there is one peer only, messages that leave identities out
   * are from that peer (RFC 3830 section 3.1).
   *
   * @param entries of one peer the preferred first: the one to begin with, as soon as it is valid
   * @param skew how far a peer's clock may be from this one's
   * @throws IllegalArgumentException if a peer has more than {@value PskDirectory#MOST_KEYS}
   */
  public PskRotation(List<Entry> entries, Clock clock, Duration skew) {
    this.clock = Objects.requireNonNull(clock, "clock");
    this.skew = Objects.requireNonNull(skew, "skew");
    this.entries = checked(entries);
  }

  private static List<Entry> checked(List<Entry> entries) {
    Map<IdPayload, Integer> counts = new HashMap<>();
    for (Entry entry : entries) {
      if (counts.merge(entry.credential().peer(), 1, Integer::sum) > MOST_KEYS) {
        throw new IllegalArgumentException("a peer has at most " + MOST_KEYS + " keys at once");
      }
    }
    return List.copyOf(entries);
  }

  /**
   * Takes other keys from the next message on. The caller closes the keys before, once no exchange
   * uses them.
   *
   * @throws IllegalArgumentException if a peer has more than {@value PskDirectory#MOST_KEYS}
   */
  public void replace(List<Entry> others) {
    entries = checked(others);
  }

  /** All keys, valid or not, in their order. */
  public List<Entry> entries() {
    return entries;
  }

  /** The key to begin an exchange with a peer: the first that is valid now. */
  public Optional<PskCredential> toInitiate(IdPayload peer) {
    Instant now = clock.instant();
    return entries.stream()
        .filter(entry -> entry.credential().peer().equals(peer))
        .filter(entry -> entry.isValid(now, Duration.ZERO))
        .map(Entry::credential)
        .findFirst();
  }

  @Override
  public Optional<PskCredential> find(
      Optional<IdPayload> initiator, Optional<IdPayload> responder) {
    return findAll(initiator, responder, 0).stream().findFirst();
  }

  @Override
  public List<PskCredential> findAll(
      Optional<IdPayload> initiator, Optional<IdPayload> responder, int csbId) {
    Instant now = clock.instant();
    List<Entry> all = entries;
    boolean alone = all.stream().map(entry -> entry.credential().peer()).distinct().count() == 1;
    return all.stream()
        .filter(entry -> isMeant(entry.credential(), alone, initiator, responder))
        .filter(entry -> entry.isValid(now, skew))
        .map(Entry::credential)
        .toList();
  }

  private static boolean isMeant(
      PskCredential credential,
      boolean alone,
      Optional<IdPayload> initiator,
      Optional<IdPayload> responder) {
    return initiator.map(credential.peer()::equals).orElse(alone)
        && responder.map(credential.self()::equals).orElse(true);
  }
}
