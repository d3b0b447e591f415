package org.mikeyhsm.hsm.pool;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.mikeyhsm.message.Octets;

/** Tries tokens that were taken out, at longer and longer intervals, until they work. */
final class Prober<T extends PooledToken> implements AutoCloseable {
  private final PoolSettings settings;
  private final PoolListener listener;
  private final Octets challenge;
  private final Map<String, Octets> reference;
  private final ScheduledThreadPoolExecutor threads;

  /**
   * Tries tokens of a pool.
   *
   * @param tokens how many: one that hangs does not keep the others out
   * @param reference the proofs that a token must give
   */
  Prober(
      int tokens,
      PoolSettings settings,
      PoolListener listener,
      Octets challenge,
      Map<String, Octets> reference) {
    this.settings = settings;
    this.listener = listener;
    this.challenge = challenge;
    this.reference = reference;
    this.threads =
        new ScheduledThreadPoolExecutor(
            tokens,
            work -> {
              Thread thread = new Thread(work, "mikeyhsm-token-probe");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The first key whose proofs differ. */
  static Optional<String> difference(Map<String, Octets> wanted, Map<String, Octets> proofs) {
    Set<String> names = new TreeSet<>(wanted.keySet());
    names.addAll(proofs.keySet());
    return names.stream()
        .filter(
            name ->
                !Optional.ofNullable(wanted.get(name))
                    .equals(Optional.ofNullable(proofs.get(name))))
        .findFirst();
  }

  /** Tries a token that is out until it works. */
  void begin(Member<T> member) {
    schedule(member, 0);
  }

  private void schedule(Member<T> member, int failed) {
    try {
      threads.schedule(
          () -> probe(member, failed), settings.wait(failed).toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The pool was closed meanwhile.
    }
  }

  private void probe(Member<T> member, int failed) {
    if (!member.isOut() || threads.isShutdown()) {
      return;
    }
    try {
      requireSame(member);
      if (member.bringIn()) {
        listener.broughtBack(member.name());
      }
    } catch (GeneralSecurityException | RuntimeException e) {
      if (threads.isShutdown()) {
        // The pool may have looked for what to close before it was opened here.
        TokenPool.closeQuietly(member);
        return;
      }
      boolean pin = TokenFault.of(e) == TokenFault.PIN;
      String reason = TokenPool.reason(e);
      boolean news =
          member.takeOut(pin ? TokenHealth.State.GIVEN_UP : TokenHealth.State.OUT, reason);
      if (pin && news) {
        listener.givenUp(member.name(), reason);
      } else if (member.isOut()) {
        // Told before, so that a try that follows soon is not told first.
        listener.stillOut(member.name(), reason, settings.wait(failed + 1));
        schedule(member, failed + 1);
      }
    }
  }

  /** The token as it is first: keys that are in use on it live on. Then opened anew. */
  private void requireSame(Member<T> member) throws GeneralSecurityException {
    if (member.token().isPresent() && answers(member)) {
      return;
    }
    TokenPool.closeQuietly(member);
    member.open();
    Optional<String> differing = difference(reference, member.proofs(challenge));
    if (differing.isPresent()) {
      TokenPool.closeQuietly(member);
      throw new KeyMismatchException(
          "it came back with another key for " + differing.get() + " than the pool's");
    }
    if (threads.isShutdown()) {
      TokenPool.closeQuietly(member);
      throw new ProviderException("the pool was closed");
    }
  }

  private boolean answers(Member<T> member) {
    try {
      return difference(reference, member.proofs(challenge)).isEmpty();
    } catch (GeneralSecurityException | ProviderException e) {
      return false;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
