package org.mikeyhsm.custody;

/**
 * The JFR event {@code org.mikeyhsm.Secret}: one for each secret that a provider makes or first
 * uses, with class, level, origin, boundary, mechanism and attributes as read. No octet of a secret
 * is in it. Thread-safe.
 */
public final class SecretEvents {
  private SecretEvents() {}

  /** Records the event if a recording wants it; costs next to nothing if none does. */
  public static void record(SecretClass secretClass, Custody custody) {
    SecretEvent.commit(secretClass, custody);
  }
}
