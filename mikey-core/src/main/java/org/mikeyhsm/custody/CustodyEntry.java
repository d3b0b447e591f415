package org.mikeyhsm.custody;

import java.util.Objects;

/**
 * One line of a custody report.
 *
 * @param secret which secret
 * @param custody where it has been
 */
public record CustodyEntry(SecretName secret, Custody custody) {
  /** Refuses nulls. */
  public CustodyEntry {
    Objects.requireNonNull(secret, "secret");
    Objects.requireNonNull(custody, "custody");
  }
}
