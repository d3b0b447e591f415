package org.mikeyhsm.cli.exchange;

import java.io.IOException;
import java.util.Optional;
import org.mikeyhsm.message.Octets;

/** How messages come and go. Not thread-safe; whoever opened it closes it. */
public interface Transport extends AutoCloseable {
  /** The longest UDP datagram over IPv4. */
  int MOST_OCTETS = 65_507;

  /** Sends a message to the peer; as a responder, to whom the last message came from. */
  void send(Octets message) throws IOException;

  /**
   * The next message.
   *
   * @return empty if none comes in time, or none can come any more
   * @throws ExchangeFailedException if what comes is no message in form
   */
  Optional<Octets> receive() throws IOException, ExchangeFailedException;

  /** Whether anybody can send to this, so that what is not accepted is passed over. */
  boolean isOpenToAll();

  @Override
  void close();
}
