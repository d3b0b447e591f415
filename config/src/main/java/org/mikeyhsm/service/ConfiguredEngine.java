package org.mikeyhsm.service;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.mikeyhsm.cli.exchange.TokenKeys;
import org.mikeyhsm.cli.exchange.TrustFiles;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.ConfigLoader;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Identities;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.Modules;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.config.PinSources;
import org.mikeyhsm.config.TokenSettings;
import org.mikeyhsm.engine.EngineBuilder;
import org.mikeyhsm.engine.EnginePeer;
import org.mikeyhsm.engine.MikeyEngine;
import org.mikeyhsm.engine.observe.EngineLog;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.hsm.token.TokenPrivateKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.pki.CertifiedKey;
import org.mikeyhsm.mode.pki.PkiIdentity;

/**
 * Opens engines as configurations have them: loads the module, logs in to the token, finds the
 * keys, reads the certificates. The engine logs to SLF4J, its health check asks the token, and
 * closing it closes keys, token and module. Thread-safe; for several engines of one PKCS#11 library
 * in a process see {@link EngineHost}.
 */
public final class ConfiguredEngine {
  private final Configuration configuration;
  private final Map<String, String> environment;
  private final Clock clock;

  /** Opens the library of a token, or has it open. */
  @FunctionalInterface
  interface Library {
    /**
     * The library.
     *
     * @param opened told what to close with the engine
     */
    CryptokiModule of(TokenSettings settings, Deque<Runnable> opened);
  }

  ConfiguredEngine(Configuration configuration, Map<String, String> environment, Clock clock) {
    this.configuration = Objects.requireNonNull(configuration, "configuration");
    this.environment = Map.copyOf(environment);
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Opens the engine of a configuration file, with the overrides that the environment and the
   * system properties have for it.
   *
   * @param file the configuration, see docs/configuration.md
   * @return the caller closes it
   * @throws ConfigException if anything is wrong with the configuration
   * @throws GeneralSecurityException as {@link #open(Configuration, Map, Clock, Consumer)}
   */
  public static MikeyEngine open(Path file) throws ConfigException, GeneralSecurityException {
    return open(file, builder -> {});
  }

  /**
   * As {@link #open(Path)}.
   *
   * @param more told the builder before the engine is built: for listeners, a saved replay state,
   *     SAKKE keys
   * @throws ConfigException if anything is wrong with the configuration
   * @throws GeneralSecurityException as {@link #open(Configuration, Map, Clock, Consumer)}
   */
  public static MikeyEngine open(Path file, Consumer<EngineBuilder> more)
      throws ConfigException, GeneralSecurityException {
    return open(load(file), System.getenv(), Clock.systemUTC(), more);
  }

  static Configuration load(Path file) throws ConfigException {
    return ConfigLoader.load(file, System.getenv(), text(System.getProperties()));
  }

  private static Map<String, String> text(Properties properties) {
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, properties::getProperty));
  }

  /**
   * Opens the engine of a configuration.
   *
   * @param environment for the PIN and the token module
   * @param clock the wall clock, in UTC
   * @param more told the builder before the engine is built
   * @return the caller closes it
   * @throws CertificateException if a certificate or a revocation list cannot be read
   * @throws org.mikeyhsm.hsm.token.TokenUnavailableException if the token cannot be reached
   * @throws org.mikeyhsm.hsm.token.PinRefusedException if it refuses the PIN
   * @throws KeyNotFoundException if it has not the keys
   * @throws org.mikeyhsm.hsm.token.KeyRefusedException if it would give a key away
   * @throws IllegalArgumentException if a mode in use is not done in this version, or none has its
   *     keys
   */
  public static MikeyEngine open(
      Configuration configuration,
      Map<String, String> environment,
      Clock clock,
      Consumer<EngineBuilder> more)
      throws GeneralSecurityException {
    return new ConfiguredEngine(configuration, environment, clock)
        .open(
            (settings, opened) -> {
              CryptokiModule module = Modules.open(settings, environment);
              opened.push(module::close);
              return module;
            },
            more);
  }

  MikeyEngine open(Library library, Consumer<EngineBuilder> more) throws GeneralSecurityException {
    Deque<Runnable> opened = new ArrayDeque<>();
    boolean done = false;
    try {
      MikeyEngine engine = build(library, more, opened);
      done = true;
      return engine;
    } catch (KeyFileException e) {
      throw new CertificateException(e.getMessage(), e);
    } finally {
      if (!done) {
        closeAll(opened);
      }
    }
  }

  private MikeyEngine build(Library library, Consumer<EngineBuilder> more, Deque<Runnable> opened)
      throws KeyFileException {
    EngineSettings settings = new EngineSettings(configuration);
    var modes = settings.modes();
    // Files first: they cost nothing, and a PIN may have to be typed.
    var trust = TrustFiles.read(configuration, clock);
    CryptokiModule module = library.of(configuration.token(), opened);
    Token token =
        module.openToken(
            configuration.token().selector(),
            PinSources.of(configuration.token().pin(), environment),
            configuration.token().boundary());
    opened.push(token::close);
    TokenKeys keys = new TokenKeys(module, token);
    IdPayload self = Identities.payload(configuration.identity());
    EngineBuilder builder =
        MikeyEngine.builder(new MikeyPkcs11Provider(token, configuration.policy()), self)
            .modes(modes)
            .options(settings.options())
            .limits(settings.limits())
            .replay(configuration.replay())
            .decodeLimits(configuration.limits())
            .clock(clock)
            .trust(trust)
            .listener(new EngineLog());
    TokenHealth health = new TokenHealth(token);
    for (PeerSettings peer : configuration.peers()) {
      builder.peer(peer(peer, keys, health, opened));
    }
    if (configuration.modes().stream().anyMatch(Mode::needsCertificate)) {
      builder.certificate(own(self, keys, health, opened));
    }
    builder.healthCheck(health);
    more.accept(builder);
    // The first opened is told first, and closed last.
    opened.descendingIterator().forEachRemaining(builder::closing);
    return builder.build();
  }

  private EnginePeer peer(
      PeerSettings settings, TokenKeys keys, TokenHealth health, Deque<Runnable> opened) {
    EnginePeer peer = EnginePeer.of(Identities.payload(settings.identity()));
    if (settings.psk().isEmpty() || configuration.modes().stream().noneMatch(Mode::needsPsk)) {
      return peer;
    }
    TokenKey psk = keys.psk(settings.psk().get());
    opened.push(psk::close);
    health.expect(settings.psk().get().toString(), () -> keys.psk(settings.psk().get()).close());
    return peer.withPsk(psk);
  }

  private PkiIdentity own(
      IdPayload self, TokenKeys keys, TokenHealth health, Deque<Runnable> opened)
      throws KeyFileException {
    var reference =
        configuration
            .keyPair()
            .orElseThrow(() -> new KeyNotFoundException("the configuration has no key-pair"));
    var chain = keys.certificates(configuration, reference);
    TokenPrivateKey key = keys.privateKey(reference);
    opened.push(key::close);
    health.expect(reference.toString(), () -> keys.privateKey(reference).close());
    return PkiIdentity.of(self, new CertifiedKey(key, chain))
        .withScheme(configuration.algorithms().signature());
  }

  private static void closeAll(Deque<Runnable> opened) {
    if (opened.isEmpty()) {
      return;
    }
    try {
      opened.pop().run();
    } finally {
      closeAll(opened);
    }
  }
}
