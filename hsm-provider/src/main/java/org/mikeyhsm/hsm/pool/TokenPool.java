package org.mikeyhsm.hsm.pool;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import org.mikeyhsm.message.Octets;

/**
 * Tokens that hold the same keys, in as many HSMs or slots. Work goes to the one that is least
 * busy; one that fails is taken out, what it did not do is done by another, and it is tried in the
 * background until it works again. A pool of one token is what keeps a process going whose HSM is
 * restarted.
 *
 * <p>A piece of work has one token, and so have all keys that it makes: they are the token's, and
 * are lost with it ({@link org.mikeyhsm.hsm.token.KeyLostException}). Nothing but the exchange that
 * used them is harmed by that.
 *
 * <p>Thread-safe. Whoever opened it closes it, after everything made of its keys.
 *
 * @param <T> a token with what is made on it
 */
public final class TokenPool<T extends PooledToken> implements AutoCloseable {
  private static final int CHALLENGE_OCTETS = 16;

  private final List<Member<T>> members;
  private final PoolListener listener;
  private final Octets challenge;
  private final Map<String, Octets> reference;
  private final Timed timed;
  private final Prober<T> prober;
  private final AtomicLong turns = new AtomicLong();

  /**
   * How a token is opened, first and again.
   *
   * @param name for people to read, other than those of the pool's other tokens
   * @param opener opens it
   */
  public record Source<T extends PooledToken>(String name, Opener<T> opener) {
    /** Refuses nulls. */
    public Source {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(opener, "opener");
    }
  }

  /** Opens a token. */
  @FunctionalInterface
  public interface Opener<T extends PooledToken> {
    /**
     * Opens it: module, login, keys. Nothing is left open when it throws.
     *
     * @return the pool closes it
     */
    T open() throws GeneralSecurityException;
  }

  /**
   * Work on one token, whose inputs are provisioned keys or octets, so that it can be done again.
   *
   * @param <E> how it fails that is not the token's fault
   */
  @FunctionalInterface
  public interface Work<T, R, E extends Exception> {
    /** Does it; what was made is closed when it throws. */
    R with(T token) throws E, GeneralSecurityException;
  }

  private TokenPool(
      List<Member<T>> members,
      PoolSettings settings,
      PoolListener listener,
      Octets challenge,
      Map<String, Octets> reference) {
    this.members = members;
    this.listener = new QuietPoolListener(listener);
    this.challenge = challenge;
    this.reference = reference;
    this.timed = new Timed(settings.operationTimeout());
    this.prober = new Prober<>(members.size(), settings, this.listener, challenge, reference);
  }

  /**
   * Opens the tokens, and compares their keys. One that cannot be reached is out, and tried again.
   *
   * @throws IllegalArgumentException if there is none, or two have the same name
   * @throws KeyMismatchException if two tokens do not hold the same keys
   * @throws TokenUnavailableException if no token can be reached
   * @throws ProviderException if a token refuses its PIN, or has not the keys
   */
  public static <T extends PooledToken> TokenPool<T> open(
      List<Source<T>> sources, PoolSettings settings, PoolListener listener)
      throws GeneralSecurityException {
    if (sources.isEmpty()
        || sources.stream().map(Source::name).distinct().count() < sources.size()) {
      throw new IllegalArgumentException("a pool has tokens of different names");
    }
    byte[] random = new byte[CHALLENGE_OCTETS];
    new SecureRandom().nextBytes(random);
    Octets challenge = Octets.of(random);
    List<Member<T>> members = sources.stream().map(source -> new Member<T>(source)).toList();
    boolean done = false;
    try {
      Map<String, Octets> reference = openAll(members, challenge);
      TokenPool<T> pool = new TokenPool<>(members, settings, listener, challenge, reference);
      members.stream()
          .filter(Member::isOut)
          .forEach(
              member -> {
                pool.listener.takenOut(member.name(), member.health().reason());
                pool.prober.begin(member);
              });
      done = true;
      return pool;
    } finally {
      if (!done) {
        members.forEach(TokenPool::closeQuietly);
      }
    }
  }

