package org.mikeyhsm.cli.exchange;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.hsm.pool.TokenPool;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;

/**
 * Answers one exchange after the other with a pool of tokens. A message that a token does not get
 * done is done by another; where none is left it is dropped, as on a bad line: the peer repeats it,
 * and by then a token may be back.
 */
public final class Answering {
  private final TokenPool<PooledParty> pool;
  private final Configuration configuration;
  private final List<ExchangeMode> modes;
  private final Transport transport;
  private final Consumer<MikeyException> refusals;
  private final Consumer<Exception> failures;

  /**
   * Answers messages of {@code transport}, which the caller closes, as it does the pool.
   *
   * @param refusals told of each message that is passed over
   * @param failures told of each message that no token got done
   */
  public Answering(
      TokenPool<PooledParty> pool,
      Configuration configuration,
      List<ExchangeMode> modes,
      Transport transport,
      Consumer<MikeyException> refusals,
      Consumer<Exception> failures) {
    this.pool = pool;
    this.configuration = configuration;
    this.modes = List.copyOf(modes);
    this.transport = transport;
    this.refusals = refusals;
    this.failures = failures;
  }

  /** What is sent, and what is told of it. */
  private record Answer(Optional<Octets> response, Map<String, Object> report) {}

  /**
   * Answers messages until one has come to keys, and closes these.
   *
   * @param showKeys whether TEKs leave the token and are reported
   * @return what was agreed, as {@link SessionReport} has it; empty if no message comes
   */
  public Optional<Map<String, Object>> next(boolean showKeys)
      throws IOException, ExchangeFailedException {
    for (Optional<Octets> message = transport.receive();
        message.isPresent();
        message = transport.receive()) {
      try {
        Octets octets = message.get();
        Mode mode = Exchange.mode(modes, octets, configuration.limits());
        Answer answer =
            pool.<Answer, MikeyException>run(party -> answer(party, mode, octets, showKeys));
        if (answer.response().isPresent()) {
          transport.send(answer.response().get());
        }
        return Optional.of(answer.report());
      } catch (MikeyException e) {
        if (e instanceof ExchangeException refusal && refusal.errorMessage().isPresent()) {
          transport.send(refusal.errorMessage().get());
        }
        refusals.accept(e);
      } catch (GeneralSecurityException | ProviderException e) {
        failures.accept(e);
      }
    }
    return Optional.empty();
  }

  private static Answer answer(PooledParty party, Mode mode, Octets message, boolean showKeys)
      throws MikeyException, GeneralSecurityException {
    try (Accepted accepted = party.answer(mode, message)) {
      return new Answer(
          accepted.response(),
          SessionReport.of("responder", new Exchange.Completed(mode, accepted.bundle()), showKeys));
    }
  }
}
