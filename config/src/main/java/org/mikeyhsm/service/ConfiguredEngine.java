package org.mikeyhsm.service;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.mikeyhsm.cli.exchange.IdentityKeys;
import org.mikeyhsm.cli.exchange.KmsFiles;
import org.mikeyhsm.cli.exchange.Owned;
import org.mikeyhsm.cli.exchange.SakkeSide;
import org.mikeyhsm.cli.exchange.SakkeTerms;
import org.mikeyhsm.cli.exchange.TokenKeys;
import org.mikeyhsm.cli.exchange.TrustFiles;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.config.ConfigException;
import org.mikeyhsm.config.ConfigLoader;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.Identities;
import org.mikeyhsm.config.KeyReference;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.Modules;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.config.PinSources;
import org.mikeyhsm.config.PskSettings;
import org.mikeyhsm.config.TokenSettings;
import org.mikeyhsm.engine.EngineBuilder;
import org.mikeyhsm.engine.EnginePeer;
import org.mikeyhsm.engine.MikeyEngine;
import org.mikeyhsm.engine.observe.EngineLog;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.CryptokiModule;
import org.mikeyhsm.hsm.token.KeyNotFoundException;
import org.mikeyhsm.hsm.token.KeyRefusedException;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.message.IdPayload;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskRotation;
import org.mikeyhsm.mode.sakke.KmsDirectory;
import org.mikeyhsm.mode.sakke.SakkeUser;

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
        // Those opened last come first.
        Owned.close(List.copyOf(opened));
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
    keys(builder, token, keys, health, opened);
    builder.healthCheck(health);
    more.accept(builder);
    // The first opened is told first, and closed last.
    opened.descendingIterator().forEachRemaining(builder::closing);
    return builder.build();
  }

  private void keys(
      EngineBuilder builder,
      Token token,
      TokenKeys keys,
      TokenHealth health,
      Deque<Runnable> opened)
      throws KeyFileException {
    List<PskRotation.Entry> entries = new ArrayList<>();
    for (PeerSettings peer : configuration.peers()) {
      builder.peer(EnginePeer.of(Identities.payload(peer.identity())));
      if (needs(Mode::needsPsk)) {
        peer.psks().forEach(psk -> entries.add(entry(peer, psk, keys, health, opened)));
      }
    }
    if (!entries.isEmpty()) {
      PskRotation psks = new PskRotation(entries, clock, configuration.replay().clockSkew());
      builder.pskDirectory(psks, psks::toInitiate);
    }
    if (needs(Mode::needsCertificate)) {
      keys.certified(configuration).forEach(builder::certificate);
      KeyReference own = configuration.keyPair().orElseThrow();
      health.expect(own.toString(), () -> keys.privateKey(own).close());
    }
    if (needs(Mode::needsIdentityKeys)) {
      sakke(builder, token, keys, health, opened);
    }
  }

  private boolean needs(Predicate<Mode> what) {
    return configuration.modes().stream().anyMatch(what);
  }

  private PskRotation.Entry entry(
      PeerSettings peer,
      PskSettings settings,
      TokenKeys keys,
      TokenHealth health,
      Deque<Runnable> opened) {
    TokenKey psk = keys.psk(settings.key());
    opened.push(psk::close);
    health.expect(settings.key().toString(), () -> keys.psk(settings.key()).close());
    return new PskRotation.Entry(
        new PskCredential(
            Identities.payload(configuration.identity()), Identities.payload(peer.identity()), psk),
        settings.notBefore(),
        settings.notAfter());
  }

  private void sakke(
      EngineBuilder builder,
      Token token,
      TokenKeys keys,
      TokenHealth health,
      Deque<Runnable> opened)
      throws KeyFileException {
    KmsFiles kmses = KmsFiles.read(configuration);
    SakkeTerms terms = SakkeTerms.of(configuration.sakke());
    IdentityKeys identityKeys = new IdentityKeys(keys, token, kmses);
    SakkeUser user = identityKeys.user(configuration, clock.instant(), terms.margin());
    opened.push(user::close);
    health.expect(
        "the set of identity-based keys of " + configuration.identity(),
        () -> find(identityKeys, terms.margin()).close());
    SakkeSide side = kmses.side(configuration, List.of(user), terms);
    builder.sakke(user, KmsDirectory.of(side.kmses()));
    for (PeerSettings peer : configuration.peers()) {
      IdPayload id = Identities.payload(peer.identity());
      builder.peer(EnginePeer.of(id).withKms(side.peers().getOrDefault(id, side.kmses().get(0))));
    }
  }

  private SakkeUser find(IdentityKeys identityKeys, Duration margin) {
    try {
      return identityKeys.user(configuration, clock.instant(), margin);
    } catch (KeyFileException e) {
      throw new KeyRefusedException(e.getMessage(), e);
    }
  }
}
