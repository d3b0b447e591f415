package org.mikeyhsm.config;

import org.mikeyhsm.message.IdPayload;

/** Identities as a configuration writes them. */
public final class Identities {
  private Identities() {}

  /** The ID payload: a URI where there is a scheme, else a network access identifier. */
  public static IdPayload payload(String identity) {
    return identity.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")
        ? IdPayload.uri(identity)
        : IdPayload.nai(identity);
  }
}
