package org.mikeyhsm.cli.demo;

import java.security.GeneralSecurityException;
import java.util.List;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.session.CryptoSessionBundle;

/** The initiator's side of an exchange in any mode. Not thread-safe. */
interface Caller extends AutoCloseable {
  /** The I_MESSAGE. */
  Octets start() throws GeneralSecurityException;

  /** Takes the R_MESSAGE; the caller closes the bundle. */
  CryptoSessionBundle receive(Octets answer) throws MikeyException, GeneralSecurityException;

  /**
   * The bundle of an exchange without R_MESSAGE; the caller closes it.
   *
   * @throws IllegalStateException if one is awaited
   */
  CryptoSessionBundle bundle();

  /**
   * Has the receivers beside Bob take their messages.
   *
   * @throws DemoException if one comes to other keys
   */
  default List<Transcript.Member> members()
      throws MikeyException, GeneralSecurityException, DemoException {
    return List.of();
  }

  /** Destroys what was not handed out. */
  @Override
  void close();
}
