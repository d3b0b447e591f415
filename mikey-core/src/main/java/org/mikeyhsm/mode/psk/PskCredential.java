package org.mikeyhsm.mode.psk;

import java.util.Objects;
import org.mikeyhsm.jca.CustodialKey;
import org.mikeyhsm.message.IdPayload;

/**
 * A pre-shared key and the two who share it.
 *
 * @param self this side's identity
 * @param peer the other side's identity
 * @param psk the key; its owner closes it
 */
public record PskCredential(IdPayload self, IdPayload peer, CustodialKey psk) {
  /** Refuses nulls. */
  public PskCredential {
    Objects.requireNonNull(self, "self");
    Objects.requireNonNull(peer, "peer");
    Objects.requireNonNull(psk, "psk");
  }
}
