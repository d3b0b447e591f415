package org.mikeyhsm.mode.sakke;

import java.util.List;
import java.util.Objects;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.session.CryptoSessionBundle;

/**
 * What an initiator made.
 *
 * @param messages one for each receiver, in their order
 * @param bundle the keys; the caller closes it
 */
public record SakkeSent(List<Message> messages, CryptoSessionBundle bundle)
    implements AutoCloseable {
  /** Copies the list. */
  public SakkeSent {
    messages = List.copyOf(messages);
    Objects.requireNonNull(bundle, "bundle");
  }

  /**
   * An I_MESSAGE.
   *
   * @param recipient whom it is for
   * @param csbId its CSB ID
   * @param octets what to send
   */
  public record Message(SakkeRecipient recipient, int csbId, Octets octets) {}

  /** Closes the bundle. */
  @Override
  public void close() {
    bundle.close();
  }
}
