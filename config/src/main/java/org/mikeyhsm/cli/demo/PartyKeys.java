package org.mikeyhsm.cli.demo;

import java.security.Provider;
import java.util.Objects;
import java.util.function.Supplier;
import org.mikeyhsm.cli.exchange.Certified;
import org.mikeyhsm.hsm.token.TokenUnavailableException;
import org.mikeyhsm.jca.CustodialKey;

/**
 * What a party's token gives it.
 *
 * @param provider MIKEY's engines on that token
 * @param psk the pre-shared key; the {@link DemoTokens} it is from close it
 * @param certified what it has for the modes with certificates, read or made when it is asked for
 * @param sakke what it has for MIKEY-SAKKE, made when it is asked for
 */
public record PartyKeys(
    Provider provider,
    CustodialKey psk,
    Supplier<Certified> certified,
    Supplier<SakkeParty> sakke) {
  /** Refuses nulls. */
  public PartyKeys {
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(psk, "psk");
    Objects.requireNonNull(certified, "certified");
    Objects.requireNonNull(sakke, "sakke");
  }

  /** A party without identity-based keys. */
  PartyKeys(Provider provider, CustodialKey psk, Supplier<Certified> certified) {
    this(
        provider,
        psk,
        certified,
        () -> {
          throw new TokenUnavailableException("this party has no identity-based keys");
        });
  }

  /** A party without certificates. */
  PartyKeys(Provider provider, CustodialKey psk) {
    this(
        provider,
        psk,
        () -> {
          throw new IllegalStateException("this party has no certificate");
        });
  }
}
