package org.mikeyhsm.cli.exchange;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.mikeyhsm.cli.keys.KeyFileException;
import org.mikeyhsm.cli.keys.KeyFiles;
import org.mikeyhsm.config.Configuration;
import org.mikeyhsm.config.FormerKeyPair;
import org.mikeyhsm.config.Identities;
import org.mikeyhsm.config.Mode;
import org.mikeyhsm.config.Modules;
import org.mikeyhsm.config.PeerSettings;
import org.mikeyhsm.config.PinSources;
import org.mikeyhsm.config.PskSettings;
import org.mikeyhsm.config.TokenSettings;
import org.mikeyhsm.hsm.pool.SharedModules;
import org.mikeyhsm.hsm.provider.MikeyPkcs11Provider;
import org.mikeyhsm.hsm.token.Token;
import org.mikeyhsm.hsm.token.TokenKey;
import org.mikeyhsm.jca.software.MikeyProvider;
import org.mikeyhsm.mode.MikeyContext;
import org.mikeyhsm.mode.pki.PkiTrust;
import org.mikeyhsm.mode.psk.PskCredential;
import org.mikeyhsm.mode.psk.PskRotation;
import org.mikeyhsm.mode.sakke.SakkeUser;
import org.mikeyhsm.session.ReplayCache;

/**
 * Opens parties on the tokens of a configuration, again and again where a token was lost. Its files
 * are read once. What the parties remember is common to them. Thread-safe.
 */
final class PartyOpener {
  private final Configuration configuration;
  private final Set<Mode> modes;
  private final Map<String, String> environment;
  private final Clock clock;
  private final UnaryOperator<SakkeTerms> sakke;
  private final PkiTrust trust;
  private final Optional<KmsFiles> kmses;
  private final MikeyContext memory;
  private final SharedModules modules = new SharedModules();

  private PartyOpener(
      Configuration configuration,
      Set<Mode> modes,
      Map<String, String> environment,
      Clock clock,
      UnaryOperator<SakkeTerms> sakke,
      ReplayCache replays,
      PkiTrust trust,
      Optional<KmsFiles> kmses) {
    this.configuration = configuration;
    this.modes = Set.copyOf(modes);
    this.environment = Map.copyOf(environment);
    this.clock = clock;
    this.sakke = sakke;
    this.trust = trust;
    this.kmses = kmses;
    this.memory = Parties.context(configuration, new MikeyProvider(), clock, replays);
  }

  /** Reads the files: they cost nothing, and a PIN may have to be typed. */
  static PartyOpener of(
      Configuration configuration,
      Set<Mode> modes,
      Map<String, String> environment,
      Clock clock,
      UnaryOperator<SakkeTerms> sakke,
      ReplayCache replays)
      throws KeyFileException {
    PkiTrust trust = TrustFiles.read(configuration, clock);
    Optional<KmsFiles> kmses =
        modes.stream().anyMatch(Mode::needsIdentityKeys)
            ? Optional.of(KmsFiles.read(configuration))
            : Optional.empty();
    if (modes.stream().anyMatch(Mode::needsCertificate)) {
      List<Path> own = new ArrayList<>(configuration.certificate().stream().toList());
      configuration.formerKeyPairs().stream()
          .map(FormerKeyPair::certificate)
          .flatMap(Optional::stream)
          .forEach(own::add);
      for (Path file : own) {
        KeyFiles.certificates(file);
      }
    }
    return new PartyOpener(configuration, modes, environment, clock, sakke, replays, trust, kmses);
  }

  Configuration configuration() {
    return configuration;
  }

  /**
   * Opens a token and finds the keys.
   *
   * @return the caller closes it
   */
  Party open(TokenSettings settings) throws KeyFileException {
    List<Runnable> resources = new ArrayList<>();
    boolean done = false;
    SharedModules.Use use =
        modules.open(
            List.of(settings.module(), settings.base(), settings.parameters()),
            () -> Modules.open(settings, environment));
    resources.add(0, use::close);
    try {
      Token token =
          use.module()
              .openToken(
                  settings.selector(),
                  PinSources.of(settings.pin(), environment),
                  settings.boundary());
      resources.add(0, token::close);
      TokenKeys keys = new TokenKeys(use.module(), token);
      PskRotation psks = psks(keys, resources);
      Optional<Certified> own = certified(keys);
      Optional<SakkeSide> identityKeys = Optional.empty();
      if (kmses.isPresent()) {
        SakkeTerms terms = sakke.apply(SakkeTerms.of(configuration.sakke()));
        SakkeUser user =
            new IdentityKeys(keys, token, kmses.get())
                .user(configuration, clock.instant(), terms.margin());
        resources.add(0, user::close);
        identityKeys = Optional.of(kmses.get().side(configuration, List.of(user), terms));
      }
      Party party =
          new Party(
              Terms.of(configuration),
              on(new MikeyPkcs11Provider(token, configuration.policy())),
              psks,
              own,
              identityKeys,
              resources);
      done = true;
      return party;
    } finally {
      if (!done) {
        Owned.close(resources);
      }
    }
  }

  private PskRotation psks(TokenKeys keys, List<Runnable> resources) {
    List<PskRotation.Entry> entries = new ArrayList<>();
    if (modes.stream().anyMatch(Mode::needsPsk)) {
      for (PeerSettings peer : configuration.peers()) {
        for (PskSettings psk : peer.psks()) {
          TokenKey key = keys.psk(psk.key());
          resources.add(0, key::close);
          entries.add(
              new PskRotation.Entry(
                  new PskCredential(
                      Identities.payload(configuration.identity()),
                      Identities.payload(peer.identity()),
                      key),
                  psk.notBefore(),
                  psk.notAfter()));
        }
      }
    }
    return new PskRotation(entries, clock, configuration.replay().clockSkew());
  }

  private Optional<Certified> certified(TokenKeys keys) throws KeyFileException {
    if (modes.stream().noneMatch(Mode::needsCertificate)) {
      return Optional.empty();
    }
    return Optional.of(new Certified(keys.certified(configuration), trust));
  }

  private MikeyContext on(MikeyPkcs11Provider provider) {
    return new MikeyContext(
        provider,
        memory.random(),
        memory.timestamps(),
        memory.replayCache(),
        memory.bundles(),
        memory.limits(),
        memory.leniencies(),
        memory.exchangeLimits());
  }
}