  private static <T extends PooledToken> Map<String, Octets> openAll(
      List<Member<T>> members, Octets challenge) throws GeneralSecurityException {
    Optional<Map<String, Octets>> reference = Optional.empty();
    Optional<Member<T>> first = Optional.empty();
    List<ProviderException> unreachable = new ArrayList<>();
    for (Member<T> member : members) {
      try {
        member.open();
        Map<String, Octets> proofs = member.proofs(challenge);
        if (reference.isEmpty()) {
          reference = Optional.of(Map.copyOf(proofs));
          first = Optional.of(member);
        }
        Optional<String> differing = Prober.difference(reference.get(), proofs);
        if (differing.isPresent()) {
          throw new KeyMismatchException(
              "the tokens "
                  + first.get().name()
                  + " and "
                  + member.name()
                  + " do not hold the same key for "
                  + differing.get()
                  + "; put the same key on both, or take one of them out of the configuration");
        }
        member.bringIn();
      } catch (ProviderException e) {
        if (TokenFault.of(e) != TokenFault.CERTAIN) {
          throw e;
        }
        member.takeOut(TokenHealth.State.OUT, e.getMessage());
        unreachable.add(e);
      }
    }
    if (reference.isEmpty()) {
      throw unreachable.get(0);
    }
    return reference.get();
  }

  /**
   * Does work on the token that is least busy. Where the token fails, the work is done again on
   * another, or on the same one if that is well; each token is asked once.
   *
   * @return what the work gives; its keys are of one token
   * @throws TokenUnavailableException if no token is in
   * @throws TokenTimeoutException if the last token did not answer in time
   * @throws E as the work does
   */
  public <R, E extends Exception> R run(Work<T, R, E> work) throws E, GeneralSecurityException {
    Set<Member<T>> tried = new HashSet<>();
    Member<T> member = choose(tried).orElseThrow(this::nobody);
    while (true) {
      member.begin(turns.incrementAndGet());
      Optional<Member<T>> next;
      try {
        return attempt(member, work);
      } catch (Exception e) {
        next = afterFailure(member, e, tried);
        if (next.isEmpty()) {
          throw e;
        }
        listener.doneAgain(member.name(), reason(e));
      } finally {
        member.end();
      }
      member = next.get();
    }
  }

  private <R, E extends Exception> R attempt(Member<T> member, Work<T, R, E> work)
      throws E, GeneralSecurityException {
    T token = member.token().orElseThrow(this::nobody);
    return timed.<R, E>run(member.name(), () -> work.with(token));
  }

  /** Who does it again; nobody if the token was not to blame, or all were tried. */
  private Optional<Member<T>> afterFailure(
      Member<T> member, Exception failure, Set<Member<T>> tried) {
    TokenFault fault = TokenFault.of(failure);
    if (fault == TokenFault.NONE) {
      return Optional.empty();
    }
    boolean well = fault == TokenFault.SUSPECTED && isWell(member);
    if (!well) {
      takeOut(member, fault, reason(failure));
    }
    boolean first = tried.isEmpty();
    tried.add(member);
    Optional<Member<T>> other = choose(tried);
    return other.isEmpty() && well && first ? Optional.of(member) : other;
  }

  private boolean isWell(Member<T> member) {
    try {
      return timed.<Boolean, GeneralSecurityException>run(
          member.name(), () -> Prober.difference(reference, member.proofs(challenge)).isEmpty());
    } catch (GeneralSecurityException | ProviderException e) {
      return false;
    }
  }

  private void takeOut(Member<T> member, TokenFault fault, String reason) {
    if (fault == TokenFault.PIN) {
      if (member.takeOut(TokenHealth.State.GIVEN_UP, reason)) {
        listener.givenUp(member.name(), reason);
      }
    } else if (member.takeOut(TokenHealth.State.OUT, reason)) {
      listener.takenOut(member.name(), reason);
      prober.begin(member);
    }
  }

  private Optional<Member<T>> choose(Set<Member<T>> except) {
    return members.stream()
        .filter(member -> member.isIn() && !except.contains(member))
        .min(
            Comparator.comparingInt((Member<T> member) -> member.busy())
                .thenComparingLong(Member::turn));
  }

  private TokenUnavailableException nobody() {
    return new TokenUnavailableException(
        members.stream()
            .map(Member::health)
            .map(health -> health.token() + ": " + health.reason())
            .collect(Collectors.joining("; ", "no token can be used now: ", "")));
  }

  static String reason(Exception failure) {
    return Optional.ofNullable(failure.getMessage()).orElse(failure.getClass().getSimpleName());
  }

  /** How each token is, in their order. Never waits for a token. */
  public List<TokenHealth> health() {
    return members.stream().map(Member::health).toList();
  }

  /** The tokens that are in, to be asked for their sessions, say; never while one is closed. */
  public List<T> tokensIn() {
    return members.stream()
        .filter(Member::isIn)
        .flatMap(member -> member.token().stream())
        .toList();
  }

  /** Closes all tokens; work that is under way fails. */
  @Override
  public void close() {
    prober.close();
    timed.close();
    members.forEach(TokenPool::closeQuietly);
  }

  /** A token that is gone does not keep the others from being closed. */
  static void closeQuietly(Member<?> member) {
    try {
      member.close();
    } catch (RuntimeException e) {
      // Its sessions died with it.
    }
  }
}
