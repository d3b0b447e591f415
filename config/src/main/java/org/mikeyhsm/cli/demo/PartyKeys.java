package org.mikeyhsm.cli.demo;

import java.security.Provider;
import java.util.Objects;
import org.mikeyhsm.jca.CustodialKey;

/**
 * What a party's token gives it.
 *
 * @param provider MIKEY's engines on that token
 * @param psk the pre-shared key; the {@link DemoTokens} it is from close it
 */
public record PartyKeys(Provider provider, CustodialKey psk) {
  /** Refuses nulls. */
  public PartyKeys {
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(psk, "psk");
  }
}
