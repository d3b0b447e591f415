package org.mikeyhsm.session;

import java.util.Objects;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.message.KeyValidity;
import org.mikeyhsm.message.Octets;

/**
 * What an SRTP engine needs for one crypto session.
 *
 * <p>{@link #close()} destroys the master key if it was derived for this object; a TEK that was
 * sent as such belongs to the bundle and ends with it.
 *
 * @param session the crypto session
 * @param tek the master key, {@code policy.encrKeyLength} octets
 * @param masterSalt the master salt, {@code policy.saltLength} octets
 * @param validity the MKI or the index range the key is valid for
 * @param ownsTek whether closing destroys the master key
 */
public record SrtpMasterKey(
    CryptoSession session,
    CustodialKey tek,
    Octets masterSalt,
    KeyValidity validity,
    boolean ownsTek)
    implements AutoCloseable {
  /** Refuses nulls. */
  public SrtpMasterKey {
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(tek, "tek");
    Objects.requireNonNull(masterSalt, "masterSalt");
    Objects.requireNonNull(validity, "validity");
  }

  @Override
  public void close() {
    if (ownsTek) {
      tek.close();
    }
  }
}
