package org.mikeyhsm.config;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.mikeyhsm.custody.Boundary;
import org.mikeyhsm.hsm.token.TokenSelector;

/**
 * Which token, and how to log in to it.
 *
 * @param module the PKCS#11 library, empty for the token module of this installation
 * @param base the library that the token module stands on, empty for its default
 * @param parameters what the library takes at C_Initialize, empty for most
 * @param selector tells the token
 * @param boundary what the token is made of, as its integrator says
 * @param pin where the user PIN comes from
 */
public record TokenSettings(
    Optional<Path> module,
    Optional<Path> base,
    Optional<String> parameters,
    TokenSelector selector,
    Boundary boundary,
    PinSettings pin) {
  /** Refuses nulls. */
  public TokenSettings {
    Objects.requireNonNull(module, "module");
    Objects.requireNonNull(base, "base");
    Objects.requireNonNull(parameters, "parameters");
    Objects.requireNonNull(selector, "selector");
    Objects.requireNonNull(boundary, "boundary");
    Objects.requireNonNull(pin, "pin");
  }
}
