package org.mikeyhsm.cli.exchange;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.sakke.SakkeSent;
import org.mikeyhsm.session.CryptoSessionBundle;

/** An initiator whose message has no answer. Not thread-safe. */
public final class SakkeSending implements ExchangeMode.Initiator {
  private final Maker maker;
  private Optional<SakkeSent> sent = Optional.empty();
  private boolean handedOut;

  /** Makes the messages. */
  @FunctionalInterface
  public interface Maker {
    /** One for each receiver, at least one. */
    SakkeSent make() throws GeneralSecurityException;
  }

  /** An initiator that has not begun. */
  public SakkeSending(Maker maker) {
    this.maker = maker;
  }

  /** The first receiver's message. */
  @Override
  public Octets start() throws GeneralSecurityException {
    if (sent.isPresent()) {
      throw new IllegalStateException("the messages were made already");
    }
    SakkeSent made = maker.make();
    sent = Optional.of(made);
    return made.messages().get(0).octets();
  }

  /** All messages, once they are made. */
  public List<SakkeSent.Message> messages() {
    return sent.orElseThrow().messages();
  }

  /** The keys, whoever closes them, once the messages are made. */
  public CryptoSessionBundle bundle() {
    return sent.orElseThrow().bundle();
  }

  @Override
  public Optional<CryptoSessionBundle> withoutAnswer() {
    handedOut = true;
    return Optional.of(sent.orElseThrow().bundle());
  }

  @Override
  public CryptoSessionBundle receive(Octets answer) {
    throw new IllegalStateException("this mode has no R_MESSAGE");
  }

  @Override
  public void close() {
    if (!handedOut) {
      sent.ifPresent(SakkeSent::close);
    }
  }
}
