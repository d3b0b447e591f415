package org.mikeyhsm.cli.demo;

import java.security.GeneralSecurityException;
import org.mikeyhsm.message.MikeyException;
import org.mikeyhsm.message.Octets;
import org.mikeyhsm.mode.Accepted;

/** The responder's side of an exchange in any mode. Not thread-safe. */
interface Called extends AutoCloseable {
  /** Takes the I_MESSAGE; the caller closes what comes out. */
  Accepted receive(Octets message) throws MikeyException, GeneralSecurityException;

  /** Destroys what was not handed out. */
  @Override
  void close();
}
