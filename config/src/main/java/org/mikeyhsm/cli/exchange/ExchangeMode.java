package org.mikeyhsm.cli.exchange;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.message.SrtpId;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.session.CryptoSessionBundle;

/** A mode as a configuration has it. A new one is a class and a line in {@link ExchangeModes}. */
public interface ExchangeMode {
  /** Which mode. */
  Mode mode();

  /** The data type of its I_MESSAGE. */
  DataType firstMessage();

  /** What a peer's entry lacks for this side to initiate with it, for people to read. */
  Optional<String> lacks(PeerSettings peer);

  /**
   * An initiator.
   *
   * @param streams the crypto sessions
   */
  Initiator initiator(Party party, IdPayload peer, List<SrtpId> streams);

  /** A responder. */
  Responder responder(Party party);

  /** One exchange of this side. */
  interface Initiator extends AutoCloseable {
    /** The I_MESSAGE. */
    Octets start() throws GeneralSecurityException;

    /** The keys, where no answer was asked for; the caller closes them. */
    default Optional<CryptoSessionBundle> withoutAnswer() {
      return Optional.empty();
    }

    /** Takes the R_MESSAGE; the caller closes the keys. */
    CryptoSessionBundle receive(Octets answer) throws MikeyException, GeneralSecurityException;

    @Override
    void close();
  }

  /** Answers I_MESSAGEs. */
  interface Responder extends AutoCloseable {
    /** Takes one; the caller closes what comes of it. */
    Accepted receive(Octets message) throws MikeyException, GeneralSecurityException;

    @Override
    default void close() {
      // Most hold nothing.
    }
  }
}
