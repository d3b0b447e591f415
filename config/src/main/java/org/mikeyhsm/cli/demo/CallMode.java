package org.mikeyhsm.cli.demo;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import org.mikeyhsm.cli.exchange.ExchangeMode;
import org.mikeyhsm.cli.exchange.ExchangeModes;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.mode.MediaOffer;

/** The two sides of a call in one MIKEY mode. */
interface CallMode {
  /** The modes that a call can be in, in the order of the RFCs. */
  static List<Mode> modes() {
    return Arrays.stream(Mode.values()).filter(mode -> ExchangeModes.of(mode).isPresent()).toList();
  }

  /** A call in one of them. */
  static CallMode of(Mode mode) {
    return mode == Mode.SAKKE ? new SakkeCall() : new CallOfTwo(mode);
  }

  /** Alice's side; the caller closes it. */
  Caller caller(DemoSettings settings, PartyKeys keys, MediaOffer media)
      throws GeneralSecurityException;

  /** Bob's side; the caller closes it. */
  ExchangeMode.Responder called(DemoSettings settings, PartyKeys keys)
      throws GeneralSecurityException;

  /**
   * Alice's side. Closing it closes the exchange.
   *
   * @param exchange hers with Bob
   * @param members the receivers beside Bob
   */
  record Caller(ExchangeMode.Initiator exchange, Members members) implements AutoCloseable {
    @Override
    public void close() {
      exchange.close();
    }
  }

  /** Receivers beside Bob. */
  @FunctionalInterface
  interface Members {
    /** There are none. */
    Members NONE = each -> List.of();

    /**
     * Has them take their messages.
     *
     * @param each run after each
     * @throws DemoException if one comes to other keys
     */
    List<Transcript.Member> receive(Runnable each)
        throws MikeyException, GeneralSecurityException, DemoException;
  }
}
