package org.mikeyhsm.service;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.mikeyhsm.cli.exchange.Owned;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Modules;
import org.mikeyhsm.config.TokenSettings;
import org.mikeyhsm.engine.EngineBuilder;
import org.mikeyhsm.engine.MikeyEngine;
import org.mikeyhsm.hsm.token.CryptokiModule;

/**
 * Several engines of one process, for several identities. A PKCS#11 library has one owner in a
 * process; this is it for those of its engines, each of which has a token of its own.
 *
 * <p>Thread-safe. Closing it closes its engines and the libraries.
 */
public final class EngineHost implements AutoCloseable {
  private final Map<String, String> environment;
  private final Clock clock;
  private final Map<Library, CryptokiModule> modules = new HashMap<>();
  private final List<MikeyEngine> engines = new ArrayList<>();
  private boolean closed;

  private record Library(Optional<Path> module, Optional<Path> base, Optional<String> parameters) {}

  /** A host with this process's environment and the system's clock. */
  public EngineHost() {
    this(System.getenv(), Clock.systemUTC());
  }

  /**
   * A host.
   *
   * @param environment for the PINs and the token module
   * @param clock the wall clock of all its engines, in UTC
   */
  public EngineHost(Map<String, String> environment, Clock clock) {
    this.environment = Map.copyOf(environment);
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Opens an engine as {@link ConfiguredEngine#open(Path, Consumer)} does.
   *
   * @param more told the builder before the engine is built
   * @return closed by the caller, or with this host
   * @throws IllegalStateException if the host was closed
   */
  public MikeyEngine open(Path file, Consumer<EngineBuilder> more)
      throws ConfigException, GeneralSecurityException {
    return open(ConfiguredEngine.load(file), more);
  }

  /**
   * Opens an engine as {@link ConfiguredEngine#open(Configuration, Map, Clock, Consumer)} does.
   *
   * @param more told the builder before the engine is built
   * @return closed by the caller, or with this host
   * @throws IllegalStateException if the host was closed
   */
  public synchronized MikeyEngine open(Configuration configuration, Consumer<EngineBuilder> more)
      throws GeneralSecurityException {
    if (closed) {
      throw new IllegalStateException("the host was closed");
    }
    MikeyEngine engine =
        new ConfiguredEngine(configuration, environment, clock)
            .open((settings, opened) -> module(settings), more);
    engines.add(engine);
    return engine;
  }

  private CryptokiModule module(TokenSettings settings) {
    return modules.computeIfAbsent(
        new Library(settings.module(), settings.base(), settings.parameters()),
        library -> Modules.open(settings, environment));
  }

  @Override
  public synchronized void close() {
    closed = true;
    List<Runnable> all = new ArrayList<>();
    engines.forEach(engine -> all.add(engine::close));
    modules.values().forEach(module -> all.add(module::close));
    engines.clear();
    modules.clear();
    Owned.close(all);
  }
}
