package org.mikeyhsm.cli.exchange;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.session.CryptoSessionBundle;

/** An initiator by the methods of its mode's own. */
final class Initiation implements ExchangeMode.Initiator {
  private final Start start;
  private final Receive receive;
  private final Supplier<Optional<CryptoSessionBundle>> unanswered;
  private final List<Runnable> owned;

  /** Makes an I_MESSAGE. */
  @FunctionalInterface
  interface Start {
    /** The I_MESSAGE. */
    Octets start() throws GeneralSecurityException;
  }

  /** Takes an R_MESSAGE. */
  @FunctionalInterface
  interface Receive {
    /** The keys, which the caller closes. */
    CryptoSessionBundle receive(Octets answer) throws MikeyException, GeneralSecurityException;
  }

  private Initiation(
      Start start,
      Receive receive,
      Supplier<Optional<CryptoSessionBundle>> unanswered,
      List<Runnable> owned) {
    this.start = start;
    this.receive = receive;
    this.unanswered = unanswered;
    this.owned = owned;
  }

  /**
   * One with an answer.
   *
   * @param owned run when it is closed, in this order
   */
  static Initiation answered(Start start, Receive receive, Runnable... owned) {
    return new Initiation(start, receive, Optional::empty, List.of(owned));
  }

  /** The same; where no answer is asked for, the keys come from {@code bundle}. */
  Initiation orElse(boolean answer, Supplier<CryptoSessionBundle> bundle) {
    return answer ? this : new Initiation(start, receive, () -> Optional.of(bundle.get()), owned);
  }

  @Override
  public Octets start() throws GeneralSecurityException {
    return start.start();
  }

  @Override
  public Optional<CryptoSessionBundle> withoutAnswer() {
    return unanswered.get();
  }

  @Override
  public CryptoSessionBundle receive(Octets answer)
      throws MikeyException, GeneralSecurityException {
    return receive.receive(answer);
  }

  @Override
  public void close() {
    Owned.close(owned);
  }
}
