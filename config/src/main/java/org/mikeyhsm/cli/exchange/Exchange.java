package org.mikeyhsm.cli.exchange;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.DecodeLimits;
import org.mikeyhsm.message.DecodedMessage;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.ExchangeException;
import org.mikeyhsm.mode.Failure;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * One exchange of messages, as a configuration has it. Where anybody can send, a message that is
 * refused is passed over: one forged datagram must not end an exchange.
 */
public final class Exchange {
  private final Party party;
  private final Transport transport;
  private final Consumer<MikeyException> refusals;

  /**
   * An exchange of {@code party} over {@code transport}, both of which the caller closes.
   *
   * @param refusals told of each message that is passed over
   */
  public Exchange(Party party, Transport transport, Consumer<MikeyException> refusals) {
    this.party = party;
    this.transport = transport;
    this.refusals = refusals;
  }

  /**
   * What an exchange came to.
   *
   * @param mode the mode
   * @param bundle the keys, closed with it
   */
  public record Completed(Mode mode, CryptoSessionBundle bundle) implements AutoCloseable {
    @Override
    public void close() {
      bundle.close();
    }
  }

  /**
   * Sends an I_MESSAGE and, where an answer is asked for, waits for the R_MESSAGE.
   *
   * @param ssrcs one crypto session for each; 0 where its sender has not chosen one
   * @return the caller closes it
   * @throws ExchangeFailedException if no answer comes
   */
  public Completed initiate(ExchangeMode mode, IdPayload peer, List<Integer> ssrcs)
      throws IOException, MikeyException, GeneralSecurityException, ExchangeFailedException {
    List<SrtpId> streams = new ArrayList<>();
    ssrcs.forEach(ssrc -> streams.add(new SrtpId(0, ssrc, 0)));
    try (ExchangeMode.Initiator initiator = mode.initiator(party, peer, party.media(streams))) {
      transport.send(initiator.start());
      Optional<CryptoSessionBundle> bundle = initiator.withoutAnswer();
      return new Completed(mode.mode(), bundle.isPresent() ? bundle.get() : answered(initiator));
    }
  }

  private CryptoSessionBundle answered(ExchangeMode.Initiator initiator)
      throws IOException, MikeyException, GeneralSecurityException, ExchangeFailedException {
    Optional<MikeyException> refused = Optional.empty();
    while (true) {
      Optional<Octets> answer = transport.receive();
      if (answer.isEmpty()) {
        if (refused.isPresent()) {
          throw refused.get();
        }
        throw new ExchangeFailedException("no answer came from the peer");
      }
      try {
        return initiator.receive(answer.get());
      } catch (MikeyException e) {
        if (!transport.isOpenToAll() || isProvenError(e)) {
          throw e;
        }
        refusals.accept(e);
        refused = Optional.of(e);
      }
    }
  }

  private static boolean isProvenError(MikeyException e) {
    return e instanceof ExchangeException refusal && refusal.failure() == Failure.PEER_ERROR;
  }

  /**
   * Waits for an I_MESSAGE and answers it.
   *
   * @param modes the modes that are answered
   * @return the caller closes it
   * @throws ExchangeFailedException if no message comes
   */
  public Completed respond(List<ExchangeMode> modes)
      throws IOException, MikeyException, GeneralSecurityException, ExchangeFailedException {
    Map<Mode, ExchangeMode.Responder> responders = new EnumMap<>(Mode.class);
    try {
      modes.forEach(mode -> responders.put(mode.mode(), mode.responder(party)));
      while (true) {
        Octets message =
            transport.receive().orElseThrow(() -> new ExchangeFailedException("no message came"));
        try {
          Mode mode = mode(modes, message, party.context().limits());
          return answer(mode, responders.get(mode).receive(message));
        } catch (MikeyException e) {
          report(e);
          if (!transport.isOpenToAll()) {
            throw e;
          }
          refusals.accept(e);
        }
      }
    } finally {
      responders.values().forEach(ExchangeMode.Responder::close);
    }
  }

  /** The mode that a message begins. */
  static Mode mode(List<ExchangeMode> modes, Octets message, DecodeLimits limits)
      throws MikeyException {
    DataType type =
        DecodedMessage.decode(message.toArray(), limits, Set.of()).message().header().dataType();
    return modes.stream()
        .filter(mode -> mode.firstMessage().equals(type))
        .map(ExchangeMode::mode)
        .findFirst()
        .orElseThrow(
            () ->
                new ExchangeException(
                    Failure.DATA_TYPE,
                    "HDR",
                    1,
                    "data type "
                        + type.value()
                        + " ("
                        + type.name()
                        + ") begins no exchange of the modes in use here: "
                        + modes.stream()
                            .map(mode -> mode.mode().toString())
                            .collect(Collectors.joining(", "))));
  }

  private Completed answer(Mode mode, Accepted accepted) throws IOException {
    boolean done = false;
    try {
      if (accepted.response().isPresent()) {
        transport.send(accepted.response().get());
      }
      done = true;
      return new Completed(mode, accepted.bundle());
    } finally {
      if (!done) {
        accepted.close();
      }
    }
  }

  private void report(MikeyException e) throws IOException {
    Optional<Octets> error =
        e instanceof ExchangeException refusal ? refusal.errorMessage() : Optional.empty();
    if (error.isPresent()) {
      transport.send(error.get());
    }
  }
}
