package org.mikeyhsm.cli.exchange;

import java.security.GeneralSecurityException;
import java.util.Optional;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.message.DataType;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;
import org.mikeyhsm.mode.MediaOffer;
import org.mikeyhsm.session.CryptoSessionBundle;

/** A mode as a party carries it out. A new one is a class and a line in {@link ExchangeModes}. */
public interface ExchangeMode {
  /** Which mode. */
  Mode mode();

  /** The data type of its I_MESSAGE. */
  DataType firstMessage();

  /**
   * What a peer's entry lacks for this side to initiate with it, for people to read; nothing where
   * all that is needed comes with the messages.
   */
  default Optional<String> lacks(PeerSettings peer) {
    return Optional.empty();
  }

  /**
   * An initiator.
   *
   * @param media the crypto sessions
   */
  Initiator initiator(Party party, IdPayload peer, MediaOffer media);

  /** A responder. */
  Responder responder(Party party);

  /** One exchange of an initiator. Not thread-safe. */
  interface Initiator extends AutoCloseable {
    /** The I_MESSAGE. */
    Octets start() throws GeneralSecurityException;

    /** The keys, where no answer was asked for; the caller closes them. */
    Optional<CryptoSessionBundle> withoutAnswer();

    /** Takes the R_MESSAGE; the caller closes the keys. */
    CryptoSessionBundle receive(Octets answer) throws MikeyException, GeneralSecurityException;

    /** Destroys what was not handed out. */
    @Override
    void close();
  }

  /** Answers I_MESSAGEs. */
  interface Responder extends AutoCloseable {
    /** Takes one; the caller closes what comes of it. */
    Accepted receive(Octets message) throws MikeyException, GeneralSecurityException;

    /** Destroys what was not handed out. */
    @Override
    void close();
  }
}
